/**
 * `String.prototype.replace` and `replaceAll`, and what they call of regular expressions. All matches
 * are found before the first one is replaced: an expression of the language finds them natively, one that has an `exec`
 * of its own is asked here.
 */

import { type Expression, exec } from './exec.ts';
import {
  append,
  call,
  createList,
  isFunction,
  isNullish,
  isObject,
  type List,
  method,
  native,
  reflect,
  toLength,
} from './intrinsics.ts';
import {
  answering,
  hasOwnExec,
  indexOf,
  isRegExp,
  matchesOf,
  matchOf,
  nativeRegExpReplace,
  nativeReplace,
  patternMethod,
  REPLACE,
  slice,
  stepFrom,
  stringOf,
} from './string-intrinsics.ts';

export { nativeRegExpReplace, nativeReplace };

const { prototype } = String;

export const nativeReplaceAll = /* @__PURE__ */ method(prototype, 'replaceAll');

export function replace(this: unknown, search: unknown, f: unknown): unknown {
  if (isNullish(this)) return native(nativeReplace, this, search, f);
  if (!isObject(search)) {
    // A `@@replace` of strings is somebody's patch.
    if (
      isNullish(search)
        ? !isFunction(f)
        : !isFunction(f) || patternMethod(search, REPLACE) !== undefined
    )
      return native(nativeReplace, this, search, f);
  } else {
    const replacer = patternMethod(search, REPLACE);
    if (replacer === nativeRegExpReplace) return replaceMatches(search, this, f);
    if (replacer !== undefined) return call(replacer, search, this, f);
  }
  const s = stringOf(this);
  const part = stringOf(search);
  if (!isFunction(f)) return native(nativeReplace, s, part, f);
  const at = indexOf(s, part, 0);
  if (at < 0) return s;
  const text = stringOf(call(f, undefined, part, at, s));
  return slice(s, 0, at) + text + slice(s, at + part.length, s.length);
}

export function replaceAll(this: unknown, search: unknown, f: unknown): unknown {
  if (isNullish(this)) return native(nativeReplaceAll, this, search, f);
  if (!isObject(search)) {
    if (
      isNullish(search)
        ? !isFunction(f)
        : !isFunction(f) || patternMethod(search, REPLACE) !== undefined
    )
      return native(nativeReplaceAll, this, search, f);
  } else {
    if (isRegExp(search)) {
      const { flags } = search as { readonly flags: unknown };
      if (isNullish(flags) || indexOf(stringOf(flags), 'g', 0) < 0)
        throw new TypeError('replaceAll must be called with a global RegExp');
    }
    const replacer = patternMethod(search, REPLACE);
    if (replacer === nativeRegExpReplace) return replaceMatches(search, this, f);
    if (replacer !== undefined) return call(replacer, search, this, f);
  }
  const s = stringOf(this);
  const part = stringOf(search);
  if (!isFunction(f)) return native(nativeReplaceAll, s, part, f);
  const step = part.length || 1;
  const places = createList(0);
  let size = 0;
  for (let at = indexOf(s, part, 0); at >= 0 && at <= s.length; ) {
    append(places, size++, at);
    at = at + step > s.length ? -1 : indexOf(s, part, at + step);
  }
  let text = '';
  let end = 0;
  for (let i = 0; i < size; i++) {
    const at = places[i] as number;
    const by = stringOf(call(f, undefined, part, at, s));
    text += slice(s, end, at) + by;
    end = at + part.length;
  }
  return text + slice(s, end, s.length);
}

export function regExpReplace(this: unknown, string: unknown, f: unknown): unknown {
  if (!isObject(this)) return native(nativeRegExpReplace, this, string, f);
  return replaceMatches(this, string, f);
}

function replaceMatches(rx: object, string: unknown, f: unknown): unknown {
  if (!isFunction(f) && !hasOwnExec(rx)) return native(nativeRegExpReplace, rx, string, f);
  const s = stringOf(string);
  if (!isFunction(f)) {
    const by = stringOf(f);
    const flags = stringOf((rx as Expression).flags);
    return native(
      nativeRegExpReplace,
      answering(collect(rx as Expression, s, flags), flags),
      s,
      by,
    );
  }
  const found = matchesOf(rx, s);
  const results = found ?? collect(rx as Expression, s, stringOf((rx as Expression).flags));
  const count = results.length as number;
  let text = '';
  let end = 0;
  for (let i = 0; i < count; i++) {
    const args = (found ? results[i] : matchOf(results[i] as List, s)) as readonly unknown[];
    const groups = typeof args[args.length - 1] === 'string' ? 0 : 1;
    const at = args[args.length - 2 - groups] as number;
    const by = stringOf(
      args.length === 3
        ? call(f, undefined, args[0], at, s)
        : reflect.apply(f, undefined, args as never),
    );
    if (at >= end) {
      text += slice(s, end, at) + by;
      end = at + (args[0] as string).length;
    }
  }
  return end >= s.length ? text : text + slice(s, end, s.length);
}

/** What `exec` finds: once, or as often as it finds something. */
function collect(rx: Expression, s: string, flags: string): List {
  const global = indexOf(flags, 'g', 0) >= 0;
  const unicode = indexOf(flags, 'u', 0) >= 0 || indexOf(flags, 'v', 0) >= 0;
  if (global) rx.lastIndex = 0;
  const results = createList(0);
  for (let size = 0; ; size++) {
    const result = exec(rx, s);
    if (result === null) return results;
    append(results, size, result);
    if (!global) return results;
    if (stringOf(result[0]) === '') rx.lastIndex = stepFrom(toLength(rx.lastIndex), s, unicode);
  }
}
