/**
 * `@fiberc/runtime/builtins`: for each name of a built-in that calls back, a resolver. It takes the function that a
 * compiled call site is about to call. If that is the built-in, it gives the equivalent that can be suspended.
 * `packages/transform/src/1-read/builtins.ts` has the same names.
 */
import { load } from '@fiberc/runtime/abi';
import { call } from '../call.ts';
import * as array from './arrays.ts';
import * as collection from './collections.ts';
import * as make from './from.ts';
import * as iterator from './iterators.ts';
import * as json from './json.ts';
import * as lazy from './lazy.ts';
import * as object from './objects.ts';
import * as promise from './promise.ts';
import * as sorting from './sort.ts';
import * as string from './strings.ts';
import { equivalents } from './table.ts';
import * as typed from './typed.ts';

type Resolver = (f: unknown) => unknown;

// Generators are a part of the protocol.
const { resuming } = /* @__PURE__ */ load(1);

const { get } = Map.prototype;

/** For whatever name: by a table of all. */
export const any: Resolver = (f) => call(get, equivalents, f) ?? resuming(f);

export const every: Resolver = (f) =>
  f === array.nativeEvery
    ? array.every
    : f === typed.nativeEvery
      ? typed.every
      : f === iterator.nativeEvery
        ? iterator.every
        : f;

export const filter: Resolver = (f) =>
  f === array.nativeFilter
    ? array.filter
    : f === typed.nativeFilter
      ? typed.filter
      : f === lazy.nativeFilter
        ? lazy.filter
        : f;

export const find: Resolver = (f) =>
  f === array.nativeFind
    ? array.find
    : f === typed.nativeFind
      ? typed.find
      : f === iterator.nativeFind
        ? iterator.find
        : f;

export const findIndex: Resolver = (f) =>
  f === array.nativeFindIndex ? array.findIndex : f === typed.nativeFindIndex ? typed.findIndex : f;

export const findLast: Resolver = (f) =>
  f === array.nativeFindLast ? array.findLast : f === typed.nativeFindLast ? typed.findLast : f;

export const findLastIndex: Resolver = (f) =>
  f === array.nativeFindLastIndex
    ? array.findLastIndex
    : f === typed.nativeFindLastIndex
      ? typed.findLastIndex
      : f;

export const flatMap: Resolver = (f) =>
  f === array.nativeFlatMap ? array.flatMap : f === lazy.nativeFlatMap ? lazy.flatMap : f;

export const forEach: Resolver = (f) =>
  f === array.nativeForEach
    ? array.forEach
    : f === collection.nativeMapForEach
      ? collection.mapForEach
      : f === collection.nativeSetForEach
        ? collection.setForEach
        : f === typed.nativeForEach
          ? typed.forEach
          : f === iterator.nativeForEach
            ? iterator.forEach
            : f;

export const from: Resolver = (f) =>
  f === make.nativeFrom ? make.from : f === make.nativeTypedFrom ? make.typedFrom : f;

export const fromEntries: Resolver = (f) =>
  f === object.nativeFromEntries ? object.fromEntries : f;

export const groupBy: Resolver = (f) =>
  f === object.nativeGroupBy
    ? object.groupBy
    : f === collection.nativeMapGroupBy
      ? collection.mapGroupBy
      : f;

export const map: Resolver = (f) =>
  f === array.nativeMap
    ? array.map
    : f === typed.nativeMap
      ? typed.map
      : f === lazy.nativeMap
        ? lazy.map
        : f;

export const parse: Resolver = (f) => (f === json.nativeParse ? json.parse : f);

export const reduce: Resolver = (f) =>
  f === array.nativeReduce
    ? array.reduce
    : f === typed.nativeReduce
      ? typed.reduce
      : f === iterator.nativeReduce
        ? iterator.reduce
        : f;

export const reduceRight: Resolver = (f) =>
  f === array.nativeReduceRight
    ? array.reduceRight
    : f === typed.nativeReduceRight
      ? typed.reduceRight
      : f;

export const replace: Resolver = (f) => (f === string.nativeReplace ? string.replace : f);

export const replaceAll: Resolver = (f) => (f === string.nativeReplaceAll ? string.replaceAll : f);

export const some: Resolver = (f) =>
  f === array.nativeSome
    ? array.some
    : f === typed.nativeSome
      ? typed.some
      : f === iterator.nativeSome
        ? iterator.some
        : f;

export const sort: Resolver = (f) =>
  f === sorting.nativeSort ? sorting.sort : f === typed.nativeSort ? typed.sort : f;

export const stringify: Resolver = (f) => (f === json.nativeStringify ? json.stringify : f);

/** In place of `stringify`, where a `toJSON` may suspend. */
export const stringifyAll: Resolver = (f) => (f === json.nativeStringify ? json.stringifyAll : f);

export const take: Resolver = (f) => (f === lazy.nativeTake ? lazy.take : f);

export const drop: Resolver = (f) => (f === lazy.nativeDrop ? lazy.drop : f);

export const toArray: Resolver = (f) => (f === iterator.nativeToArray ? iterator.toArray : f);

export const toSorted: Resolver = (f) =>
  f === sorting.nativeToSorted ? sorting.toSorted : f === typed.nativeToSorted ? typed.toSorted : f;

const attempt: Resolver = (f) => (f === promise.nativePromiseTry ? promise.promiseTry : f);

const mapConstructor: Resolver = (C) =>
  C === collection.MapIntrinsic ? collection.SuspendableMap : C;
const setConstructor: Resolver = (C) =>
  C === collection.SetIntrinsic ? collection.SuspendableSet : C;
const weakMapConstructor: Resolver = (C) =>
  C === collection.WeakMapIntrinsic ? collection.SuspendableWeakMap : C;
const weakSetConstructor: Resolver = (C) =>
  C === collection.WeakSetIntrinsic ? collection.SuspendableWeakSet : C;
const promiseConstructor: Resolver = (C) =>
  C === promise.PromiseIntrinsic ? promise.SuspendablePromise : C;

/** For a constructor of whatever name: the one that `super(…)` calls. */
export const constructorOf: Resolver = (C) =>
  promiseConstructor(mapConstructor(setConstructor(weakMapConstructor(weakSetConstructor(C)))));

export { instanceOf } from './instance.ts';
export { toPrimitive } from './primitive.ts';
export { list, taken } from './spread.ts';
export {
  attempt as try,
  mapConstructor as Map,
  promiseConstructor as Promise,
  resuming as next,
  resuming as return,
  resuming as throw,
  setConstructor as Set,
  weakMapConstructor as WeakMap,
  weakSetConstructor as WeakSet,
};
