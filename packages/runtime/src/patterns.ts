/** What compiled code calls for destructuring that suspends inside, and for parameters that moved into the body. */
import { call } from './call.ts';
import { constant, T, tdz } from './support.ts';

const { ownKeys } = Reflect;
const isEnumerable = Object.prototype.propertyIsEnumerable;

/** A copy of an object without some keys: `{ a, ...rest }`. */
export const rest = (from: unknown, keys: readonly PropertyKey[]): object => {
  const copy: Record<PropertyKey, unknown> = {};
  const source = Object(from) as Record<PropertyKey, unknown>;
  const own = ownKeys(source);
  for (let i = 0; i < own.length; i++) {
    const k = own[i] as PropertyKey;
    let left = true;
    for (let n = 0; n < keys.length; n++) if (k === asKey(keys[n] as PropertyKey)) left = false;
    // A getter that suspends is a barrier, as in any property read.
    if (left && call(isEnumerable, source, k)) put(copy, k, source[k]);
  }
  return copy;
};

const asKey = (k: PropertyKey): PropertyKey => (typeof k === 'number' ? `${k}` : k);
const { defineProperty } = Reflect;
const put = (copy: object, k: PropertyKey, v: unknown): boolean =>
  defineProperty(copy, k, { value: v, writable: true, enumerable: true, configurable: true });

/** The elements of an array from an index on: what is left for a rest parameter. */
export const tail = (list: readonly unknown[], from: number): unknown[] => {
  const all: unknown[] = [];
  for (let i = from; i < list.length; i++) all[all.length] = list[i];
  return all;
};

/** A target whose assignment fails: a constant in a destructuring pattern. */
export const unassignable = (name: string): object => ({
  set v(_: unknown) {
    constant(name);
  },
});

/** A target in a destructuring pattern that may be assigned too early, a constant at that. */
export const assignable = (box: { v: unknown }, name: string, isConstant?: boolean): object => ({
  set v(value: unknown) {
    const next = defined(value, box, name);
    if (isConstant) constant(name);
    box.v = next;
  },
});

/** The value to assign to a variable that may be assigned too early. */
export const defined = (v: unknown, box: { readonly v: unknown }, name: string): unknown => {
  if (box.v === T) tdz(name);
  return v;
};
