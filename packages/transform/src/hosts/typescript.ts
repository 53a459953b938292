/**
 * Inside the TypeScript compiler, through ts-patch. TypeScript does its work first, and what it
 * emits is compiled on its way to the disk:
 *
 *     program.emit → outputs in memory → compile() each script, maps composed → all are written
 *
 * Going over the text, and not over TypeScript's tree, keeps one compiler for every host.
 */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type ts from 'typescript';
import type { CompileOptions, CompileResult } from '../entries/index.ts';
import { CompileError } from '../errors.ts';
import type { FactsCache } from './analyze.ts';
import { compileAs, compiledIn, type Decisions, loadDecisions, signatureOf } from './decisions.ts';
import { checkPluginOptions, checks, OptionsError, type PluginOptions } from './options.ts';
import { decideFiles, otherwise, readWritten, type Written, writtenFile } from './typescript-program.ts';

/** An entry of `plugins` in tsconfig.json; what concerns ts-patch itself is left out. `decisions` is relative to tsconfig.json. */
export interface PluginConfig extends PluginOptions {
  /**
   * Analyses the whole program, from all of its files, and compiles only what can be on the way of a fiber to a switch. For
   * programs: what a library exports is taken to be called from outside of fibers. Default: false.
   */
  readonly program?: boolean;
}

/** What of an entry is ts-patch's own business, or an editor's. */
type PatchConfig = Readonly<Record<(typeof PATCH)[number], unknown>>;
const PATCH = [
  'name',
  'transform',
  'import',
  'isEsm',
  'type',
  'after',
  'afterDeclarations',
  'transformProgram',
  'resolvePathAliases',
  'tsConfig',
] as const;

/** @throws OptionsError */
function readConfig(entry: PluginConfig & Partial<PatchConfig>) {
  const own = Object.entries(entry).filter(([name]) => !PATCH.some((other) => other === name));
  const config = checkPluginOptions<PluginConfig>('@fiberc/transform/typescript', Object.fromEntries(own), { program: checks.flag });
  const { program: isWhole = false, decisions: stored, ...compiler } = config;
  if (isWhole && stored !== undefined)
    throw new OptionsError("@fiberc/transform/typescript: 'program' and 'decisions' say the same; give one");
  return { isWhole, stored, compiler };
}

type Compile = (source: string, options: CompileOptions) => CompileResult;
type WriteFile = ts.WriteFileCallback;

/** What TypeScript wanted to write: the arguments of its callback. */
interface Output {
  readonly file: string;
  text: string;
  readonly rest: readonly [
    bom: boolean,
    onError: Parameters<WriteFile>[3],
    sources: Parameters<WriteFile>[4],
    data: Parameters<WriteFile>[5],
  ];
}

