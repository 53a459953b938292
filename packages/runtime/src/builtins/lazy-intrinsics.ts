/** What the lazy methods of iterators need of the engine. Nothing here can be suspended. */
import { load } from '@fiberc/runtime/abi';
import { call } from '../call.ts';
import { isNullish, method, ordinaryHasInstance } from './intrinsics.ts';

const { resuming, resumeAlso } = /* @__PURE__ */ load(1);

export { resuming };

const { getPrototypeOf } = Reflect;
const { get, set } = WeakMap.prototype;

interface Resumable {
  readonly next: unknown;
  readonly return: unknown;
}

/** An iterator helper that was made here. */
export interface Work {
  /** What it is made from. */
  readonly iterator: object;
  /** What does its work. */
  readonly generator: object;
  begun: boolean;
}

const works = /* @__PURE__ */ new WeakMap<object, Work>();
export const workOf = (helper: unknown): Work | undefined =>
  call(get, works, helper) as Work | undefined;

export const IteratorIntrinsic: { readonly prototype: object } | undefined = (
  globalThis as { readonly Iterator?: { readonly prototype: object } }
).Iterator;
export const prototype: object | undefined = IteratorIntrinsic?.prototype;
export const nativeMap = /* @__PURE__ */ method(prototype, 'map');

const same = (v: unknown): unknown => v;

/** The methods of the engine's helpers, where it has them. */
export const nativeHelper: Resumable = /* @__PURE__ */ (() =>
  (typeof nativeMap === 'function'
    ? getPrototypeOf(call(nativeMap, { next: same }, same) as object)
    : { next: undefined, return: undefined }) as Resumable)();

export const nativeGenerator: Resumable = /* @__PURE__ */ getPrototypeOf(
  function* () {}.prototype as object,
) as Resumable;
const generatorNext = /* @__PURE__ */ method(nativeGenerator, 'next');
const generatorReturn = /* @__PURE__ */ method(nativeGenerator, 'return');

/** A helper of the engine's kind: native code drives it like any other, and so the generator. */
export const makeHelper = (iterator: object, generator: object, own: Resumable): object => {
  const work: Work = { iterator, generator, begun: false };
  const bridge = {
    __proto__: null,
    next() {
      work.begun = true;
      return call(generatorNext, generator);
    },
    return() {
      const { begun } = work;
      work.begun = true;
      const result = call(generatorReturn, generator);
      if (begun) return result;
      const close = (iterator as { readonly return?: unknown }).return;
      return isNullish(close) ? result : call(close, iterator);
    },
  };
  const helper = call(nativeMap, bridge, same) as object;
  call(set, works, helper, work);
  instead.helper = own;
  resumeAlso(inPlace);
  return helper;
};

export const nativeIteratorFrom = /* @__PURE__ */ method(IteratorIntrinsic, 'from');

/** The methods of what `Iterator.from` makes around an iterator that inherits from something else. */
export const nativeWrapper: Resumable = /* @__PURE__ */ (() =>
  (typeof nativeIteratorFrom === 'function'
    ? getPrototypeOf(call(nativeIteratorFrom, IteratorIntrinsic, { next: same }) as object)
    : { next: undefined, return: undefined }) as Resumable)();

/** What was wrapped. */
export interface Wrapped {
  readonly iterator: object;
  readonly next: unknown;
}

const wrapped = /* @__PURE__ */ new WeakMap<object, Wrapped>();
export const wrappedIn = (wrapper: unknown): Wrapped | undefined =>
  call(get, wrapped, wrapper) as Wrapped | undefined;

/** What `Iterator.from` makes of an iterator and its `next`: the engine's own wrapper, around something that passes on. */
export const wrap = (iterator: object, next: unknown, own: Resumable): object => {
  if (call(ordinaryHasInstance, IteratorIntrinsic, iterator)) return iterator;
  const bridge = {
    __proto__: null,
    next: () => call(next, iterator),
    get return() {
      const found = (iterator as { readonly return?: unknown }).return;
      return isNullish(found) ? undefined : () => call(found, iterator);
    },
  };
  const wrapper = call(nativeIteratorFrom, IteratorIntrinsic, bridge) as object;
  call(set, wrapped, wrapper, { iterator, next });
  instead.wrapper = own;
  resumeAlso(inPlace);
  return wrapper;
};

/** What compiled code calls instead of the engine's methods, as soon as there is something made here. */
const instead = { helper: nativeHelper, wrapper: nativeWrapper };
const inPlace = (f: unknown): unknown => {
  switch (f) {
    case nativeHelper.next:
      return instead.helper.next;
    case nativeHelper.return:
      return instead.helper.return;
    case nativeWrapper.next:
      return instead.wrapper.next;
    case nativeWrapper.return:
      return instead.wrapper.return;
    default:
      return f;
  }
};
