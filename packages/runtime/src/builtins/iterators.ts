/** The methods of `Iterator.prototype` that run to the end, where the engine has them. */
import {
  append,
  type Callback,
  call,
  createList,
  direct,
  isFunction,
  isObject,
  method,
  native,
  nativeReduction,
} from './intrinsics.ts';

const prototype = (globalThis as { readonly Iterator?: { readonly prototype: object } }).Iterator
  ?.prototype;

export const nativeForEach = /* @__PURE__ */ method(prototype, 'forEach');
export const nativeSome = /* @__PURE__ */ method(prototype, 'some');
export const nativeEvery = /* @__PURE__ */ method(prototype, 'every');
export const nativeFind = /* @__PURE__ */ method(prototype, 'find');
export const nativeReduce = /* @__PURE__ */ method(prototype, 'reduce');
export const nativeToArray = /* @__PURE__ */ method(prototype, 'toArray');

export function forEach(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeForEach, this, f);
  let k = 0;
  for (const v of direct(this)) call(f, undefined, v, k++);
  return undefined;
}

export function some(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeSome, this, f);
  let k = 0;
  for (const v of direct(this)) if (call(f, undefined, v, k++)) return true;
  return false;
}

export function every(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeEvery, this, f);
  let k = 0;
  for (const v of direct(this)) if (!call(f, undefined, v, k++)) return false;
  return true;
}

export function find(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeFind, this, f);
  let k = 0;
  for (const v of direct(this)) if (call(f, undefined, v, k++)) return v;
  return undefined;
}

export function reduce(this: unknown, f: Callback, ...initial: readonly unknown[]): unknown {
  if (!isObject(this) || !isFunction(f)) return nativeReduction(nativeReduce, this, f, initial);
  let begun = initial.length > 0;
  let sum = initial[0];
  let k = 0;
  for (const v of direct(this)) {
    if (begun) sum = call(f, undefined, sum, v, k);
    else sum = v;
    begun = true;
    k++;
  }
  if (!begun) throw new TypeError('Reduce of a done iterator with no initial value');
  return sum;
}

export function toArray(this: unknown): unknown {
  if (!isObject(this)) return native(nativeToArray, this);
  const made = createList(0);
  let k = 0;
  for (const v of direct(this)) append(made, k++, v);
  return made;
}
