/**
 * The methods of `Array.prototype` that call back, as ECMA-262 has them. What has nothing to call is left to the
 * built-in, so that its errors are the engine's own.
 */
import {
  append,
  type Callback,
  call,
  createList,
  define,
  isArray,
  isFunction,
  isNullish,
  type List,
  lengthOf,
  listOf,
  method,
  native,
  speciesOf,
} from './intrinsics.ts';

const { prototype } = Array;

export const nativeForEach = /* @__PURE__ */ method(prototype, 'forEach');
export const nativeMap = /* @__PURE__ */ method(prototype, 'map');
export const nativeFilter = /* @__PURE__ */ method(prototype, 'filter');
export const nativeSome = /* @__PURE__ */ method(prototype, 'some');
export const nativeEvery = /* @__PURE__ */ method(prototype, 'every');
export const nativeReduce = /* @__PURE__ */ method(prototype, 'reduce');
export const nativeReduceRight = /* @__PURE__ */ method(prototype, 'reduceRight');
export const nativeFind = /* @__PURE__ */ method(prototype, 'find');
export const nativeFindIndex = /* @__PURE__ */ method(prototype, 'findIndex');
export const nativeFindLast = /* @__PURE__ */ method(prototype, 'findLast');
export const nativeFindLastIndex = /* @__PURE__ */ method(prototype, 'findLastIndex');
export const nativeFlatMap = /* @__PURE__ */ method(prototype, 'flatMap');

export function forEach(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeForEach, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  for (let k = 0; k < n; k++) if (k in o) call(f, receiver, o[k], k, o);
  return undefined;
}

export function map(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeMap, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  const C = speciesOf(o);
  const made = C === undefined ? createList(n) : (new C(n) as List);
  for (let k = 0; k < n; k++)
    if (k in o) {
      const v = call(f, receiver, o[k], k, o);
      if (C === undefined) append(made, k, v);
      else define(made, k, v);
    }
  return made;
}

export function filter(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeFilter, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  const C = speciesOf(o);
  const made = C === undefined ? createList(0) : (new C(0) as List);
  let size = 0;
  for (let k = 0; k < n; k++)
    if (k in o) {
      const v = o[k];
      if (call(f, receiver, v, k, o)) {
        if (C === undefined) append(made, size, v);
        else define(made, size, v);
        size++;
      }
    }
  return made;
}

export function some(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeSome, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  for (let k = 0; k < n; k++) if (k in o && call(f, receiver, o[k], k, o)) return true;
  return false;
}

export function every(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeEvery, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  for (let k = 0; k < n; k++) if (k in o && !call(f, receiver, o[k], k, o)) return false;
  return true;
}

const refuseEmpty = (): never => {
  throw new TypeError('Reduce of empty array with no initial value');
};

export function reduce(this: unknown, f: Callback, initial: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeReduce, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  let k = 0;
  let sum = initial;
  // biome-ignore lint/complexity/noArguments: a rest parameter would make an array of each call
  if (arguments.length < 2) {
    while (k < n && !(k in o)) k++;
    if (k === n) refuseEmpty();
    sum = o[k++];
  }
  for (; k < n; k++) if (k in o) sum = call(f, undefined, sum, o[k], k, o);
  return sum;
}

export function reduceRight(this: unknown, f: Callback, initial: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeReduceRight, this, f);
  const o = listOf(this);
  let k = lengthOf(o) - 1;
  let sum = initial;
  // biome-ignore lint/complexity/noArguments: see above
  if (arguments.length < 2) {
    while (k >= 0 && !(k in o)) k--;
    if (k < 0) refuseEmpty();
    sum = o[k--];
  }
  for (; k >= 0; k--) if (k in o) sum = call(f, undefined, sum, o[k], k, o);
  return sum;
}

export function find(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeFind, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  for (let k = 0; k < n; k++) {
    const v = o[k];
    if (call(f, receiver, v, k, o)) return v;
  }
  return undefined;
}

export function findIndex(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeFindIndex, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  for (let k = 0; k < n; k++) if (call(f, receiver, o[k], k, o)) return k;
  return -1;
}

export function findLast(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeFindLast, this, f);
  const o = listOf(this);
  for (let k = lengthOf(o) - 1; k >= 0; k--) {
    const v = o[k];
    if (call(f, receiver, v, k, o)) return v;
  }
  return undefined;
}

export function findLastIndex(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeFindLastIndex, this, f);
  const o = listOf(this);
  for (let k = lengthOf(o) - 1; k >= 0; k--) if (call(f, receiver, o[k], k, o)) return k;
  return -1;
}

export function flatMap(this: unknown, f: Callback, receiver: unknown): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeFlatMap, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  const C = speciesOf(o);
  const made = C === undefined ? createList(0) : (new C(0) as List);
  let size = 0;
  for (let k = 0; k < n; k++)
    if (k in o) {
      const v = call(f, receiver, o[k], k, o);
      const parts = isArray(v) ? (v as unknown as List) : [v];
      const count = parts === v ? lengthOf(parts) : 1;
      for (let i = 0; i < count; i++)
        if (i in parts) {
          if (C === undefined) append(made, size, parts[i]);
          else define(made, size, parts[i]);
          size++;
        }
    }
  return made;
}
