/** What an object is, by what has made it. */
import type { Cell, Obj, Sort } from './graph.ts';

export type Kind =
  | { readonly kind: 'function'; readonly unit: number }
  | { readonly kind: 'class'; readonly unit: number; readonly constructs: number | null; readonly parent: Cell | null }
  | { readonly kind: 'object' }
  /** A list, map or set, a promise, an iterator of the language. */
  | { readonly kind: 'list' }
  /** The `prototype` of a function or class. */
  | { readonly kind: 'prototype'; readonly isRuntime: boolean }
  /** What `new` of a function or class gives. */
  | { readonly kind: 'instance'; readonly isRuntime: boolean }
  /** What a generator function gives. */
  | { readonly kind: 'generator'; readonly unit: number }
  /** `f.bind(receiver, …args)` of what is in a cell. */
  | { readonly kind: 'bound'; readonly target: Cell; readonly receiver: Cell | null; readonly args: readonly (Cell | null)[] }
  /** A function of the language or of the runtime, by its name in the models. */
  | { readonly kind: 'native'; readonly name: string; readonly isRuntime: boolean }
  /** Something of a package that is not compiled, or of the host, or whatever has been in their hands. */
  | { readonly kind: 'foreign'; readonly name: string; readonly isAll: boolean; readonly isPart: boolean }
  /** Nobody knows what, by what has made it so. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Whatever is in some property of an object, nobody knows in which: what reading it by a name that is not known gives. */
  | { readonly kind: 'property'; readonly of: Obj }
  /** Any of several objects. What is written to it is kept with `writes`, an object. */
  | { readonly kind: 'group'; readonly sort: Sort; readonly level: number; readonly members: Cell; readonly writes: Obj };

const EVALUATING: ReadonlySet<string> = new Set(['Function', 'eval']);

/** How an object is counted where many meet; some property of an object is counted as that is. */
export function sortOf(kind: Kind): Sort {
  switch (kind.kind) {
    case 'function':
    case 'class':
    case 'bound':
    case 'generator':
    case 'property':
      return 'callable';
    case 'prototype':
    case 'instance':
      // Fibers are not mixed with anything: else whatever is called by a name that is not known were a switch.
      return kind.isRuntime ? 'kept' : 'record';
    case 'object':
      return 'record';
    case 'list':
      return 'list';
    case 'group':
      return kind.sort;
    case 'native':
      // Nor with what makes code of a string: else all that is called were not known.
      return kind.isRuntime || EVALUATING.has(kind.name) ? 'kept' : 'callable';
    case 'foreign':
      return 'foreign';
    case 'unknown':
      return 'kept';
    default:
      return kind satisfies never;
  }
}

/** The object whose properties are the globals, by its name in models. */
export const GLOBAL_OBJECT = 'globalThis';

/** Is what is put into it in the hands of code that is not compiled? */
export const isOutside = (kind: Kind): boolean =>
  kind.kind === 'foreign' || kind.kind === 'unknown' || (kind.kind === 'native' && kind.name === GLOBAL_OBJECT);

/** Are all of its properties elements? */
export const isList = (kind: Kind): boolean => kind.kind === 'list' || (kind.kind === 'group' && kind.sort === 'list');

export const isAccessor = (key: string): boolean => key.startsWith('get ') || key.startsWith('set ');

/** Is what reading it gives not found in properties of its own? */
export const isOpaque = ({ kind }: Kind): boolean => kind === 'native' || kind === 'foreign' || kind === 'unknown' || kind === 'property';

export const isRuntime = (kind: Kind): boolean => kind.kind === 'native' && kind.isRuntime;
