/**
 * The methods of `Iterator.prototype` that make another iterator. What they make has to be an iterator helper of the
 * engine's own kind, which native code can drive. So it is one, over a generator that does the work:
 *
 *   it.map(f)   →   nativeMap.call(<what goes on in a generator>, (v) => v), remembered with the generator
 *
 * Compiled code calls `next` and `return` of the generator itself, which can be suspended (see `generators.ts`).
 */
import {
  type Callback,
  call,
  direct,
  ITERATOR,
  isFunction,
  isNullish,
  isObject,
  iterateOf,
  method,
  native,
  toIntegerOrInfinity,
} from './intrinsics.ts';
import {
  makeHelper,
  nativeGenerator,
  nativeHelper,
  nativeMap,
  prototype,
  resuming,
  workOf,
} from './lazy-intrinsics.ts';

export { nativeMap };
export const nativeFilter = /* @__PURE__ */ method(prototype, 'filter');
export const nativeFlatMap = /* @__PURE__ */ method(prototype, 'flatMap');
export const nativeTake = /* @__PURE__ */ method(prototype, 'take');
export const nativeDrop = /* @__PURE__ */ method(prototype, 'drop');

const { next: generatorNext, return: generatorReturn } = nativeGenerator;
const { next: nativeNext, return: nativeReturn } = nativeHelper;

/** Closes an iterator that nobody loops over. */
function close(iterator: object): void {
  const found = (iterator as { readonly return?: unknown }).return;
  if (isNullish(found)) return;
  const result = call(resuming(found), iterator);
  if (!isObject(result)) throw new TypeError(`${result} is not an object`);
}

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

/** An iterator as something to loop over. Its `next` is read now, its `return` when it is closed. */
function iterated(iterator: object): Iterable<unknown> {
  const next = resuming((iterator as { readonly next: unknown }).next);
  return direct({
    next: () => call(next, iterator),
    get return() {
      const found = (iterator as { readonly return?: unknown }).return;
      return isNullish(found) ? undefined : () => call(resuming(found), iterator);
    },
  });
}

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

/** GetIteratorFlattenable */
function flat(x: unknown): Iterable<unknown> {
  if (!isObject(x)) throw new TypeError(`${String(x)} is not an object`);
  const iterate = iterateOf(x);
  return iterate === undefined
    ? direct(x)
    : { [ITERATOR]: () => call(iterate, x) as Iterator<unknown> };
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
