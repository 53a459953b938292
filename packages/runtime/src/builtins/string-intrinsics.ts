/** What the equivalents for strings need of the specification. Nothing here can be suspended. */
import { call } from '../call.ts';
import {
  append,
  createList,
  isFunction,
  isNullish,
  isObject,
  type List,
  lengthOf,
  method,
  min,
  show,
  toIntegerOrInfinity,
  toLength,
} from './intrinsics.ts';

const MATCH: typeof Symbol.match = Symbol.match;
const REPLACE: typeof Symbol.replace = Symbol.replace;
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

/** GetMethod of `@@replace`. */
export const replacerOf = (x: unknown): unknown => {
  const found = (x as { readonly [REPLACE]?: unknown })[REPLACE];
  if (isNullish(found)) return undefined;
  if (isFunction(found)) return found;
  throw new TypeError(`${show(found)} is not a function`);
};

/** IsRegExp */
export const isRegExp = (x: object): boolean => {
  const matcher = (x as { readonly [MATCH]?: unknown })[MATCH];
  if (matcher !== undefined) return !!matcher;
  try {
    return call(isGlobal, x) !== undefined;
  } catch {
    return false;
  }
};

type Match = readonly unknown[];

/**
 * The arguments for each call of a replacing function, if finding the matches calls nothing back. The built-in finds
 * them, and sets `lastIndex` on the way.
 */
export const matchesOf = (rx: object, s: string): List | null => {
  if (getPrototypeOf(rx) !== prototype || prototype.exec !== nativeExec) return null;
  if (call(hasOwn, rx, 'exec')) return null;
  const list = createList(undefined, 0);
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
  const args = createList(undefined, 0);
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

/** Moves `lastIndex` on behind an empty match. */
export const stepBehind = (rx: { lastIndex: unknown }, s: string, unicode: boolean): void => {
  const at = toLength(rx.lastIndex);
  const pair = unicode && at + 1 < s.length && (call(codePointAt, s, at) as number) > 0xffff;
  rx.lastIndex = at + (pair ? 2 : 1);
};

/** The result of an `exec` of the program. */
export const checked = (result: unknown): List | null => {
  if (result === null || isObject(result)) return result as List | null;
  throw new TypeError('object null is not a function');
};
