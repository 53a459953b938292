/** What the equivalents for JSON need of the specification. Nothing here can be suspended. */
import { call } from '../call.ts';
import {
  append,
  createList,
  define,
  isArray,
  isObject,
  type List,
  lengthOf,
  method,
  min,
  toIntegerOrInfinity,
} from './intrinsics.ts';

const JSONIntrinsic = JSON;
const { parse, stringify } = JSON;
const { keys } = Object;
const { is } = Object;
const { toString: objectToString } = Object.prototype;
const { slice, repeat } = String.prototype;
const { deleteProperty, defineProperty, getPrototypeOf } = Reflect;
const objectPrototype: object = Object.prototype;
const { get: mapGet, set: mapSet } = Map.prototype;
const MapIntrinsic = Map;
const StringIntrinsic = String;
const NumberIntrinsic = Number;
const { isFinite: isFiniteNumber } = Number;
const bigintValueOf = BigInt.prototype.valueOf;
const booleanValueOf = Boolean.prototype.valueOf;

const nativeIsRaw = /* @__PURE__ */ method(JSON, 'isRawJSON');
const hasRaw = typeof nativeIsRaw === 'function';

/** EnumerableOwnProperties, the keys. */
export const keysOf = (o: object): List => keys(o) as unknown as List;

/** What engines tell a reviver of the text that a value came from: by holder and key, the value and its text. */
export type Sources = Map<unknown, Record<string, readonly [unknown, string]>>;

let told = false;
parse('1', (_key, _value, context?: unknown) => {
  told = context !== undefined;
});

/** Parses, and notes where each value came from if this engine says so. */
export const parseNoting = (
  text: unknown,
): { readonly value: unknown; readonly sources: Sources | null } => {
  if (!told) return { value: parse(text as string), sources: null };
  const sources: Sources = new MapIntrinsic();
  let inRoot: readonly [unknown, string] | undefined;
  const value: unknown = parse(
    text as string,
    function (this: unknown, key: string, v: unknown, context?: { readonly source?: string }) {
      const source = context?.source;
      if (source === undefined) return v;
      let own = call(mapGet, sources, this) as
        | Record<string, readonly [unknown, string]>
        | undefined;
      if (own === undefined) {
        own = { __proto__: null } as unknown as Record<string, readonly [unknown, string]>;
        call(mapSet, sources, this, own);
      }
      own[key] = [v, source];
      inRoot = own[key];
      return v;
    } as (key: string, value: unknown) => unknown,
  );
  // The holder of the root is made anew.
  if (!isObject(value) && inRoot) call(mapSet, sources, null, { __proto__: null, '': inRoot });
  return { value, sources };
};

/** The third argument of a reviver. */
export const contextOf = (
  sources: Sources,
  holder: unknown,
  key: string,
  value: unknown,
): object => {
  const known = (
    call(mapGet, sources, holder) as Record<string, readonly [unknown, string]> | undefined
  )?.[key];
  return known !== undefined && is(known[0], value) ? { source: known[1] } : {};
};

/** Where a reviver's result goes: a failure is nobody's concern. */
export const revive = (o: object, key: string, value: unknown): void => {
  if (value === undefined) deleteProperty(o, key);
  else
    defineProperty(o, key, {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    } as PropertyDescriptor);
};

/** `{ "": value }` */
export const wrapper = (value: unknown): object => {
  const holder = {};
  define(holder, '', value);
  return holder;
};

export const quote = (text: string): string => call(stringify, JSONIntrinsic, text) as string;

/** A primitive in an object, taken out of it. */
export const unwrap = (x: unknown): unknown => {
  if (typeof x !== 'object' || x === null || isArray(x)) return x;
  // Not asked further, for the sake of proxies.
  const prototype = getPrototypeOf(x);
  if (prototype === null || prototype === objectPrototype) return x;
  switch (call(objectToString, x)) {
    case '[object Number]':
      return NumberIntrinsic(x);
    case '[object String]':
      return StringIntrinsic(x);
    case '[object Boolean]':
      return valueIn(booleanValueOf, x);
    case '[object BigInt]':
      return valueIn(bigintValueOf, x);
    default:
      return x;
  }
};

const valueIn = (f: unknown, x: object): unknown => {
  try {
    return call(f, x);
  } catch {
    return x;
  }
};

/** The text of what is no list and no object, or undefined. */
export const textOf = (v: unknown): string | undefined => {
  switch (typeof v) {
    case 'string':
      return quote(v);
    case 'number':
      return isFiniteNumber(v) ? `${v}` : 'null';
    case 'boolean':
      return v ? 'true' : 'false';
    case 'bigint':
      throw new TypeError('Do not know how to serialize a BigInt');
    case 'object':
      if (v === null) return 'null';
      return hasRaw && call(nativeIsRaw, JSONIntrinsic, v)
        ? (v as { readonly rawJSON: string }).rawJSON
        : undefined;
    default:
      return undefined;
  }
};

/** From the third argument of `stringify` to what a level is indented by. */
export const gapOf = (space: unknown): string => {
  const s = unwrap(space);
  if (typeof s === 'string') return call(slice, s, 0, 10) as string;
  if (typeof s !== 'number') return '';
  const n = toIntegerOrInfinity(s);
  return n >= 1 ? (call(repeat, ' ', min(n, 10)) as string) : '';
};

/** From the second one to the keys that it names, or null. */
export const namedBy = (replacer: unknown): List | null => {
  if (!isArray(replacer)) return null;
  const names = createList(0);
  const seen = { __proto__: null } as unknown as Record<string, boolean>;
  const n = lengthOf(replacer);
  let size = 0;
  for (let i = 0; i < n; i++) {
    const v: unknown = replacer[i];
    const tag = isObject(v) ? call(objectToString, v) : '';
    const named = typeof v === 'string' || typeof v === 'number';
    if (!named && tag !== '[object String]' && tag !== '[object Number]') continue;
    const name = StringIntrinsic(v);
    if (seen[name]) continue;
    seen[name] = true;
    append(names, size++, name);
  }
  return names;
};

const nameOf = (o: unknown): string => {
  const C = (o as { readonly constructor?: { readonly name?: unknown } }).constructor;
  return `object with constructor '${C?.name ?? 'Object'}'`;
};

const keyText = (key: unknown): string =>
  typeof key === 'number' ? `index ${key}` : `property '${key as string}'`;

/** What V8 says of a structure that contains itself. */
export const circular = (
  stack: List,
  path: List,
  depth: number,
  from: number,
  key: unknown,
): TypeError => {
  let text = `Converting circular structure to JSON\n    --> starting at ${nameOf(stack[from])}`;
  const between = depth - from - 1;
  for (let i = from + 1; i < depth; i++) {
    if (between > 2 && i > from + 1 && i < depth - 1) {
      if (i === from + 2) text += '\n    |     ...';
      continue;
    }
    text += `\n    |     ${keyText(path[i])} -> ${nameOf(stack[i])}`;
  }
  return new TypeError(`${text}\n    --- ${keyText(key)} closes the circle`);
};
