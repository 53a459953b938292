/** The host that sees whole programs: reads modules from their entries on, decides, and says why. */
import { readFlow } from '../1-read/flow/index.ts';
import { type Answer, decideModules } from '../2-decide/program/index.ts';
import type { ProgramModule, Resolution } from '../2-decide/program/solve.ts';
import type { FunctionDecision, ModuleDecisions } from '../contracts.ts';
import { FLOW_VERSION, type ModuleFlow } from '../flow.ts';
import { hashOf } from '../hash.ts';
import { guarded } from './babel.ts';
import { parse } from './parse.ts';

/** Finds and reads modules. */
export interface Resolver {
  /**
   * The file that a module means by a specifier, or null if it is no part of the program: a module of the host, or a package
   * that is left as it is.
   *
   * @param kind how it is asked for
   */
  readonly resolve: (specifier: string, importer: string, kind: 'import' | 'require') => string | null;
  /** The text of a file that `resolve` has given. */
  readonly read: (file: string) => string;
}

/** What is known of a module by its text alone, by a key; a `Map` will do. The values are plain data, to be kept as one likes. */
export interface FactsCache {
  readonly get: (key: string) => ModuleFlow | undefined;
  readonly set: (key: string, facts: ModuleFlow) => unknown;
}

export interface AnalyzeOptions {
  /** Keeps what was read; a module whose text has not changed is not read again. */
  readonly cache?: FactsCache;
  /**
   * Packages in `node_modules`, by name, whose functions are compiled if they can reach a switch, whether or not a fiber is
   * known to reach them. Default: none.
   *
   * Without that a function of a package is treated like any other: it is compiled if the program's own way from a fiber to
   * a switch goes through it, and else left as it was published. Leaving out packages altogether would make a barrier of each
   * library that calls back, which is what fibers are most often wanted for; compiling all of them would make programs
   * three times as large for nothing.
   */
  readonly include?: readonly string[];
  /**
   * Packages in `node_modules`, by name, that are not looked at and stay as they are: what they call back is a barrier.
   * Default: none.
   */
  readonly exclude?: readonly string[];
  /**
   * Whether a function that calls a compiled one is compiled, where that does not suspend for it: `needed` (default), or
   * `all`, as torture mode has to have it, in which whatever is compiled suspends.
   */
  readonly callers?: 'needed' | 'all';
}

/** `line` and `column` count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A call of which nobody knows what it reaches. It is taken to suspend. */
export interface Unresolved extends SourcePlace {
  readonly why: string;
}

/** A call, on the way of a fiber, of code that is not compiled and gets a function that may suspend. */
export interface Barrier extends SourcePlace {
  /** What is called. */
  readonly calls: string;
  /** The function that it may call back, and that may suspend. */
  readonly callback: string;
  /** Where that function is written. */
  readonly given: SourcePlace;
}

/** A directive that says something else than what was found. */
export interface Warning extends SourcePlace {
  readonly code: 'FIBER_DIRECTIVE_UNREACHED' | 'NO_FIBER_DIRECTIVE_ON_THE_WAY';
  readonly message: string;
}

/** An edge of the call graph, between nodes by their number. */
export interface CallGraphEdge {
  readonly from: number;
  readonly to: number;
  readonly through: 'direct' | 'barrier' | 'later';
  /** Where the call is written; null: nowhere, it is a hub that calls. */
  readonly line: number | null;
  readonly column: number | null;
}

/** Functions and what stands between them. */
export interface CallGraph {
  /** Of the nodes. */
  readonly names: readonly string[];
  /**
   * For each node, the number of its module in `modules` and its own in that module's `functions`. Null: the code of a module
   * outside of functions, or a *hub*, a place that many values meet at.
   */
  readonly functions: readonly (readonly [module: number, index: number] | null)[];
  readonly edges: readonly CallGraphEdge[];
}

/** What `analyze` has found: plain data, to be written to a file as it is. */
export interface Program {
  readonly version: 1;
  /**
   * How well objects were told apart: each by the place that makes it (`fine`), by the names of their properties (`coarse`),
   * or not at all (`none`: so many values flow everywhere that all functions are compiled).
   */
  readonly precision: 'fine' | 'coarse' | 'none';
  readonly modules: readonly ModuleDecisions[];
  readonly unresolved: readonly Unresolved[];
  readonly barriers: readonly Barrier[];
  readonly warnings: readonly Warning[];
  readonly graph: CallGraph;
}

const RUNTIME = /^@fiberc\/runtime(?:\/|$)/;

/**
 * Decides for every function of a program whether it is compiled: if it can run inside a fiber, and can reach a switch.
 *
 * @param entries files, as `resolver.read` knows them
 * @throws CompileError with the code `ERR_FIBERC_SYNTAX` if a module cannot be parsed; whatever the resolver throws
 */
