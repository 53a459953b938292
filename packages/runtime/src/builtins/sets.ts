/** The methods of sets that take another one, which may be anything that has `size`, `has` and `keys`. */
import { call, direct, END, isObject, method, native, nextOfSet } from './intrinsics.ts';
import {
  contains,
  countOf,
  drop,
  insert,
  isCalm,
  newSet,
  recordOf,
  type SetRecord,
  valuesOf,
} from './set-intrinsics.ts';

const { prototype } = Set;

export const nativeUnion = /* @__PURE__ */ method(prototype, 'union');
export const nativeIntersection = /* @__PURE__ */ method(prototype, 'intersection');
export const nativeDifference = /* @__PURE__ */ method(prototype, 'difference');
export const nativeSymmetricDifference = /* @__PURE__ */ method(prototype, 'symmetricDifference');
export const nativeIsSubsetOf = /* @__PURE__ */ method(prototype, 'isSubsetOf');
export const nativeIsSupersetOf = /* @__PURE__ */ method(prototype, 'isSupersetOf');
export const nativeIsDisjointFrom = /* @__PURE__ */ method(prototype, 'isDisjointFrom');

/** Whether there is anything to call. */
const isLeft = (set: unknown, other: unknown): boolean =>
  countOf(set) < 0 || !isObject(other) || isCalm(other);

/** The keys of the other set, to loop over. */
function keysOf(other: unknown, { keys }: SetRecord): Iterable<unknown> {
  const iterator = call(keys, other);
  if (!isObject(iterator)) throw new TypeError('The result of keys() is not an object');
  return direct(iterator);
}

function copyOf(set: unknown): object {
  const made = newSet();
  const values = valuesOf(set);
  for (let v = nextOfSet(values); v !== END; v = nextOfSet(values)) insert(made, v);
  return made;
}

export function union(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeUnion, this, other);
  const keys = keysOf(other, recordOf(other as object));
  const made = copyOf(this);
  for (const key of keys) insert(made, key);
  return made;
}

export function intersection(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeIntersection, this, other);
  const record = recordOf(other as object);
  const made = newSet();
  if (countOf(this) > record.size) {
    for (const key of keysOf(other, record)) if (contains(this, key)) insert(made, key);
    return made;
  }
  const values = valuesOf(this);
  for (let v = nextOfSet(values); v !== END; v = nextOfSet(values))
    if (call(record.has, other, v)) insert(made, v);
  return made;
}

export function difference(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeDifference, this, other);
  const record = recordOf(other as object);
  const made = copyOf(this);
  if (countOf(this) > record.size) {
    for (const key of keysOf(other, record)) drop(made, key);
    return made;
  }
  const values = valuesOf(made);
  for (let v = nextOfSet(values); v !== END; v = nextOfSet(values))
    if (call(record.has, other, v)) drop(made, v);
  return made;
}

export function symmetricDifference(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeSymmetricDifference, this, other);
  const keys = keysOf(other, recordOf(other as object));
  const made = copyOf(this);
  for (const key of keys)
    if (contains(this, key)) drop(made, key);
    else insert(made, key);
  return made;
}

export function isSubsetOf(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeIsSubsetOf, this, other);
  const record = recordOf(other as object);
  if (countOf(this) > record.size) return false;
  const values = valuesOf(this);
  for (let v = nextOfSet(values); v !== END; v = nextOfSet(values))
    if (!call(record.has, other, v)) return false;
  return true;
}

export function isSupersetOf(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeIsSupersetOf, this, other);
  const record = recordOf(other as object);
  if (countOf(this) < record.size) return false;
  for (const key of keysOf(other, record)) if (!contains(this, key)) return false;
  return true;
}

export function isDisjointFrom(this: unknown, other: unknown): unknown {
  if (isLeft(this, other)) return native(nativeIsDisjointFrom, this, other);
  const record = recordOf(other as object);
  if (countOf(this) > record.size) {
    for (const key of keysOf(other, record)) if (contains(this, key)) return false;
    return true;
  }
  const values = valuesOf(this);
  for (let v = nextOfSet(values); v !== END; v = nextOfSet(values))
    if (call(record.has, other, v)) return false;
  return true;
}
