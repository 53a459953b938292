/**
 * The methods of typed arrays that call back. The length is read once, in the beginning; elements that the callback
 * takes away (by detaching or shrinking the buffer) read as `undefined`.
 */
import {
  append,
  type Callback,
  call,
  createList,
  isFunction,
  type List,
  method,
  native,
  nativeReduction,
} from './intrinsics.ts';
import { mergeSort } from './merge-sort.ts';
import {
  checkSpecies,
  createSame,
  lengthOfTyped,
  prototype,
  typedSpeciesOf,
} from './typed-intrinsics.ts';

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
export const nativeSort = /* @__PURE__ */ method(prototype, 'sort');
export const nativeToSorted = /* @__PURE__ */ method(prototype, 'toSorted');

export function forEach(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeForEach, this, f);
  for (let k = 0; k < n; k++) call(f, receiver, this[k], k, this);
  return undefined;
}

export function map(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeMap, this, f);
  const C = typedSpeciesOf(this);
  const made = C === undefined ? createSame(this, n) : checkSpecies(this, new C(n), n);
  for (let k = 0; k < n; k++) made[k] = call(f, receiver, this[k], k, this);
  return made;
}

export function filter(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeFilter, this, f);
  const kept = createList(0);
  let size = 0;
  for (let k = 0; k < n; k++) {
    const v = this[k];
    if (call(f, receiver, v, k, this)) append(kept, size++, v);
  }
  const C = typedSpeciesOf(this);
  const made = C === undefined ? createSame(this, size) : checkSpecies(this, new C(size), size);
  for (let k = 0; k < size; k++) made[k] = kept[k];
  return made;
}

export function some(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeSome, this, f);
  for (let k = 0; k < n; k++) if (call(f, receiver, this[k], k, this)) return true;
  return false;
}

export function every(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeEvery, this, f);
  for (let k = 0; k < n; k++) if (!call(f, receiver, this[k], k, this)) return false;
  return true;
}

export function reduce(this: List, f: Callback, ...initial: readonly unknown[]): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return nativeReduction(nativeReduce, this, f, initial);
  const first = initial.length === 0;
  let sum = first ? this[0] : initial[0];
  for (let k = first ? 1 : 0; k < n; k++) sum = call(f, undefined, sum, this[k], k, this);
  return sum;
}

export function reduceRight(this: List, f: Callback, ...initial: readonly unknown[]): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return nativeReduction(nativeReduceRight, this, f, initial);
  const last = initial.length === 0;
  let sum = last ? this[n - 1] : initial[0];
  for (let k = last ? n - 2 : n - 1; k >= 0; k--) sum = call(f, undefined, sum, this[k], k, this);
  return sum;
}

export function find(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeFind, this, f);
  for (let k = 0; k < n; k++) {
    const v = this[k];
    if (call(f, receiver, v, k, this)) return v;
  }
  return undefined;
}

export function findIndex(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeFindIndex, this, f);
  for (let k = 0; k < n; k++) if (call(f, receiver, this[k], k, this)) return k;
  return -1;
}

export function findLast(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeFindLast, this, f);
  for (let k = n - 1; k >= 0; k--) {
    const v = this[k];
    if (call(f, receiver, v, k, this)) return v;
  }
  return undefined;
}

export function findLastIndex(this: List, f: Callback, receiver: unknown): unknown {
  const n = lengthOfTyped(this);
  if (n === 0 || !isFunction(f)) return native(nativeFindLastIndex, this, f);
  for (let k = n - 1; k >= 0; k--) if (call(f, receiver, this[k], k, this)) return k;
  return -1;
}

export function sort(this: List, f: Callback): unknown {
  const n = lengthOfTyped(this);
  if (n < 2 || !isFunction(f)) return native(nativeSort, this, f);
  const list = mergeSort(f, this, n);
  for (let k = 0; k < n; k++) this[k] = list[k];
  return this;
}

export function toSorted(this: List, f: Callback): unknown {
  const n = lengthOfTyped(this);
  if (n < 2 || !isFunction(f)) return native(nativeToSorted, this, f);
  const made = createSame(this, n);
  const list = mergeSort(f, this, n);
  for (let k = 0; k < n; k++) made[k] = list[k];
  return made;
}