/** Makes the function that ts-patch calls for `{ "transformProgram": true }`. */
export function createProgramTransformer(compile: Compile) {
  const cache: FactsCache = new Map();
  /** In watch mode, by the configuration: what was decided when files were written. */
  const projects = new Map<string, Written>();
  return function fiberc(
    program: ts.Program,
    host: ts.CompilerHost | undefined,
    entry: PluginConfig,
    extras: { readonly ts: typeof ts },
  ): ts.Program {
    const { isWhole, stored, compiler } = readConfig(entry);
    const { emit } = program;
    const { ts: typescript } = extras;
    const options = program.getCompilerOptions();
    const project = String(options.configFilePath ?? '');
    const kept = isWhole ? writtenFile(options, typescript) : undefined;
    let state: { readonly decisions: Decisions | null; readonly written: Written } | null = null;

    /** Decides when the first file is written. */
    const decided = (): { readonly decisions: Decisions | null; readonly again: readonly string[] } => {
      if (state !== null) return { decisions: state.decisions, again: [] };
      const decisions = isWhole
        ? decideFiles(program, host ?? typescript.createCompilerHost(options), typescript, cache)
        : stored === undefined
          ? null
          : loadDecisions(resolve(dirname(project), stored), stored);
      const written = projects.get(project) ?? readWritten(kept);
      projects.set(project, written);
      state = { decisions, written };
      return { decisions, again: isWhole && decisions ? otherwise(written, decisions) : [] };
    };

    program.emit = function emitCompiled(target, writeFile, token, onlyDeclarations, ...rest) {
      // Also asked for to compute the signatures of an incremental build; that is not ours.
      if (onlyDeclarations) return emit(target, writeFile, token, onlyDeclarations, ...rest);
      const { decisions, again } = decided();
      const outputs: Output[] = [];
      const collect: WriteFile = (file, text, bom, onError, sources, data) => {
        outputs.push({ file, text, rest: [bom, onError, sources, data] });
      };
      const emitted = withMaps(options, decisions !== null, () => {
        const result = emit(target, collect, token, onlyDeclarations, ...rest);
        const missing = target === undefined ? [] : again.filter((file) => file !== target.fileName);
        for (const file of missing) emit(program.getSourceFile(file), collect, token, onlyDeclarations, ...rest);
        return result;
      });
      const hasMaps = options.sourceMap === true || options.inlineSourceMap === true;
      const errors = compileOutputs(outputs, compile, compiler, typescript, decisions, hasMaps);
      if (errors.length > 0) {
        const diagnostics = [...emitted.diagnostics, ...errors];
        return { ...emitted, emitSkipped: true, diagnostics, emittedFiles: [] };
      }
      const write = writeFile ?? host?.writeFile ?? typescript.sys.writeFile;
      for (const { file, text, rest } of outputs) if (hasMaps || !/\.[cm]?jsx?\.map$/.test(file)) write(file, text, ...rest);
      if (isWhole && decisions && state) keep(outputs, decisions, state.written, kept, typescript);
      return emitted;
    };
    return program;
  };
}

/** Without maps decisions cannot be joined: where the configuration asks for none, TypeScript is asked for them all the same. */
function withMaps<T>(options: ts.CompilerOptions, needed: boolean, run: () => T): T {
  if (!needed || options.sourceMap || options.inlineSourceMap) return run();
  const before = options.sourceMap;
  options.sourceMap = true;
  try {
    return run();
  } finally {
    if (before === undefined) delete options.sourceMap;
    else options.sourceMap = before;
  }
}

/** Notes with which decisions files have been written. */
function keep(outputs: readonly Output[], decisions: Decisions, written: Written, file: string | undefined, { sys }: typeof ts): void {
  for (const { rest } of outputs)
    for (const { fileName } of rest[2] ?? []) {
      const own = decisions.get(fileName);
      if (own) written.set(fileName, signatureOf(own));
    }
  if (file !== undefined) sys.writeFile(file, JSON.stringify(Object.fromEntries(written)));
}

const SCRIPT = /\.[cm]?jsx?$/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=(\S+)\s*$/;
const DATA_URL = /^data:application\/json[^,]*;base64,/;

