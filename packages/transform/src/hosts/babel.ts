/** The Babel host: the compiler as a plugin, and `compile()`, which runs Babel with nothing but what the file needs. */
import * as babel from '@babel/core';
import jsx from '@babel/plugin-transform-react-jsx';
import typescript from '@babel/plugin-transform-typescript';
import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import remapping, { type EncodedSourceMap } from '@jridgewell/remapping';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CompileDecisions, CompiledFunction, CompileOptions, CompileResult, Origin, SourceMap } from '../contracts.ts';
import { CompileError, type Position } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { compileProgram, formatOf, type Pass, type PipelineContext } from '../pipeline.ts';
import { compileAs } from './decisions.ts';
import { joinDecisions, spanOf } from './join.ts';
import { beside } from './maps.ts';
import type { PluginOptions } from './options.ts';
import { markUnchanged, type Piece, restore, snapshot } from './verbatim.ts';

/** What the plugin needs of Babel's file, in Babel 7 and 8 alike. */
interface File {
  readonly code: string;
  readonly opts: { readonly filename?: string | null };
  readonly inputMap?: { readonly sourcemap?: object } | null;
}

interface Plugin {
  readonly name: string;
  readonly visitor: {
    readonly Program: {
      readonly enter?: (path: NodePath<t.Program>) => void;
      readonly exit: (path: NodePath<t.Program>, state: { readonly file: File }) => void;
    };
  };
}

/** The plugin. It runs when the other plugins are done with the file: TypeScript and JSX are gone by then. */
export function plugin({
  inputSourceMap,
  decisions,
  ...options
}: Omit<PluginOptions, 'decisions'> & {
  readonly inputSourceMap?: object | undefined;
  readonly sourceType?: NonNullable<CompileOptions['sourceType']>;
  /** Those of a file by its name may be of another text by now. */
  readonly decisions?: CompileDecisions | ((filename: string) => CompileDecisions | undefined);
  readonly step?: <T>(pass: Pass, run: () => T, show: ((result: T) => string) | undefined, node: t.Program) => T;
  readonly done?: (functions: readonly CompiledFunction[]) => void;
}): Plugin {
  return {
    name: '@fiberc/transform',
    visitor: {
      Program: {
        exit(path, { file }) {
          path.scope.crawl();
          const filename = file.opts.filename ?? 'unknown';
          const map = inputSourceMap ?? file.inputMap?.sourcemap;
          const functions = compileProgram(path, {
            options: { ...options, filename },
            source: file.code,
            original: originals(filename, map),
            ...(typeof decisions === 'function'
              ? compileAs(decisions(filename), ({ decisions: own }) => decidedIn(path.node, own, file.code, map, filename))
              : decidedIn(path.node, decisions, file.code, map, filename)),
            step: (pass, run, show) => (options.step ? options.step(pass, run, show, path.node) : run()),
          });
          options.done?.(functions);
        },
      },
    },
  };
}

/** Which functions are to stay as they are, by where they stand. What the compiler makes itself is not among them. */
function decidedIn(
  program: t.Program,
  decisions: CompileDecisions | undefined,
  source: string,
  map: object | undefined,
  filename: string,
): Pick<PipelineContext, 'stays' | 'decided'> {
  if (decisions === undefined) return { stays: () => false, decided: [] };
  const leading = decisions.map ?? map;
  const spans =
    decisions.hash === hashOf(source)
      ? new Set(decisions.functions.flatMap(({ start, end, decision }) => (decision === 'untouched' ? [`${start}-${end}`] : [])))
      : leading && joinDecisions(decisions, source, leading, filename, program);
  if (spans) return { stays: (node) => spans.has(spanOf(node)), decided: decisions.functions };
  const why = 'the decisions are those of another text: analyse the program again';
  throw new CompileError('ERR_FIBERC_STALE_DECISIONS', why, filename, { line: 1, column: 0 }, '');
}

/** Where positions of a file come from, by the source map of what has been done to it before. */
function originals(filename: string, map: object | undefined): (at: Position) => Origin {
  const trace = map && new TraceMap(map as EncodedSourceMap);
  return (at) => {
    const { source, line, column } = trace ? originalPositionFor(trace, at) : { source: null, line: 0, column: 0 };
    return source === null ? { file: filename, line: at.line, column: at.column } : { file: beside(filename, source), line, column };
  };
}

export const TYPESCRIPT = /\.[cm]?tsx?$/;
/** Phases of imports, and `accessor` fields, which Babel does not take as finished yet. */
export const SYNTAX = ['sourcePhaseImports', 'deferredImportEvaluation', 'decoratorAutoAccessors'] as const;
export const JSX = /\.(jsx|tsx|js|mjs|cjs)$/;

