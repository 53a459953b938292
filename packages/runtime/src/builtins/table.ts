/** All equivalents, by the built-ins that they stand for. */
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
import * as typed from './typed.ts';

export const equivalents: ReadonlyMap<unknown, unknown> = /* @__PURE__ */ new Map<unknown, unknown>(
  [
    [array.nativeEvery, array.every],
    [array.nativeFilter, array.filter],
    [array.nativeFind, array.find],
    [array.nativeFindIndex, array.findIndex],
    [array.nativeFindLast, array.findLast],
    [array.nativeFindLastIndex, array.findLastIndex],
    [array.nativeFlatMap, array.flatMap],
    [array.nativeForEach, array.forEach],
    [array.nativeMap, array.map],
    [array.nativeReduce, array.reduce],
    [array.nativeReduceRight, array.reduceRight],
    [array.nativeSome, array.some],
    [typed.nativeEvery, typed.every],
    [typed.nativeFilter, typed.filter],
    [typed.nativeFind, typed.find],
    [typed.nativeFindIndex, typed.findIndex],
    [typed.nativeFindLast, typed.findLast],
    [typed.nativeFindLastIndex, typed.findLastIndex],
    [typed.nativeForEach, typed.forEach],
    [typed.nativeMap, typed.map],
    [typed.nativeReduce, typed.reduce],
    [typed.nativeReduceRight, typed.reduceRight],
    [typed.nativeSome, typed.some],
    [typed.nativeSort, typed.sort],
    [typed.nativeToSorted, typed.toSorted],
    [sorting.nativeSort, sorting.sort],
    [sorting.nativeToSorted, sorting.toSorted],
    [iterator.nativeEvery, iterator.every],
    [iterator.nativeFind, iterator.find],
    [iterator.nativeForEach, iterator.forEach],
    [iterator.nativeReduce, iterator.reduce],
    [iterator.nativeSome, iterator.some],
    [iterator.nativeToArray, iterator.toArray],
    [collection.nativeMapForEach, collection.mapForEach],
    [collection.nativeSetForEach, collection.setForEach],
    [collection.nativeMapGroupBy, collection.mapGroupBy],
    [collection.nativeMapInsert, collection.mapInsert],
    [collection.nativeWeakMapInsert, collection.weakMapInsert],
    [set.nativeUnion, set.union],
    [set.nativeIntersection, set.intersection],
    [set.nativeDifference, set.difference],
    [set.nativeSymmetricDifference, set.symmetricDifference],
    [set.nativeIsSubsetOf, set.isSubsetOf],
    [set.nativeIsSupersetOf, set.isSupersetOf],
    [set.nativeIsDisjointFrom, set.isDisjointFrom],
    [constructing.nativeConstruct, constructing.reflectConstruct],
    [context.nativeRun, context.run],
    [context.nativeExit, context.exit],
    [context.nativeRunInAsyncScope, context.runInAsyncScope],
    [context.nativeSnapshot, context.snapshot],
    [make.nativeFrom, make.from],
    [make.nativeFromAsync, make.fromAsync],
    [make.nativeTypedFrom, make.typedFrom],
    [object.nativeFromEntries, object.fromEntries],
    [object.nativeGroupBy, object.groupBy],
    [json.nativeParse, json.parse],
    [json.nativeStringify, json.stringify],
    [promise.nativePromiseTry, promise.promiseTry],
    [promise.nativeResolve, promise.resolve],
    [promise.nativeReject, promise.reject],
    [promise.nativeWithResolvers, promise.withResolvers],
    [promise.nativeCatch, promise.promiseCatch],
    [promise.nativeFinally, promise.promiseFinally],
    [combine.nativeAll, combine.all],
    [combine.nativeAllSettled, combine.allSettled],
    [combine.nativeAny, combine.any],
    [combine.nativeRace, combine.race],
    [regexp.nativeTest, regexp.test],
    [regexp.nativeMatch, regexp.match],
    [regexp.nativeSearch, regexp.search],
    [regexp.nativeSplit, regexp.split],
    [regexp.nativeRegExpMatch, regexp.regExpMatch],
    [regexp.nativeRegExpSearch, regexp.regExpSearch],
    [regexp.nativeRegExpSplit, regexp.regExpSplit],
    [string.nativeReplace, string.replace],
    [string.nativeReplaceAll, string.replaceAll],
    [string.nativeRegExpReplace, string.regExpReplace],
    [lazy.nativeMap, lazy.map],
    [lazy.nativeFilter, lazy.filter],
    [lazy.nativeFlatMap, lazy.flatMap],
    [lazy.nativeTake, lazy.take],
    [lazy.nativeDrop, lazy.drop],
    [lazy.nativeConcat, lazy.concat],
    [lazy.nativeIteratorFrom, lazy.from],
  ],
);
