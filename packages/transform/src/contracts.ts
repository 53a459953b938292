/**
 * What each phase hands to the next. Read `pipeline.ts` first, this second.
 *
 *   source text → Program (1-read) → Decisions (2-decide) → Lowered (3-lower) → Plan (4-plan) → code (5-emit)
 */
import type * as t from '@babel/types';
import type { Position, Unsupported } from './errors.ts';

/** How suspension is forced at every suspension point, for tests. */
export type Torture = 'before' | 'after' | 'entry';

export interface CompileOptions {
  /** Name of the source file: decides about TypeScript and JSX, and appears in errors and source maps. */
  readonly filename: string;
  /**
   * How the source is parsed. Default: `.mts`/`.mjs` module, `.cts`/`.cjs` CommonJS, otherwise whichever it turns out to be.
   * A `script` can import nothing: it finds the runtime's module as a property of the global object, named like the module.
   */
  readonly sourceType?: 'module' | 'commonjs' | 'script' | 'unambiguous';
  /** `development` comments suspension and resume points, and makes code for debuggers. Default `production`. */
  readonly mode?: 'development' | 'production';
  /**
   * Whether captured activations can tell where they are, for stack traces (`@fiberc/runtime/stack`): adds the position
   * and the names of the variables of each resume point, and keeps all variables, for debuggers, not those alone that are
   * needed. Default: in development, where the runtime is `@fiberc/runtime`.
   */
  readonly stacks?: boolean;
  /** Module that compiled code takes the runtime from. Default `@fiberc/runtime/abi`. */
  readonly runtime?: string;
  /**
   * Module that compiled code takes equivalents of built-ins from; `false`: a built-in that calls back is a barrier.
   * Default `@fiberc/runtime/builtins`, and `false` where `runtime` is given.
   */
  readonly builtins?: string | false;
  /**
   * For the runtime's own sources: modules whose functions call nothing back, apart from one, `call(f, receiver, ...args)`,
   * which is a call of `f`.
   */
  readonly intrinsics?: readonly string[];
  /** What to do with a function that may suspend but can't be captured yet: refuse it, or leave it as it is (a barrier). */
  readonly unsupported?: 'error' | 'barrier';
  /**
   * What else than calls may suspend: nothing, or also reads and writes of properties that have the name of an accessor
   * of this module which may suspend, and `instanceof` where this module uses `Symbol.hasInstance`. `conversions`:
   * moreover, operators and templates, if this module defines a `valueOf`, `toString` or `Symbol.toPrimitive`. Whatever
   * is left out is a barrier. Default `accessors`.
   */
  readonly implicit?: 'none' | 'accessors' | 'conversions';
  /**
   * When something in the way of a switch is noticed. `late`: when it is come across, and then the fiber ends. `exact`:
   * at the switch, which throws; that costs time in every call. `nested`: likewise, but where it can be done the switch
   * runs the other fiber on top of what is in the way, and returns when that switches back. All modules of a program
   * should have the same. Default `late`.
   */
  readonly barriers?: 'late' | 'exact' | 'nested';
  /**
   * What `analyze()` has decided for this module: functions that are to stay untouched do. Others are compiled as they
   * would be without. The decisions must be those of this text, or of one that `inputSourceMap` leads to: then functions are
   * found by the map, and what it does not lead to is compiled as without. Else `ERR_FIBERC_STALE_DECISIONS` is thrown.
   */
  readonly decisions?: CompileDecisions;
  readonly torture?: Torture;
  /** Check the compiler's own work: output parses, no node stands in two places, every resume point has a position. */
  readonly verify?: boolean;
  readonly inputSourceMap?: object;
  /** Called after each pass with a printer for what the pass left. */
  readonly onPass?: (pass: string, text: () => string) => void;
}

/** A place in the file that a person has written. The column counts from 0. */
export interface Origin extends Position {
  readonly file: string;
}

export interface SourceMap {
  readonly version: number;
  readonly file?: string | null | undefined;
  readonly names: readonly string[];
  readonly sources: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[] | undefined;
  readonly mappings: string;
}

/** One compiled function, for reports. */
export interface CompiledFunction {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly points: number;
}

export interface CompileResult {
  readonly code: string;
  readonly map: SourceMap;
  readonly functions: readonly CompiledFunction[];
  /** What the source turned out to be, and so how the output is to be run. */
  readonly format: 'module' | 'commonjs' | 'script';
}

/* ---------------------------------------------------------------- decisions about whole programs */

/** One step of a reason, in words: what is called, and where. `line` and `column` count from 1. */
export interface ReasonStep {
  /** `call`: by itself; `callback`: somebody who is called calls what he was given; `switch`: of the fiber. */
  readonly kind: 'call' | 'callback' | 'switch' | 'directive' | 'unknown';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export interface FunctionDecision {
  readonly name: string;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly decision: 'compile' | 'untouched';
  readonly reason: string;
  /** The shortest way from the target of a fiber to here; null: there is none. */
  readonly reachable: readonly ReasonStep[] | null;
  /** The shortest way from here to a switch; null: there is none. */
  readonly reaching: readonly ReasonStep[] | null;
}

export interface ModuleDecisions {
  readonly file: string;
  /** Of the source that was read. */
  readonly hash: string;
  readonly functions: readonly FunctionDecision[];
}

/** What of a module's decisions `compile()` needs: the ways that justify them may be left out. */
export interface CompileDecisions extends Pick<ModuleDecisions, 'hash'> {
  readonly functions: readonly Omit<FunctionDecision, 'reachable' | 'reaching'>[];
  /** Leads from the text that is compiled to the one that was decided about. Default: `inputSourceMap`. */
  readonly map?: object;
}

/* ---------------------------------------------------------------- facts */

/** Whom a call reaches: a function of this module, something that calls nothing back, or anybody. */
export type Target =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'harmless' }
  | { readonly kind: 'local'; readonly unit: number }
  /** One of several functions of this module, or something that calls nothing: a property that may be an accessor. */
  | { readonly kind: 'any'; readonly units: readonly number[] };

