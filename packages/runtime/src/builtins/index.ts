/**
 * `@fiberc/runtime/builtins`: for each name of a built-in that calls back, a resolver. It takes the function that a
 * compiled call site is about to call. If that is the built-in, it gives the equivalent that can be suspended.
 * `packages/transform/src/1-read/builtins.ts` has the same names.
 */
import { load } from '@fiberc/runtime/abi';
import { call } from '../call.ts';
import * as array from './arrays.ts';
import * as collection from './collections.ts';
import * as combine from './combinators.ts';
import * as constructing from './constructors.ts';
import * as context from './contexts.ts';
import * as make from './from.ts';
import * as iterator from './iterators.ts';
import * as json from './json.ts';
import * as lazy from './lazy.ts';
import * as object from './objects.ts';
import * as promise from './promise.ts';
import * as regexp from './regexps.ts';
import * as set from './sets.ts';
import * as sorting from './sort.ts';
import * as string from './strings.ts';
import { equivalents } from './table.ts';
import * as typed from './typed.ts';
import * as typedArray from './typed-constructors.ts';
import { typedIntrinsic } from './typed-intrinsics.ts';
import { uncurry } from './uncurry.ts';

type Resolver = (f: unknown) => unknown;

// Generators are a part of the protocol.
const { resuming, uncurried: receiverOf } = /* @__PURE__ */ load(1);

const { get } = Map.prototype;

/** For whatever name: by a table of all. */
export const computed: Resolver = (f) => call(get, equivalents, f) ?? resuming(f);

export const all: Resolver = (f) => (f === combine.nativeAll ? combine.all : f);

export const allSettled: Resolver = (f) =>
  f === combine.nativeAllSettled ? combine.allSettled : f;

export const any: Resolver = (f) => (f === combine.nativeAny ? combine.any : f);

export const concat: Resolver = (f) => (f === lazy.nativeConcat ? lazy.concat : f);

export const construct: Resolver = (f) =>
  f === constructing.nativeConstruct ? constructing.reflectConstruct : f;

export const difference: Resolver = (f) => (f === set.nativeDifference ? set.difference : f);

export const every: Resolver = (f) =>
  f === array.nativeEvery
    ? array.every
    : f === typed.nativeEvery
      ? typed.every
      : f === iterator.nativeEvery
        ? iterator.every
        : f;

export const exit: Resolver = (f) => (f === context.nativeExit ? context.exit : f);

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

/** For calls with a function that cannot suspend: only an iterator does something more, so that the engine may inline the rest. */
export const iterated: Resolver = (f) =>
  f === iterator.nativeForEach
    ? iterator.forEach
    : f === iterator.nativeSome
      ? iterator.some
      : f === iterator.nativeEvery
        ? iterator.every
        : f === iterator.nativeFind
          ? iterator.find
          : f === iterator.nativeReduce
            ? iterator.reduce
            : f;

export const from: Resolver = (f) =>
  f === make.nativeFrom
    ? make.from
    : f === make.nativeTypedFrom
      ? make.typedFrom
      : f === lazy.nativeIteratorFrom
        ? lazy.from
        : f;

export const fromAsync: Resolver = (f) => (f === make.nativeFromAsync ? make.fromAsync : f);

export const fromEntries: Resolver = (f) =>
  f === object.nativeFromEntries ? object.fromEntries : f;

export const groupBy: Resolver = (f) =>
  f === object.nativeGroupBy
    ? object.groupBy
    : f === collection.nativeMapGroupBy
      ? collection.mapGroupBy
      : f;

export const getOrInsertComputed: Resolver = (f) =>
  f === collection.nativeMapInsert
    ? collection.mapInsert
    : f === collection.nativeWeakMapInsert
      ? collection.weakMapInsert
      : f;

export const intersection: Resolver = (f) => (f === set.nativeIntersection ? set.intersection : f);

export const isDisjointFrom: Resolver = (f) =>
  f === set.nativeIsDisjointFrom ? set.isDisjointFrom : f;

export const isSubsetOf: Resolver = (f) => (f === set.nativeIsSubsetOf ? set.isSubsetOf : f);

export const isSupersetOf: Resolver = (f) => (f === set.nativeIsSupersetOf ? set.isSupersetOf : f);

export const map: Resolver = (f) =>
  f === array.nativeMap
    ? array.map
    : f === typed.nativeMap
      ? typed.map
      : f === lazy.nativeMap
        ? lazy.map
        : f;

export const match: Resolver = (f) => (f === regexp.nativeMatch ? regexp.match : f);

export const parse: Resolver = (f) => (f === json.nativeParse ? json.parse : f);

export const race: Resolver = (f) => (f === combine.nativeRace ? combine.race : f);

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

export const reject: Resolver = (f) => (f === promise.nativeReject ? promise.reject : f);

export const replace: Resolver = (f) => (f === string.nativeReplace ? string.replace : f);

export const replaceAll: Resolver = (f) => (f === string.nativeReplaceAll ? string.replaceAll : f);

export const resolve: Resolver = (f) => (f === promise.nativeResolve ? promise.resolve : f);

