/** The host that sees whole programs: reads modules from their entries on (`read-modules.ts`), decides, and says why. */
import { type Answer, decideModules } from '../2-decide/program/index.ts';
import type { ProgramModule } from '../2-decide/program/solve.ts';
import type { CallTypes as ProgramTypes } from '../2-decide/program/typed.ts';
import type { FunctionDecision, ModuleDecisions } from '../contracts.ts';
import type { ModuleFlow } from '../flow.ts';
import { signatureOf } from './decisions.ts';
import { packageOf } from './files.ts';
import { lineAt } from './maps.ts';
import { type Answered, ask, askAsync, type ReadModules, readModules } from './read-modules.ts';

/**
 * A module that is part of the program, but that nobody can read here, as it is made later: of a file of Vue's, or of nothing
 * but its name. It will be compiled without decisions. What comes from it may suspend, and what gets to it may run in a fiber.
 */
export interface OpaqueModule {
  /** What it is called, as `importer` of what it imports. */
  readonly opaque: string;
  /** The specifiers of what it imports; null: nobody knows, it may import whatever the program has. */
  readonly imports: readonly string[] | null;
}

/**
 * The file that a module means by a specifier, or null if it is no part of the program: a module of the host, or a package
 * that is left as it is.
 */
export type Resolved = string | OpaqueModule | null;

/** Finds and reads modules. */
export interface Resolver {
  /** @param kind how it is asked for */
  readonly resolve: (specifier: string, importer: string, kind: 'import' | 'require') => Resolved;
  /** The text of a file that `resolve` has given. */
  readonly read: (file: string) => string;
}

/** A {@link Resolver} that takes its time. */
export interface AsyncResolver {
  readonly resolve: (specifier: string, importer: string, kind: 'import' | 'require') => Resolved | Promise<Resolved>;
  readonly read: (file: string) => string | Promise<string>;
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
  /** What the types of a program say of its calls: `callTypes` of `@fiberc/transform/typescript` tells it. Default: nothing. */
  readonly types?: CallTypes;
  /** What a module is that cannot be parsed: an `error` (default), or like an {@link OpaqueModule}. */
  readonly unreadable?: 'error' | 'opaque';
}

/** A place in a file, in UTF-16 code units from its start. */
export interface SourceOffset {
  readonly file: string;
  readonly offset: number;
}

/**
 * The functions that a call may reach by its types, each by a place inside of it and of no function that it contains; null:
 * the types do not say.
 *
 * @param offset where the call begins
 * @param key the name of the method that is called; undefined: what an expression gives is called
 */
export type CallTypes = (file: string, offset: number, key: string | undefined) => readonly SourceOffset[] | null;

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
   * How well objects were told apart: each by the place that makes it (`fine`), or those that meet where very many do by
   * groups (`coarse`).
   */
  readonly precision: 'fine' | 'coarse';
  readonly modules: readonly ModuleDecisions[];
  readonly unresolved: readonly Unresolved[];
  readonly barriers: readonly Barrier[];
  readonly warnings: readonly Warning[];
  readonly graph: CallGraph;
}

/**
 * Decides for every function of a program whether it is compiled: if it can run inside a fiber, and can reach a switch.
 *
 * @param entries files, as `resolver.read` knows them
 * @throws CompileError with the code `ERR_FIBERC_SYNTAX` if a module cannot be parsed; whatever the resolver throws
 */
export function analyze(entries: readonly string[], resolver: Resolver, options: AnalyzeOptions = {}): Program {
  const reading = readModules(entries, options);
  for (let answer: Answered | undefined; ; ) {
    const { done, value } = answer === undefined ? reading.next() : reading.next(answer);
    if (done) return decide(value, options);
    answer = ask(value, resolver);
  }
}

/** The same with a resolver that takes its time. What modules import is asked for at once. */
export async function analyzeAsync(
  entries: readonly (string | OpaqueModule)[],
  resolver: AsyncResolver,
  options: AnalyzeOptions = {},
): Promise<Program> {
  const reading = readModules(entries, options);
  for (let answer: Answered | undefined; ; ) {
    const { done, value } = answer === undefined ? reading.next() : reading.next(answer);
    if (done) return decide(value, options);
    answer = await askAsync(value, resolver);
  }
}

function decide({ modules, hashes }: ReadModules, options: AnalyzeOptions): Program {
  const included = (file: string): boolean => options.include?.includes(packageOf(file) ?? '') === true;
  const types = options.types ? byNumber(options.types, modules) : null;
  return describe(decideModules(modules, { included, callers: options.callers ?? 'needed', types }), modules, hashes);
}

/** The same with modules by their numbers. */
function byNumber(types: CallTypes, modules: readonly ProgramModule[]): ProgramTypes {
  const numbers = new Map(modules.map(({ file }, module) => [file, module]));
  return (module, offset, key) => {
    const places = types(modules[module]?.file ?? '', offset, key);
    const found = places?.map(({ file, offset }) => ({ module: numbers.get(file) ?? -1, offset })) ?? null;
    // A function that is not part of what was read.
    return found?.some(({ module }) => module < 0) ? null : found;
  };
}

function describe(answer: Answer, modules: readonly ProgramModule[], hashes: readonly string[]): Program {
  const place = (module: number, offset: number): SourcePlace => {
    const { file, flow } = modules[module] as ProgramModule;
    const line = lineAt(flow.lines, offset);
    return { file, line: line + 1, column: offset - (flow.lines[line] ?? 0) + 1 };
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
  const known = new Map(before.modules.map((module) => [module.file, signatureOf(module)]));
  return after.modules.filter((module) => known.get(module.file) !== signatureOf(module)).map(({ file }) => file);
}