/**
 * Compiles one module.
 *
 * @throws CompileError for a syntax error, or for a function that may have to suspend and can't (see `unsupported`)
 */
export function compile(source: string, options: CompileOptions): CompileResult {
  const { filename, onPass } = options;
  const isTypescript = TYPESCRIPT.test(filename);
  const withJsx = JSX.test(filename);
  const parsedAs = options.sourceType ?? sourceType(filename);
  let functions: readonly CompiledFunction[] = [];
  let format: CompileResult['format'] = 'module';
  let pieces: readonly Piece[] = [];
  let before: ReturnType<typeof snapshot> | null = null;
  const remember: Plugin['visitor'] = {
    Program: {
      enter: ({ node }) => {
        before = snapshot(node);
        format = formatOf(node, { filename, sourceType: parsedAs });
      },
      exit: () => undefined,
    },
  };
  const keep: Plugin['visitor'] = {
    Program: {
      exit: ({ node }) => {
        if (before) pieces = markUnchanged(node, before, source);
      },
    },
  };
  const own = plugin({
    ...options,
    sourceType: parsedAs,
    done: (result) => {
      functions = result;
    },
    step: (pass, run, show, node) => {
      const result = run();
      onPass?.(pass, () => (show ? show(result) : print(node)));
      return result;
    },
  });
  const input = {
    filename,
    sourceType: parsedAs,
    configFile: false,
    babelrc: false,
    sourceMaps: true,
    inputSourceMap: false,
    parserOpts: {
      plugins: [...SYNTAX, ...(isTypescript ? (['typescript'] as const) : []), ...(withJsx ? (['jsx'] as const) : [])],
      errorRecovery: false,
    },
    generatorOpts: { jsescOption: { minimal: true } },
    plugins: [
      () => ({ visitor: remember }),
      ...(isTypescript ? [[typescript, { allowDeclareFields: true }] as const] : []),
      ...(withJsx && /<[A-Za-z>]/.test(source) ? [[jsx, { runtime: 'automatic' }] as const] : []),
      own,
      () => ({ visitor: keep }),
    ] as unknown as babel.PluginItem[],
  };
  const result = guarded(() => babel.transformSync(source, input as babel.InputOptions), filename, source);
  if (typeof result?.code !== 'string' || !result.map)
    throw new CompileError('ERR_FIBERC_SYNTAX', 'nothing came out of the compiler', filename, { line: 1, column: 0 }, source);
  const printed = restore(result.code, result.map as unknown as SourceMap, pieces, source);
  const map = options.inputSourceMap
    ? (remapping([printed.map as EncodedSourceMap, options.inputSourceMap as EncodedSourceMap], () => null) as unknown as SourceMap)
    : printed.map;
  if (options.verify)
    babel.parseSync(printed.code, {
      filename: filename.replace(/\.([cm]?)tsx?$/, '.$1js'),
      sourceType: input.sourceType,
      parserOpts: { plugins: [...SYNTAX] },
      configFile: false,
      babelrc: false,
    } as babel.InputOptions);
  return { code: printed.code, map, functions, format };
}

export const sourceType = (filename: string): 'module' | 'commonjs' | 'unambiguous' =>
  /\.m[jt]s$/.test(filename) ? 'module' : /\.c[jt]s$/.test(filename) ? 'commonjs' : 'unambiguous';

function print(node: t.Program): string {
  const { File } = { File: { type: 'File', program: node, comments: [], tokens: null } };
  return babel.transformFromAstSync(File as unknown as t.File, '', { configFile: false, babelrc: false, cloneInputAst: true })?.code ?? '';
}

/** Babel's own errors as ours. */
export function guarded<T>(run: () => T, filename: string, source: string): T {
  try {
    return run();
  } catch (error) {
    // Babel puts the file name in front of what a plugin throws.
    if (error instanceof CompileError)
      throw new CompileError(error.code, error.reason, error.filename, { line: error.line, column: error.column - 1 }, source);
    const at = (error as { loc?: { line: number; column: number } }).loc;
    if (!(error instanceof Error) || !at) throw error;
    throw new CompileError(
      'ERR_FIBERC_SYNTAX',
      error.message
        .split('\n')[0]
        ?.replace(/^.*?: /, '')
        .replace(/ \(\d+:\d+\)$/, '') ?? 'syntax error',
      filename,
      at,
      source,
    );
  }
}
