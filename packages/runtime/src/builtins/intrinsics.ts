/**
 * What the equivalents of built-ins are made of: intrinsics as they were when the program began, and operations of
 * the specification. Nothing here can be suspended: a getter or a conversion that switches is a barrier. The one exception is `call`, which compiled code takes for a call of its first argument.
 */
import { call, inlinesBoundCall } from '../call.ts';
import { isObject, show } from '../values.ts';

export { call, isObject, show };

/** Something callable, once that is known. */
export type Callback = (...args: readonly unknown[]) => unknown;
/** An object seen as a list. */
export interface List {
  [index: number]: unknown;
  length: unknown;
}

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
export const { construct } = Reflect;
const { apply } = Reflect;
/** For calls that may suspend, which compiled code knows by their form. */
export const reflect = { __proto__: null, apply, construct, getPrototypeOf };
const { defineProperty } = Object;
export const { isArray } = Array;
const { trunc } = Math;
export const { min } = Math;
const ArrayIntrinsic = Array;
const ObjectIntrinsic = Object;
const WeakSetIntrinsic = WeakSet;
const arrayPrototypeValues: unknown = ArrayIntrinsic.prototype.values;
const SPECIES: typeof Symbol.species = Symbol.species;
const MAX = Number.MAX_SAFE_INTEGER;

/** Stands for a built-in that this engine does not have: equal to nothing that a program has. */
const MISSING: object = ObjectIntrinsic.freeze({});

/** A method as it was when the program began. */
export const method = (owner: object | undefined, name: PropertyKey): unknown => {
  const found = owner && getOwnPropertyDescriptor(owner, name)?.value;
  return typeof found === 'function' ? found : MISSING;
};

/** A getter as it was when the program began. */
export const getterOf = (owner: object | undefined, name: PropertyKey): unknown =>
  owner && getOwnPropertyDescriptor(owner, name)?.get;

export const ITERATOR: typeof Symbol.iterator = Symbol.iterator;

export const ASYNC_ITERATOR: typeof Symbol.asyncIterator = Symbol.asyncIterator;

export const TO_PRIMITIVE: typeof Symbol.toPrimitive = Symbol.toPrimitive;

export const HAS_INSTANCE: typeof Symbol.hasInstance = Symbol.hasInstance;

/** What functions inherit: it calls nothing back. */
export const ordinaryHasInstance = /* @__PURE__ */ method(Function.prototype, HAS_INSTANCE);

/** Leaves the whole call to the built-in, which calls nothing back, or throws. */
export const native = (f: unknown, receiver: unknown, ...args: readonly unknown[]): unknown =>
  // Spreading them would iterate.
  apply(f as Callback, receiver, args);

export const isNullish = (x: unknown): x is null | undefined => x === undefined || x === null;

export const isFunction = (x: unknown): x is Callback => typeof x === 'function';

/** ToObject, of what is not nullish. */
export const toObject = (x: unknown): object => (isObject(x) ? x : ObjectIntrinsic(x));

export const toIntegerOrInfinity = (x: unknown): number => {
  const n = trunc(+(x as number));
  return n || 0;
};

/** LengthOfArrayLike */
export const lengthOf = (o: object): number => {
  const n = (o as List).length;
  return typeof n === 'number' && n >>> 0 === n ? n : toLength(n);
};

/** ToLength */
export const toLength = (x: unknown): number => {
  const length = toIntegerOrInfinity(x);
  return length > 0 ? min(length, MAX) : 0;
};

export const listOf = (x: unknown): List => toObject(x) as List;

/** CreateDataPropertyOrThrow */
export const define = (o: object, key: PropertyKey, value: unknown): void => {
  const entry = { __proto__: null, value, writable: true, enumerable: true, configurable: true };
  defineProperty(o, key, entry);
};

/** DeletePropertyOrThrow */
export const remove = (o: object, key: PropertyKey): void => {
  delete (o as Record<PropertyKey, unknown>)[key];
};

/** What can be constructed, once that is known. */
export type Constructor = new (...args: readonly unknown[]) => object;

const ProxyIntrinsic = Proxy;
const constructing = { __proto__: null, construct: () => ({}) };

