/**
 * `@fiberc/runtime/builtins`: for each name of a built-in that calls back, a resolver. It takes the function that a
 * compiled call site is about to call. If that is the built-in, it gives the equivalent that can be suspended.
 * `packages/transform/src/1-read/builtins.ts` has the same names.
 */
import { load } from '@fiberc/runtime/abi';
import * as array from './arrays.ts';
import * as sorting from './sort.ts';

type Resolver = (f: unknown) => unknown;

export const every: Resolver = (f) => (f === array.nativeEvery ? array.every : f);
export const filter: Resolver = (f) => (f === array.nativeFilter ? array.filter : f);
export const find: Resolver = (f) => (f === array.nativeFind ? array.find : f);
export const findIndex: Resolver = (f) => (f === array.nativeFindIndex ? array.findIndex : f);
export const findLast: Resolver = (f) => (f === array.nativeFindLast ? array.findLast : f);
export const findLastIndex: Resolver = (f) =>
  f === array.nativeFindLastIndex ? array.findLastIndex : f;
export const flatMap: Resolver = (f) => (f === array.nativeFlatMap ? array.flatMap : f);
export const forEach: Resolver = (f) => (f === array.nativeForEach ? array.forEach : f);
export const map: Resolver = (f) => (f === array.nativeMap ? array.map : f);
export const reduce: Resolver = (f) => (f === array.nativeReduce ? array.reduce : f);
export const reduceRight: Resolver = (f) => (f === array.nativeReduceRight ? array.reduceRight : f);
export const some: Resolver = (f) => (f === array.nativeSome ? array.some : f);
export const sort: Resolver = (f) => (f === sorting.nativeSort ? sorting.sort : f);
export const toSorted: Resolver = (f) => (f === sorting.nativeToSorted ? sorting.toSorted : f);

// Generators are a part of the protocol.
const { resuming } = /* @__PURE__ */ load(1);

export { resuming as next, resuming as return, resuming as throw };