/** What is to be known of a call site beside its target. */
export type Site =
  /**
   * It may reach a built-in that calls back: as its callee, or `f` in `f.call(…)` (receiver) or `Reflect.apply(f, …)`
   * (argument), or where the callee is `call.bind(f)` (bound).
   */
  | { readonly kind: 'builtin'; readonly name: string; readonly at: 'callee' | 'receiver' | 'argument' | 'bound' }
  /** It is `super(…)`, or what has become of it, in a class whose parent may be a built-in that calls back. */
  | { readonly kind: 'parent' }
  /** It converts its arguments first thing, and calls nothing else: `Number(x)`. */
  | { readonly kind: 'conversion'; readonly hint: 'number' | 'string' }
  /** It is `call(f, receiver, …)`, see {@link CompileOptions.intrinsics}. */
  | { readonly kind: 'uncurried' };

export type Form = 'function' | 'arrow' | 'method' | 'constructor' | 'other';

/** One activation: a function, a field initialiser or a static block; or a class, for what making an instance runs. */
export interface Unit {
  readonly name: string;
  readonly form: Form;
  readonly at: Position;
  readonly calls: readonly Target[];
  /** The first thing, if any, that makes it impossible to capture an activation of this unit. */
  readonly hindrance: { readonly what: Unsupported; readonly at: Position } | null;
}

/* ---------------------------------------------------------------- lowered code */

/**
 * A function body with its evaluation order made explicit around suspension points; structure is kept.
 * Expressions and `code` statements hold no suspension point.
 */
export type Stmt = Code | Decl | Point | If | Loop | Labeled | Switch | Try | Jump | Return;

export interface Code {
  readonly kind: 'code';
  readonly node: t.Statement;
}

/** Declaration of one local. In a resume body it becomes an assignment to a hoisted variable. */
export interface Decl {
  readonly kind: 'decl';
  readonly as: 'let' | 'const' | 'var';
  readonly name: string;
  readonly init: t.Expression | null;
  readonly loc: t.SourceLocation | null;
  /** An operand that waits for what follows in its statement; the source has no such variable. */
  readonly operand?: true;
}

/** A suspension point: the only place where the function can be captured. */
export interface Point {
  readonly kind: 'point';
  readonly id: number;
  readonly call: t.Expression;
  /** The value that was called; evaluated only when the call has suspended. */
  readonly callee: t.Expression;
  /** How a suspension shows: by the result, or where that is lost, as with a setter, by the state of the runtime. */
  readonly shows: 'result' | 'state';
  /** The local that takes the result. `declare` is null when it was declared before. */
  readonly target: string | null;
  readonly declare: 'let' | 'const' | null;
  readonly loc: t.SourceLocation | null;
  /** Where the call's result is not what the callee returned: the call that returns that, and the way from it to the result. */
  readonly raw: { readonly call: t.Expression; readonly convert: (value: t.Expression) => t.Expression } | null;
}

export interface If {
  readonly kind: 'if';
  readonly test: t.Expression;
  readonly consequent: readonly Stmt[];
  readonly alternate: readonly Stmt[];
  /** Where the source has it, and its branches: coverage tells them by their places. */
  readonly places?: {
    readonly whole: t.SourceLocation | null;
    readonly consequent: t.SourceLocation | null;
    readonly alternate: t.SourceLocation | null;
  };
}

/** `init` runs once; `post` loops run the body before the first test. */
export interface Loop {
  readonly kind: 'loop';
  readonly label: string;
  readonly init: readonly Stmt[];
  readonly test: t.Expression | null;
  readonly update: t.Expression | null;
  readonly body: readonly Stmt[];
  readonly post: boolean;
}

export interface Labeled {
  readonly kind: 'labeled';
  readonly label: string;
  readonly body: readonly Stmt[];
}

export interface Switch {
  readonly kind: 'switch';
  readonly label: string;
  readonly on: t.Expression;
  readonly cases: readonly { readonly test: t.Expression | null; readonly body: readonly Stmt[] }[];
}

/** Outside of generators, handler and finalizer hold no suspension point: lowering has moved such code behind the statement. */
export interface Try {
  readonly kind: 'try';
  readonly block: readonly Stmt[];
  /** `checks`: the handler looks itself whether a capture was cut short. */
  readonly handler: { readonly param: string; readonly body: readonly Stmt[]; readonly checks: boolean } | null;
  readonly finalizer: readonly Stmt[] | null;
}

export interface Jump {
  readonly kind: 'break' | 'continue';
  readonly label: string;
}

export interface Return {
  readonly kind: 'return';
  readonly value: t.Expression | null;
  readonly loc: t.SourceLocation | null;
}

/** One function after lowering. */
export interface Lowered {
  readonly name: string;
  readonly body: readonly Stmt[];
  /** Every local that a resume body may need: own variables, temporaries, and values captured from outside. */
  readonly locals: ReadonlySet<string>;
  /** `this` is always kept, in slot 0: of what can be called with `new`, and gives it, and of accessors, which are known by it. */
  readonly keepsThis: boolean;
  /** With the handshake, in a generator: see `LowerContext.driven`. */
  readonly driven: string | null;
  readonly points: number;
}

/** Where each live local is kept in the frames of one function. */
export interface Plan {
  /** Live locals of each point (index = point id; 0 unused). */
  readonly live: readonly (readonly string[])[];
  readonly slots: ReadonlyMap<string, number>;
  readonly size: number;
}