/** Replaces scripts and their maps in place. Errors become diagnostics, at their TypeScript source. */
function compileOutputs(
  outputs: readonly Output[],
  compile: Compile,
  options: Omit<PluginOptions, 'decisions'>,
  typescript: typeof ts,
  decisions: Decisions | null,
  hasMaps: boolean,
): readonly ts.Diagnostic[] {
  const errors: ts.Diagnostic[] = [];
  for (const output of outputs) {
    if (!hasMaps && BUILD_INFO.test(output.file)) output.text = withoutMapOption(output.text);
    if (!SCRIPT.test(output.file)) continue;
    const [source, ...others] = output.rest[2] ?? [];
    const own = source && others.length === 0 ? decisions?.get(source.fileName) : undefined;
    if (own !== undefined && compiledIn(own).length === 0) {
      if (!hasMaps) output.text = output.text.replace(MAP_COMMENT, '\n');
      continue;
    }
    const url = MAP_COMMENT.exec(output.text)?.[1];
    const mapFile = outputs.find(({ file }) => file === `${output.file}.map`);
    const inputSourceMap = readMap(mapFile?.text, url);
    try {
      const joined = own && { ...own, ...(inputSourceMap && { map: { ...inputSourceMap, sourcesContent: [source?.text ?? null] } }) };
      const { code, map } = compileAs(joined, (decided) =>
        compile(output.text.replace(MAP_COMMENT, '\n'), {
          ...options,
          ...decided,
          filename: output.file,
          sourceType: sourceTypeOf(output.file),
          ...(inputSourceMap && { inputSourceMap }),
        }),
      );
      const composed = JSON.stringify({
        ...relocate(map, output.file),
        file: inputSourceMap?.file,
      });
      if (mapFile !== undefined) mapFile.text = composed;
      const inline = `data:application/json;base64,${Buffer.from(composed).toString('base64')}`;
      const address = !hasMaps ? undefined : url !== undefined && DATA_URL.test(url) ? inline : url;
      const comment = address === undefined ? '' : `//# sourceMappingURL=${address}\n`;
      output.text = `${code.replace(MAP_COMMENT, '').trimEnd()}\n${comment}`;
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      errors.push(diagnose(error, output, inputSourceMap, typescript));
    }
  }
  return errors;
}

const BUILD_INFO = /\.tsbuildinfo$/;

/** Else the next build would find other options than its own, and write everything again. */
function withoutMapOption(text: string): string {
  const info = JSON.parse(text) as { options?: { sourceMap?: boolean }; program?: { options?: { sourceMap?: boolean } } };
  for (const { options } of [info, info.program ?? {}]) delete options?.sourceMap;
  return JSON.stringify(info);
}

interface SourceMap {
  readonly version: 3;
  readonly file?: string;
  readonly names: string[];
  readonly sources: string[];
  readonly mappings: string;
}

function readMap(text: string | undefined, url: string | undefined): SourceMap | undefined {
  if (text !== undefined) return JSON.parse(text) as SourceMap;
  if (url === undefined || !DATA_URL.test(url)) return undefined;
  return JSON.parse(Buffer.from(url.replace(DATA_URL, ''), 'base64').toString()) as SourceMap;
}

function sourceTypeOf(file: string): 'module' | 'commonjs' | 'unambiguous' {
  if (/\.mjsx?$/.test(file)) return 'module';
  return /\.cjsx?$/.test(file) ? 'commonjs' : 'unambiguous';
}

/** TypeScript writes the names of sources relative to the map; composing may make them absolute. */
function relocate(map: CompileResult['map'], file: string): CompileResult['map'] {
  const sources = map.sources.map((source) =>
    source !== null && isAbsolute(source) ? relative(dirname(file), source).split(sep).join('/') : source,
  );
  return { ...map, sources };
}

/** No number of TypeScript's own; it cannot print a word there. */
const DIAGNOSTIC_CODE = 990001;

function diagnose(
  error: CompileError,
  { file, rest: [, , sources] }: Output,
  map: SourceMap | undefined,
  { DiagnosticCategory }: typeof ts,
): ts.Diagnostic {
  const source = sources?.[0];
  const place = map && originalPositionFor(new TraceMap(map), { line: error.line, column: error.column - 1 });
  const known = source !== undefined && place !== undefined && place.line !== null;
  const start = known ? source.getPositionOfLineAndCharacter(place.line - 1, place.column) : 0;
  const message = withoutPlace(error);
  return {
    category: DiagnosticCategory.Error,
    code: DIAGNOSTIC_CODE,
    source: 'fiberc',
    file: source,
    start,
    length: known ? 1 : 0,
    messageText: `${known ? message : `${file}:${error.line}:${error.column}: ${message}`} [${error.code}]`,
  };
}

/** TypeScript prints the place and the frame itself, for the source that the user wrote. */
function withoutPlace({ message, filename, line, column, frame }: CompileError): string {
  const prefix = `${filename}:${line}:${column}: `;
  const text = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return text.endsWith(frame) ? text.slice(0, text.length - frame.length).trimEnd() : text;
}
