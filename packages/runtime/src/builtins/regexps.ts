/**
 * What asks regular expressions and calls an `exec`, or a method of another kind of pattern: `test`, `match`, `search`,
 * `split`, and the methods of `RegExp.prototype` with symbols for names. An expression of the language has nothing to
 * call, and is left to the built-in.
 */

import { type Expression, exec } from './exec.ts';
import {
  append,
  call,
  createList,
  isNullish,
  isObject,
  lengthOf,
  method,
  min,
  native,
  toLength,
} from './intrinsics.ts';
import {
  hasOwnExec,
  indexOf,
  isSame,
  MATCH,
  patternMethod,
  regExpSpecies,
  SEARCH,
  SPLIT,
  slice,
  stepFrom,
  stringOf,
} from './string-intrinsics.ts';

const { prototype: stringPrototype } = String;
const { prototype } = RegExp;

export const nativeMatch = /* @__PURE__ */ method(stringPrototype, 'match');
export const nativeSearch = /* @__PURE__ */ method(stringPrototype, 'search');
export const nativeSplit = /* @__PURE__ */ method(stringPrototype, 'split');
export const nativeTest = /* @__PURE__ */ method(prototype, 'test');
export const nativeRegExpMatch = /* @__PURE__ */ method(prototype, MATCH);
export const nativeRegExpSearch = /* @__PURE__ */ method(prototype, SEARCH);
export const nativeRegExpSplit = /* @__PURE__ */ method(prototype, SPLIT);

/** Whether asking an expression is left to the engine: it does what the language says, or it is none. */
const isLeft = (rx: unknown): boolean => !isObject(rx) || !hasOwnExec(rx);

export function test(this: unknown, string: unknown): unknown {
  if (isLeft(this)) return native(nativeTest, this, string);
  return exec(this as Expression, stringOf(string)) !== null;
}

export function match(this: unknown, pattern: unknown): unknown {
  if (isNullish(this) || !isObject(pattern)) return native(nativeMatch, this, pattern);
  const f = patternMethod(pattern, MATCH);
  if (f === nativeRegExpMatch) return call(regExpMatch, pattern, this);
  if (f !== undefined) return call(f, pattern, this);
  return native(nativeMatch, stringOf(this), pattern);
}

export function search(this: unknown, pattern: unknown): unknown {
  if (isNullish(this) || !isObject(pattern)) return native(nativeSearch, this, pattern);
  const f = patternMethod(pattern, SEARCH);
  if (f === nativeRegExpSearch) return call(regExpSearch, pattern, this);
  if (f !== undefined) return call(f, pattern, this);
  return native(nativeSearch, stringOf(this), pattern);
}

export function split(this: unknown, pattern: unknown, limit: unknown): unknown {
  if (isNullish(this) || !isObject(pattern)) return native(nativeSplit, this, pattern, limit);
  const f = patternMethod(pattern, SPLIT);
  if (f === nativeRegExpSplit) return call(regExpSplit, pattern, this, limit);
  if (f !== undefined) return call(f, pattern, this, limit);
  const s = stringOf(this);
  // In the order of the specification: the limit is converted before the separator.
  const most = limit === undefined ? limit : (limit as number) >>> 0;
  return native(nativeSplit, s, stringOf(pattern), most);
}

export function regExpMatch(this: unknown, string: unknown): unknown {
  if (isLeft(this)) return native(nativeRegExpMatch, this, string);
  const rx = this as Expression;
  const s = stringOf(string);
  const flags = stringOf(rx.flags);
  if (indexOf(flags, 'g', 0) < 0) return exec(rx, s);
  const unicode = indexOf(flags, 'u', 0) >= 0 || indexOf(flags, 'v', 0) >= 0;
  rx.lastIndex = 0;
  const found = createList(0);
  for (let size = 0; ; size++) {
    const result = exec(rx, s);
    if (result === null) return size === 0 ? null : found;
    const text = stringOf(result[0]);
    append(found, size, text);
    if (text === '') rx.lastIndex = stepFrom(toLength(rx.lastIndex), s, unicode);
  }
}

export function regExpSearch(this: unknown, string: unknown): unknown {
  if (isLeft(this)) return native(nativeRegExpSearch, this, string);
  const rx = this as Expression;
  const s = stringOf(string);
  const before = rx.lastIndex;
  if (!isSame(before, 0)) rx.lastIndex = 0;
  const result = exec(rx, s);
  if (!isSame(rx.lastIndex, before)) rx.lastIndex = before;
  return result === null ? -1 : (result as unknown as { readonly index: unknown }).index;
}

export function regExpSplit(this: unknown, string: unknown, limit: unknown): unknown {
  if (isLeft(this)) return native(nativeRegExpSplit, this, string, limit);
  const s = stringOf(string);
  const C = regExpSpecies(this as object);
  const flags = stringOf((this as Expression).flags);
  const unicode = indexOf(flags, 'u', 0) >= 0 || indexOf(flags, 'v', 0) >= 0;
  const splitter = new C(this, indexOf(flags, 'y', 0) >= 0 ? flags : `${flags}y`) as Expression;
  const parts = createList(0);
  const most = limit === undefined ? 0xffffffff : (limit as number) >>> 0;
  if (most === 0) return parts;
  if (s.length === 0) {
    if (exec(splitter, s) === null) append(parts, 0, s);
    return parts;
  }
  let size = 0;
  let begin = 0;
  for (let at = 0; at < s.length; ) {
    splitter.lastIndex = at;
    const result = exec(splitter, s);
    const end = result === null ? begin : min(toLength(splitter.lastIndex), s.length);
    if (result === null || end === begin) {
      at = stepFrom(at, s, unicode);
      continue;
    }
    append(parts, size++, slice(s, begin, at));
    if (size === most) return parts;
    begin = end;
    const count = lengthOf(result);
    for (let n = 1; n < count; n++) {
      append(parts, size++, result[n]);
      if (size === most) return parts;
    }
    at = begin;
  }
  append(parts, size, slice(s, begin, s.length));
  return parts;
}
