/**
 * The methods of `Iterator.prototype` that make another iterator. What they make has to be an iterator helper of the
 * engine's own kind, which native code can drive. So it is one, over a generator that does the work:
 *
 *   it.map(f)   →   nativeMap.call(<what goes on in a generator>, (v) => v), remembered with the generator
 *
 * Compiled code calls `next` and `return` of the generator itself, which can be suspended (see `generators.ts`).
 */

import { iterable } from './from.ts';
import {
  append,
  type Callback,
  call,
  createList,
  isFunction,
  isNullish,
  isObject,
  iterateOf,
  type List,
  method,
  native,
  show,
  toIntegerOrInfinity,
} from './intrinsics.ts';
import { close, flat, iterated } from './iterated.ts';
import {
  IteratorIntrinsic,
  makeHelper,
  nativeGenerator,
  nativeHelper,
  nativeIteratorFrom,
  nativeMap,
  nativeWrapper,
  prototype,
  resuming,
  workOf,
  wrap,
  wrappedIn,
} from './lazy-intrinsics.ts';

export { nativeIteratorFrom, nativeMap };
export const nativeFilter = /* @__PURE__ */ method(prototype, 'filter');
export const nativeFlatMap = /* @__PURE__ */ method(prototype, 'flatMap');
export const nativeTake = /* @__PURE__ */ method(prototype, 'take');
export const nativeDrop = /* @__PURE__ */ method(prototype, 'drop');

const generatorNext = /* @__PURE__ */ method(nativeGenerator, 'next');
const generatorReturn = /* @__PURE__ */ method(nativeGenerator, 'return');
const nativeNext = /* @__PURE__ */ method(nativeHelper, 'next');
const nativeReturn = /* @__PURE__ */ method(nativeHelper, 'return');

function helperNext(this: unknown): unknown {
  const work = workOf(this);
  if (work === undefined) return native(nativeNext, this);
  work.begun = true;
  return call(resuming(generatorNext), work.generator);
}

function helperReturn(this: unknown): unknown {
  const work = workOf(this);
  if (work === undefined) return native(nativeReturn, this);
  if (work.begun) return call(resuming(generatorReturn), work.generator);
  work.begun = true;
  const result = native(generatorReturn, work.generator);
  close(work.iterator);
  return result;
}

const own = { next: helperNext, return: helperReturn };

export function map(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeMap, this, f);
  return makeHelper(this, mapping(iterated(this), f), own);
}

function* mapping(values: Iterable<unknown>, f: Callback): Generator<unknown> {
  let k = 0;
  for (const v of values) yield call(f, undefined, v, k++);
}

export function filter(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeFilter, this, f);
  return makeHelper(this, filtering(iterated(this), f), own);
}

function* filtering(values: Iterable<unknown>, f: Callback): Generator<unknown> {
  let k = 0;
  for (const v of values) if (call(f, undefined, v, k++)) yield v;
}

export function flatMap(this: unknown, f: Callback): unknown {
  if (!isObject(this) || !isFunction(f)) return native(nativeFlatMap, this, f);
  return makeHelper(this, flattening(iterated(this), f), own);
}

function* flattening(values: Iterable<unknown>, f: Callback): Generator<unknown> {
  let k = 0;
  for (const v of values) for (const inner of flat(call(f, undefined, v, k++))) yield inner;
}

/** How many, or -1 where the built-in refuses it. */
const countOf = (limit: unknown): number => {
  const n = +(limit as number);
  return n > -1 ? toIntegerOrInfinity(n) : -1;
};

export function take(this: unknown, limit: unknown): unknown {
  if (!isObject(this)) return native(nativeTake, this, limit);
  const n = countOf(limit);
  if (n < 0) return native(nativeTake, this, n);
  return makeHelper(this, taking(this, iterated(this), n), own);
}

function* taking(iterator: object, values: Iterable<unknown>, n: number): Generator<unknown> {
  let left = n;
  if (left === 0) {
    close(iterator);
    return;
  }
  for (const v of values) {
    yield v;
    if (--left === 0) break;
  }
}

export function drop(this: unknown, limit: unknown): unknown {
  if (!isObject(this)) return native(nativeDrop, this, limit);
  const n = countOf(limit);
  if (n < 0) return native(nativeDrop, this, n);
  return makeHelper(this, dropping(iterated(this), n), own);
}

function* dropping(values: Iterable<unknown>, n: number): Generator<unknown> {
  let left = n;
  for (const v of values) {
    if (left > 0) left--;
    else yield v;
  }
}

export const nativeConcat = /* @__PURE__ */ method(IteratorIntrinsic, 'concat');

export function concat(this: unknown, ...items: readonly unknown[]): unknown {
  const list = createList(0);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!isObject(item)) throw new TypeError(`${show(item)} is not an object`);
    const iterate = iterateOf(item);
    if (iterate === undefined) throw new TypeError(`${show(item)} is not iterable`);
    append(list, i, iterable(item, iterate));
  }
  return makeHelper({}, concatenating(list), own);
}

function* concatenating(list: List): Generator<unknown> {
  const n = list.length as number;
  for (let i = 0; i < n; i++) for (const v of list[i] as Iterable<unknown>) yield v;
}

const nativeWrapperNext = /* @__PURE__ */ method(nativeWrapper, 'next');
const nativeWrapperReturn = /* @__PURE__ */ method(nativeWrapper, 'return');

function wrapperNext(this: unknown): unknown {
  const around = wrappedIn(this);
  if (around === undefined) return native(nativeWrapperNext, this);
  return call(resuming(around.next), around.iterator);
}

function wrapperReturn(this: unknown): unknown {
  const around = wrappedIn(this);
  if (around === undefined) return native(nativeWrapperReturn, this);
  const found = (around.iterator as { readonly return?: unknown }).return;
  if (isNullish(found)) return { value: undefined, done: true };
  return call(resuming(found), around.iterator);
}

const ownWrapper = { next: wrapperNext, return: wrapperReturn };

export function from(this: unknown, x: unknown): unknown {
  if (!isObject(x) && typeof x !== 'string') return native(nativeIteratorFrom, this, x);
  const iterate = iterateOf(x);
  const iterator = iterate === undefined ? x : call(iterate, x);
  if (!isObject(iterator)) throw new TypeError(`${show(iterator)} is not an object`);
  const { next } = iterator as { readonly next?: unknown };
  return wrap(iterator, next, ownWrapper);
}