/** IsConstructor: a proxy can be constructed if its target can. */
export const isConstructor = (x: unknown): x is Constructor => {
  if (typeof x !== 'function') return false;
  try {
    construct(new ProxyIntrinsic(x, constructing), []);
    return true;
  } catch {
    return false;
  }
};

/** An `Array` of whatever realm: the constructor whose prototype is an array. */
const isArrayConstructor = (C: object): boolean => {
  const found = getOwnPropertyDescriptor(C, 'prototype');
  return found !== undefined && !found.writable && isArray(found.value);
};

/** The first half of ArraySpeciesCreate: what to construct, or undefined for an array. */
export const speciesOf = (original: object): Constructor | undefined => {
  if (!isArray(original)) return undefined;
  let C: unknown = original.constructor;
  if (C !== ArrayIntrinsic && typeof C === 'function' && isArrayConstructor(C)) return undefined;
  if (isObject(C)) C = (C as { readonly [SPECIES]?: unknown })[SPECIES] ?? undefined;
  if (C === undefined || C === ArrayIntrinsic) return undefined;
  if (isConstructor(C)) return C;
  throw new TypeError('object.constructor[Symbol.species] is not a constructor');
};

/** The second half, where it is to be an array. What else is constructed may suspend. */
export const createList = (length: number): List => {
  if (length > 0xffffffff) throw new RangeError('Invalid array length');
  return (length === 0 ? [] : new ArrayIntrinsic(length)) as unknown as List;
};

const arrayPrototype = ArrayIntrinsic.prototype;

/**
 * Defines an element of an array that nobody else has seen. Assigning does, unless a prototype has such an element.
 * Asking for one is fast in V8. In JavaScriptCore only reading a hole is, which overlooks one without a value: an
 * accessor on `Array.prototype` that has a setter alone.
 */
export const append: (list: List, index: number, value: unknown) => void = inlinesBoundCall
  ? (list, index, value) => {
      if (index in arrayPrototype) define(list, index, value);
      else list[index] = value;
    }
  : (list, index, value) => {
      if (list[index] === undefined) list[index] = value;
      else define(list, index, value);
    };

/** Copies elements within or between lists of our own, which may overlap. */
export const copy = (from: List, start: number, to: List, at: number, count: number): void => {
  if (start < at) for (let i = count - 1; i >= 0; i--) to[at + i] = from[start + i];
  else for (let i = 0; i < count; i++) to[at + i] = from[start + i];
};

/** A list of our own, with all of its elements. */
export const copyOf = (from: List, start: number, count: number): List => {
  const list = [] as unknown as List;
  for (let i = 0; i < count; i++) append(list, i, from[start + i]);
  return list;
};

interface Plain {
  readonly iterate: unknown;
  readonly prototype: { readonly next?: unknown; readonly return?: unknown };
  readonly next: unknown;
}

/** Iterators of the language, and the methods that make them: nothing in them calls back. */
const plain: readonly Plain[] = /* @__PURE__ */ (() => {
  const of = (x: Iterable<unknown>): Plain => {
    const iterate: unknown = x[ITERATOR];
    const prototype = getPrototypeOf(x[ITERATOR]()) as Plain['prototype'];
    return { iterate, prototype, next: prototype.next };
  };
  return [of([]), of(new Int8Array()), of(new Set()), of(new Map()), of('')];
})();

/** Whether iterating by this method runs nothing but the language itself. */
export const isPlain = (iterate: unknown): boolean => {
  for (let i = 0; i < plain.length; i++) {
    const one = plain[i] as Plain;
    if (one.iterate === iterate) return one.prototype.next === one.next;
  }
  return false;
};

/** Whether iterating over this array takes one element after the other. */
export const isPlainArray = (x: unknown, iterate: unknown): x is readonly unknown[] =>
  isArray(x) && iterate === arrayPrototypeValues && isPlain(iterate);

const arrayIterator = (plain[0] as Plain).prototype;
const arrayNext = arrayIterator.next;

const isUntouched = (iterate: unknown): boolean =>
  iterate === arrayPrototypeValues &&
  arrayIterator.next === arrayNext &&
  arrayIterator.return === undefined;

