/** What the equivalents for strings need of the specification. Nothing here can be suspended. */
import { call } from '../call.ts';
import {
  append,
  type Constructor,
  createList,
  isConstructor,
  isFunction,
  isNullish,
  isObject,
  type List,
  lengthOf,
  method,
  min,
  show,
  toIntegerOrInfinity,
} from './intrinsics.ts';

export const MATCH: typeof Symbol.match = Symbol.match;
export const SEARCH: typeof Symbol.search = Symbol.search;
export const SPLIT: typeof Symbol.split = Symbol.split;
const SPECIES: typeof Symbol.species = Symbol.species;
export const REPLACE: typeof Symbol.replace = Symbol.replace;
const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { hasOwnProperty: hasOwn } = Object.prototype;
const { slice: nativeSlice, indexOf: nativeIndexOf, codePointAt } = String.prototype;
const { prototype } = RegExp;

export const nativeReplace = /* @__PURE__ */ method(String.prototype, 'replace');
export const nativeExec = /* @__PURE__ */ method(prototype, 'exec');
export const nativeRegExpReplace = /* @__PURE__ */ method(prototype, REPLACE);
const isGlobal = /* @__PURE__ */ getOwnPropertyDescriptor(prototype, 'global')?.get;

export const slice = (s: string, from: number, to: number): string =>
  call(nativeSlice, s, from, to) as string;

export const indexOf = (s: string, part: string, from: number): number =>
  call(nativeIndexOf, s, part, from) as number;

/** ToString */
export const stringOf = (x: unknown): string =>
  typeof x === 'string' ? x : (call(nativeSlice, textOf(x)) as string);

const textOf = (x: unknown): string => {
  if (typeof x === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${x}`;
};

/** GetMethod, of a symbol by which patterns of any kind are asked. */
export const patternMethod = (x: unknown, name: symbol): unknown => {
  const found = (x as Readonly<Record<symbol, unknown>>)[name];
  if (isNullish(found)) return undefined;
  if (isFunction(found)) return found;
  throw new TypeError(`${show(found)} is not a function`);
};

/** IsRegExp */
export const isRegExp = (x: object): boolean => {
  const matcher = (x as { readonly [MATCH]?: unknown })[MATCH];
  return matcher !== undefined ? !!matcher : isExpression(x);
};

/** Whether this is a regular expression of the language. A proxy of one is none. */
const isExpression = (x: object): boolean => {
  try {
    return call(isGlobal, x) !== undefined;
  } catch {
    return false;
  }
};

type Match = readonly unknown[];

/** Whether asking a pattern may call the program: it is no expression of the language, or that has been changed. */
export const hasOwnExec = (rx: object): boolean =>
  !isExpression(rx) ||
  getPrototypeOf(rx) !== prototype ||
  getOwnPropertyDescriptor(prototype, 'exec')?.value !== nativeExec ||
  (call(hasOwn, rx, 'exec') as boolean);

/**
 * The arguments for each call of a replacing function, if finding the matches calls nothing back. The built-in finds
 * them, and sets `lastIndex` on the way.
 */
export const matchesOf = (rx: object, s: string): List | null => {
  if (hasOwnExec(rx)) return null;
  const list = createList(0);
  let size = 0;
  // By way of the string, which is 4 times as fast in JavaScriptCore.
  call(nativeReplace, s, rx, (...args: Match) => {
    append(list, size++, args);
    return '';
  });
  return list;
};

/** The same, from what an `exec` of the program has returned. */
export const matchOf = (result: List, s: string): Match => {
  const count = lengthOf(result);
  const matched = stringOf(result[0]);
  const at = toIntegerOrInfinity((result as unknown as { readonly index: unknown }).index);
  const args = createList(0);
  append(args, 0, matched);
  let size = 1;
  for (let n = 1; n < count; n++) {
    const capture = result[n];
    append(args, size++, capture === undefined ? undefined : stringOf(capture));
  }
  const { groups } = result as unknown as { readonly groups: unknown };
  append(args, size++, at > 0 ? min(at, s.length) : 0);
  append(args, size++, s);
  if (groups !== undefined) append(args, size, groups);
  return args as unknown as Match;
};

/** AdvanceStringIndex */
export const stepFrom = (at: number, s: string, unicode: boolean): number => {
  const pair = unicode && at + 1 < s.length && (call(codePointAt, s, at) as number) > 0xffff;
  return at + (pair ? 2 : 1);
};

/** The result of an `exec` of the program. */
export const checked = (result: unknown): List | null => {
  if (result === null || isObject(result)) return result as List | null;
  throw new TypeError('object null is not a function');
};

/** An expression that gives these results, one after the other. Putting them into the text is the engine's matter. */
export const answering = (results: List, flags: string): object => {
  let n = 0;
  return {
    __proto__: null,
    flags,
    // Engines may still ask for these.
    global: indexOf(flags, 'g', 0) >= 0,
    unicode: indexOf(flags, 'u', 0) >= 0,
    lastIndex: 0,
    exec: () => (n < (results.length as number) ? results[n++] : null),
  };
};

const RegExpIntrinsic = RegExp;
const ObjectIntrinsic = Object;
export const isSame = /* @__PURE__ */ method(ObjectIntrinsic, 'is') as typeof Object.is;

/** SpeciesConstructor */
export const regExpSpecies = (rx: object): Constructor => {
  const C: unknown = rx.constructor;
  if (C === undefined) return RegExpIntrinsic as never;
  if (!isObject(C)) throw new TypeError(`${show(C)} is not a constructor`);
  const S = (C as { readonly [SPECIES]?: unknown })[SPECIES];
  if (isNullish(S)) return RegExpIntrinsic as never;
  if (isConstructor(S)) return S;
  throw new TypeError('object.constructor[Symbol.species] is not a constructor');
};