export function analyze(entries: readonly string[], resolver: Resolver, options: AnalyzeOptions = {}): Program {
  const numbers = new Map<string, number>();
  const files: string[] = [];
  const number = (file: string): number => {
    const known = numbers.get(file);
    if (known !== undefined) return known;
    numbers.set(file, files.length);
    return files.push(file) - 1;
  };
  for (const entry of entries) number(entry);
  const modules: ProgramModule[] = [];
  const hashes: string[] = [];
  for (let i = 0; i < files.length; i++) {
    const file = files[i] as string;
    const source = resolver.read(file);
    const hash = hashOf(source);
    const key = `${FLOW_VERSION} ${hash} ${/\.[^./]+$/.exec(file)?.[0] ?? ''}`;
    let flow = options.cache?.get(key);
    if (flow === undefined) {
      flow = guarded(() => readFlow(parse(source, file), source), file, source);
      options.cache?.set(key, flow);
    }
    const required = new Set(flow.ops.flatMap((op) => (op.kind === 'require' ? [op.source] : [])));
    const resolutions = new Map<string, Resolution>();
    for (const specifier of flow.sources) {
      const kind = required.has(specifier) ? 'require' : 'import';
      resolutions.set(specifier, resolution(specifier, file, kind, resolver, options, number));
    }
    modules.push({ file, flow, resolutions, isEntry: i < entries.length });
    hashes.push(hash);
  }
  const included = (file: string): boolean => options.include?.includes(packageOf(file) ?? '') === true;
  return describe(decideModules(modules, { included, callers: options.callers ?? 'needed' }), modules, hashes);
}

function resolution(
  specifier: string,
  importer: string,
  kind: 'import' | 'require',
  resolver: Resolver,
  options: AnalyzeOptions,
  number: (file: string) => number,
): Resolution {
  if (RUNTIME.test(specifier)) return { kind: 'runtime' };
  const file = resolver.resolve(specifier, importer, kind);
  if (file === null) return { kind: 'foreign', name: specifier };
  if (!/\.[cm]?[jt]sx?$/.test(file)) return /\.json$/.test(file) ? { kind: 'values' } : { kind: 'foreign', name: specifier };
  const name = packageOf(file);
  if (name !== null && options.exclude?.includes(name)) return { kind: 'foreign', name: specifier };
  return { kind: 'module', module: number(file) };
}

/** The name of the package in `node_modules` that a file belongs to. */
const packageOf = (file: string): string | null => /^.*[\\/]?node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? null;

function describe(answer: Answer, modules: readonly ProgramModule[], hashes: readonly string[]): Program {
  const place = (module: number, offset: number): SourcePlace => {
    const { file, flow } = modules[module] as ProgramModule;
    let [low, high] = [0, flow.lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((flow.lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (flow.lines[low] ?? 0) + 1 };
  };
  return {
    version: 1,
    precision: answer.precision,
    modules: modules.map(
      ({ file }, module): ModuleDecisions => ({
        file,
        hash: hashes[module] as string,
        functions: (answer.functions[module] ?? []).map(({ steps, ...one }): FunctionDecision => {
          const said = (list: typeof steps.reachable): FunctionDecision['reachable'] =>
            list?.map(({ kind, module: at, offset, text }) => ({ kind, ...place(at, offset), text })) ?? null;
          return { ...one, ...place(module, one.start), reachable: said(steps.reachable), reaching: said(steps.reaching) };
        }),
      }),
    ),
    unresolved: answer.unresolved.map(({ module, offset, why }) => ({ ...place(module, offset), why })),
    barriers: answer.barriers.map(({ module, offset, calls, callback, given }) => ({
      ...place(module, offset),
      calls,
      callback,
      given: place(given.module, given.offset),
    })),
    warnings: answer.warnings.map(({ module, offset, code, message }) => ({ code, ...place(module, offset), message })),
    graph: {
      ...answer.graph,
      edges: answer.graph.edges.map(({ place: at, ...edge }) => {
        const { line = null, column = null } = at === null ? {} : place(at.module, at.offset);
        return { ...edge, line, column };
      }),
    },
  };
}

/**
 * The modules that have to be compiled again: those whose text or any of whose decisions is another one. What gives the
 * reasons may have changed all the same.
 */
export function changedModules(before: Program, after: Program): readonly string[] {
  const known = new Map(before.modules.map((module) => [module.file, signature(module)]));
  return after.modules.filter((module) => known.get(module.file) !== signature(module)).map(({ file }) => file);
}

const signature = ({ hash, functions }: ModuleDecisions): string =>
  `${hash} ${functions.map(({ start, decision }) => (decision === 'compile' ? start : '')).join()}`;
