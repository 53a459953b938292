/** What the methods of sets that take another set need of the specification. Nothing here can be suspended. */
import { call } from '../call.ts';
import { getterOf, isFunction, method, toIntegerOrInfinity } from './intrinsics.ts';

const SetIntrinsic = Set;
const MapIntrinsic = Map;
const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { prototype } = Set;
const NumberIntrinsic = Number;
const isNotNumber = /* @__PURE__ */ method(NumberIntrinsic, 'isNaN');
const sizeOf = /* @__PURE__ */ getterOf(prototype, 'size');
const has = /* @__PURE__ */ method(prototype, 'has');
const add = /* @__PURE__ */ method(prototype, 'add');
const remove = /* @__PURE__ */ method(prototype, 'delete');
const values = /* @__PURE__ */ method(prototype, 'values');

/** The result of GetSetRecord. */
export interface SetRecord {
  readonly size: number;
  readonly has: unknown;
  readonly keys: unknown;
}

interface SetLike {
  readonly size: unknown;
  readonly has: unknown;
  readonly keys: unknown;
}

/** GetSetRecord */
export const recordOf = (other: object): SetRecord => {
  const from = other as SetLike;
  const size = +(from.size as number);
  if (call(isNotNumber, undefined, size))
    throw new TypeError("The 'size' property must be a number");
  const whole = toIntegerOrInfinity(size);
  if (whole < 0) throw new RangeError(`'${whole}' is an invalid size`);
  const own = { has: from.has, keys: undefined as unknown };
  if (!isFunction(own.has)) throw new TypeError("The 'has' property must be a function");
  own.keys = from.keys;
  if (!isFunction(own.keys)) throw new TypeError("The 'keys' property must be a function");
  return { size: whole, has: own.has, keys: own.keys };
};

/** How many elements a set has; of what is no set, -1. */
export const countOf = (set: unknown): number => {
  try {
    return call(sizeOf, set) as number;
  } catch {
    return -1;
  }
};

export const contains = (set: unknown, value: unknown): boolean => call(has, set, value) as boolean;
export const insert = (set: unknown, value: unknown): unknown => call(add, set, value);
export const drop = (set: unknown, value: unknown): unknown => call(remove, set, value);
export const valuesOf = (set: unknown): unknown => call(values, set);

interface Calm {
  readonly prototype: object;
  readonly size: unknown;
  readonly has: unknown;
  readonly keys: unknown;
  readonly iterator: { readonly next?: unknown };
  readonly next: unknown;
}

const calmOf = (prototype: object, iterator: object): Calm => ({
  prototype,
  size: getOwnPropertyDescriptor(prototype, 'size')?.get,
  has: method(prototype, 'has'),
  keys: method(prototype, 'keys'),
  iterator: getPrototypeOf(iterator) as { readonly next?: unknown },
  next: (iterator as { readonly next?: unknown }).next,
});
const calm: readonly Calm[] = /* @__PURE__ */ (() => [
  calmOf(prototype, new SetIntrinsic().values()),
  calmOf(MapIntrinsic.prototype, new MapIntrinsic().keys()),
])();

/** Whether asking the other set runs nothing but the language itself. */
export const isCalm = (other: object): boolean => {
  for (let i = 0; i < calm.length; i++) {
    const one = calm[i] as Calm;
    if (!hasSize(one.size, other)) continue;
    if (getPrototypeOf(other) !== one.prototype || ownKeys(other).length > 0) return false;
    return (
      getOwnPropertyDescriptor(one.prototype, 'size')?.get === one.size &&
      method(one.prototype, 'has') === one.has &&
      method(one.prototype, 'keys') === one.keys &&
      one.iterator.next === one.next
    );
  }
  return false;
};

const hasSize = (size: unknown, other: object): boolean => {
  try {
    call(size, other);
    return true;
  } catch {
    return false;
  }
};

export const newSet = (): object => new SetIntrinsic();
