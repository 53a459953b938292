/**
 * What a module does with values, as plain data: the facts from which a whole program is linked. No order, no branches,
 * only where values can get to:
 *
 *   const add = (list, f) => { list.push(f); f(1); };
 *   → make #0 (function, unit 1) → cell 0           cells 1, 2: `list`, `f`
 *     call cell 1 . push (cell 2)                    in unit 1
 *     call cell 2 (nothing)                          in unit 1
 *
 * A *cell* is something that holds values: a variable, a parameter, the result of an expression. What is no object
 * (numbers, strings) is nowhere.
 */
import type { Form } from './contracts.ts';
import type { Position } from './errors.ts';

/** Changes whenever the facts of the same text change: facts that were kept are only good for their own version. */
export const FLOW_VERSION = 4;

/** Number of a cell in its module. */
export type Cell = number;

/** Name of a property, `get x` and `set x` for accessors, `[Symbol.x]`, `[]` for elements; null: not known. */
export type Key = string | null;

/** What a `make` gives. */
export type FlowObject =
  | { readonly kind: 'function'; readonly unit: number }
  | {
      readonly kind: 'class';
      readonly name: string;
      /** The unit that stands for making an instance: it runs what follows. */
      readonly unit: number;
      /** The unit of the constructor, if it has one. */
      readonly constructs: number | null;
      /** The units of its field initialisers. */
      readonly initialisers: readonly number[];
      readonly parent: Cell | null;
      /** Methods and accessors. */
      readonly members: readonly { readonly key: Key; readonly isStatic: boolean; readonly unit: number }[];
    }
  /** An object or a list as it is written. */
  | { readonly kind: 'object' }
  | { readonly kind: 'list' };

export interface Argument {
  /** Null: no object. */
  readonly cell: Cell | null;
  readonly spread: boolean;
}

/** A place that calls, in a unit. */
interface Site {
  readonly unit: number;
  /** Offset in the source. */
  readonly at: number;
}

export interface CallOp extends Site {
  readonly kind: 'call';
  /** `super`: the callee is the parent of the class that `callee` holds. */
  readonly how: 'call' | 'new' | 'super';
  /** What is called; in a call of a method, its receiver. */
  readonly callee: Cell;
  /** The method; undefined where `callee` itself is called. */
  readonly key: Key | undefined;
  /** The receiver, where there is one and it is not `callee`. */
  readonly receiver: Cell | null;
  readonly args: readonly Argument[];
  readonly to: Cell;
}

export type Op =
  | { readonly kind: 'copy'; readonly from: Cell; readonly to: Cell }
  | { readonly kind: 'make'; readonly object: number; readonly to: Cell }
  | (Site & { readonly kind: 'load'; readonly base: Cell; readonly key: Key; readonly to: Cell })
  | (Site & { readonly kind: 'store'; readonly base: Cell; readonly key: Key; readonly from: Cell })
  /** All properties are put on another object, under their names: `{ ...from }`, `Object.assign`, `to[k] = from[k]`. */
  | { readonly kind: 'extend'; readonly from: Cell; readonly to: Cell }
  /** A property of what the parent of a class gives to its instances, or (`isStatic`) of the parent itself. */
  | (Site & { readonly kind: 'inherit'; readonly from: Cell; readonly isStatic: boolean; readonly key: Key; readonly to: Cell })
  | CallOp
  /** Takes what can be iterated apart. */
  | (Site & { readonly kind: 'iterate'; readonly base: Cell; readonly to: Cell })
  /** A name that the module does not declare, or `{sent}` to a generator, `{thrown}`, `{unknown}`, `{evaluated}`. */
  | { readonly kind: 'global'; readonly name: string; readonly to: Cell }
  | { readonly kind: 'throw'; readonly from: Cell }
  /** Values get somewhere that nobody knows. */
  | { readonly kind: 'escape'; readonly from: Cell }
  /** `name`: null for the namespace. */
  | { readonly kind: 'import'; readonly source: string; readonly name: string | null; readonly to: Cell }
  | { readonly kind: 'require'; readonly source: string; readonly to: Cell };

/** One activation: a function, a field initialiser, a static block, or the module itself (the first). */
export interface FlowUnit {
  readonly name: string;
  /** `class`: making an instance. */
  readonly form: Form | 'module' | 'class';
  readonly at: Position;
  /** Where it stands in the source, as offsets: what two readings of one text agree in. */
  readonly span: readonly [number, number];
  readonly kind: 'plain' | 'async' | 'generator' | 'async generator';
  /** The unit in which it stands. */
  readonly around: number;
  readonly params: readonly Cell[];
  /** A rest parameter. */
  readonly rest: Cell | null;
  /** The list `arguments`, where it is used. */
  readonly list: Cell | null;
  readonly receiver: Cell;
  readonly result: Cell;
  /** What a generator yields. */
  readonly yields: Cell;
  /** What is said in a comment before it. */
  readonly directive: 'fiber' | 'no-fiber' | null;
}

export type Export =
  | { readonly kind: 'cell'; readonly name: string; readonly cell: Cell }
  | { readonly kind: 'from'; readonly name: string; readonly source: string; readonly imported: string | null }
  | { readonly kind: 'all'; readonly source: string };

export interface ModuleFlow {
  readonly cells: number;
  /** Cells of variables, each with the unit whose activation the variable belongs to. */
  readonly variables: readonly (readonly [cell: Cell, unit: number])[];
  readonly units: readonly FlowUnit[];
  readonly objects: readonly FlowObject[];
  readonly ops: readonly Op[];
  readonly exports: readonly Export[];
  /** Every module that it names. */
  readonly sources: readonly string[];
  /** The offsets at which lines begin. */
  readonly lines: readonly number[];
  /** A direct `eval` in it may declare names that it does not. */
  readonly evaluates: boolean;
  /** What is said for the whole file. */
  readonly directive: 'fiber' | 'no-fiber' | null;
  /** Is it an ES module, so that it exports nothing but what it says? */
  readonly isModule: boolean;
  /** `exports` and `module`, where they are CommonJS's. */
  readonly commonjs: { readonly exports: Cell; readonly module: Cell };
}