/** The method that has to be called to iterate. Null if the engine can do it, as nothing but the language runs. */
export const foreignIterate = (x: unknown): unknown => {
  if (x === undefined || x === null) return null;
  const iterate = (x as { readonly [ITERATOR]?: unknown })[ITERATOR];
  if (isUntouched(iterate) && isArray(x)) return null;
  // The engine would read it once more before it says so.
  if (typeof iterate !== 'function') throw new TypeError(`${show(x)} is not iterable`);
  return iterate;
};

/**
 * A list of our own as something that the engine iterates over without running the program's code: where that has
 * meddled with the iteration of arrays, the list gets one of its own.
 */
export const spreadable = (list: List): List => {
  const iterate = (list as unknown as { readonly [ITERATOR]: unknown })[ITERATOR];
  if (isUntouched(iterate)) return list;
  let index = 0;
  const next = (): { readonly done: boolean; readonly value: unknown } =>
    index < (list.length as number)
      ? { done: false, value: list[index++] }
      : { done: true, value: undefined };
  define(list, ITERATOR, () => ({ __proto__: null, next }));
  return list;
};

/** GetMethod of `@@iterator`. */
export const iterateOf = (x: unknown): unknown => {
  const found = (x as { readonly [ITERATOR]?: unknown })[ITERATOR];
  if (isNullish(found)) return undefined;
  if (typeof found === 'function') return found;
  throw new TypeError(`${show(found)} is not a function`);
};

/** GetMethod of `@@asyncIterator`. */
export const asyncIterateOf = (x: unknown): unknown => {
  const found = (x as { readonly [ASYNC_ITERATOR]?: unknown })[ASYNC_ITERATOR];
  if (isNullish(found)) return undefined;
  if (typeof found === 'function') return found;
  throw new TypeError(`${show(found)} is not a function`);
};

/** An iterator as something to loop over: it is asked for nothing but `next`, and `return`. */
export const direct = (iterator: unknown): Iterable<unknown> => ({
  [ITERATOR]: () => iterator as Iterator<unknown>,
});

const { next: mapNext } = getPrototypeOf(new Map().entries()) as { readonly next: unknown };
const { next: setNext } = getPrototypeOf(new Set().entries()) as { readonly next: unknown };

interface Result<T> {
  readonly done: boolean;
  readonly value: T;
}

/** The next entry of a map, or null. */
export const nextOfMap = (entries: unknown): readonly [unknown, unknown] | null => {
  const result = call(mapNext, entries) as Result<readonly [unknown, unknown]>;
  return result.done ? null : result.value;
};

/** Stands for the end of a set. */
export const END: object = ObjectIntrinsic.freeze({});

/** The next value of a set, or `END`. */
export const nextOfSet = (values: unknown): unknown => {
  const result = call(setNext, values) as Result<unknown>;
  return result.done ? END : result.value;
};

const { ownKeys } = Reflect;

/** ToPropertyKey */
export const propertyKey = (x: unknown): PropertyKey =>
  isObject(x) ? (ownKeys({ [x as never]: 0 })[0] as PropertyKey) : (x as PropertyKey);

const weakSetPrototype = WeakSet.prototype;
const addWeakly = /* @__PURE__ */ method(weakSetPrototype, 'add');

/** CanBeHeldWeakly */
export const isWeakKey = (x: unknown): boolean => {
  if (typeof x !== 'symbol') return isObject(x);
  try {
    call(addWeakly, new WeakSetIntrinsic(), x);
    return true;
  } catch {
    return false;
  }
};

const listed = (...args: readonly unknown[]): readonly unknown[] => args;

/** CreateListFromArrayLike */
export const argumentsOf = (list: unknown): readonly unknown[] =>
  apply(listed, undefined, list as readonly unknown[]);

/** Leaves `reduce` to the built-in. The second argument may be missing. */
export const nativeReduction = (
  f: unknown,
  receiver: unknown,
  step: unknown,
  initial: readonly unknown[],
): unknown => apply(f as Callback, receiver, initial.length === 0 ? [step] : [step, initial[0]]);