export const run: Resolver = (f) => (f === context.nativeRun ? context.run : f);

export const runInAsyncScope: Resolver = (f) =>
  f === context.nativeRunInAsyncScope ? context.runInAsyncScope : f;

export const search: Resolver = (f) => (f === regexp.nativeSearch ? regexp.search : f);

export const snapshot: Resolver = (f) => (f === context.nativeSnapshot ? context.snapshot : f);

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

export const split: Resolver = (f) => (f === regexp.nativeSplit ? regexp.split : f);

export const stringify: Resolver = (f) => (f === json.nativeStringify ? json.stringify : f);

/** In place of `stringify`, where a `toJSON` may suspend. */
export const stringifyAll: Resolver = (f) => (f === json.nativeStringify ? json.stringifyAll : f);

export const symmetricDifference: Resolver = (f) =>
  f === set.nativeSymmetricDifference ? set.symmetricDifference : f;

export const take: Resolver = (f) => (f === lazy.nativeTake ? lazy.take : f);

export const drop: Resolver = (f) => (f === lazy.nativeDrop ? lazy.drop : f);

export const test: Resolver = (f) => (f === regexp.nativeTest ? regexp.test : f);

export const toArray: Resolver = (f) => (f === iterator.nativeToArray ? iterator.toArray : f);

export const toSorted: Resolver = (f) =>
  f === sorting.nativeToSorted ? sorting.toSorted : f === typed.nativeToSorted ? typed.toSorted : f;

export const union: Resolver = (f) => (f === set.nativeUnion ? set.union : f);

export const withResolvers: Resolver = (f) =>
  f === promise.nativeWithResolvers ? promise.withResolvers : f;

const attempt: Resolver = (f) => (f === promise.nativePromiseTry ? promise.promiseTry : f);

const handle: Resolver = (f) => (f === promise.nativeCatch ? promise.promiseCatch : f);

const finish: Resolver = (f) => (f === promise.nativeFinally ? promise.promiseFinally : f);

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

const typedConstructor =
  (name: string, equivalent: unknown): Resolver =>
  (C) =>
    C !== undefined && C === typedIntrinsic(name) ? equivalent : C;
const int8Array = /* @__PURE__ */ typedConstructor('Int8Array', typedArray.SuspendableInt8Array);
const uint8Array = /* @__PURE__ */ typedConstructor('Uint8Array', typedArray.SuspendableUint8Array);
const uint8ClampedArray = /* @__PURE__ */ typedConstructor(
  'Uint8ClampedArray',
  typedArray.SuspendableUint8ClampedArray,
);
const int16Array = /* @__PURE__ */ typedConstructor('Int16Array', typedArray.SuspendableInt16Array);
const uint16Array = /* @__PURE__ */ typedConstructor(
  'Uint16Array',
  typedArray.SuspendableUint16Array,
);
const int32Array = /* @__PURE__ */ typedConstructor('Int32Array', typedArray.SuspendableInt32Array);
const uint32Array = /* @__PURE__ */ typedConstructor(
  'Uint32Array',
  typedArray.SuspendableUint32Array,
);
const float16Array = /* @__PURE__ */ typedConstructor(
  'Float16Array',
  typedArray.SuspendableFloat16Array,
);
const float32Array = /* @__PURE__ */ typedConstructor(
  'Float32Array',
  typedArray.SuspendableFloat32Array,
);
const float64Array = /* @__PURE__ */ typedConstructor(
  'Float64Array',
  typedArray.SuspendableFloat64Array,
);
const bigInt64Array = /* @__PURE__ */ typedConstructor(
  'BigInt64Array',
  typedArray.SuspendableBigInt64Array,
);
const bigUint64Array = /* @__PURE__ */ typedConstructor(
  'BigUint64Array',
  typedArray.SuspendableBigUint64Array,
);

/** For a call of what may be `call.bind(f)`, where `f` may have an equivalent. */
export const uncurried = (bound: unknown, resolve: Resolver): unknown => {
  const f = receiverOf(bound);
  const equivalent = resolve(f);
  return equivalent === f ? bound : uncurry(equivalent);
};

export { superConstruct } from './constructors.ts';
export { instanceOf } from './instance.ts';
export { toPrimitive } from './primitive.ts';
export { list, taken } from './spread.ts';
export {
  attempt as try,
  bigInt64Array as BigInt64Array,
  bigUint64Array as BigUint64Array,
  finish as finally,
  float16Array as Float16Array,
  float32Array as Float32Array,
  float64Array as Float64Array,
  handle as catch,
  int8Array as Int8Array,
  int16Array as Int16Array,
  int32Array as Int32Array,
  mapConstructor as Map,
  promiseConstructor as Promise,
  resuming as next,
  resuming as return,
  resuming as throw,
  setConstructor as Set,
  uint8Array as Uint8Array,
  uint8ClampedArray as Uint8ClampedArray,
  uint16Array as Uint16Array,
  uint32Array as Uint32Array,
  weakMapConstructor as WeakMap,
  weakSetConstructor as WeakSet,
};
