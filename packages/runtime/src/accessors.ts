/** Getters and setters that are suspended. Nobody calls them by a value, so the site where it happened knows them by name. */
import { type Frame, tail } from './core.ts';
import { receiverIn } from './identity.ts';
import { isProxy, passesProxy } from './proxies.ts';
import { isObject } from './values.ts';

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { slice, startsWith } = String.prototype;

/** The function of a getter, setter or method, from the object that has it as its own. */
export const accessor = (o: object, key: PropertyKey, kind: 'get' | 'set' | 'value'): unknown =>
  getOwnPropertyDescriptor(o, key)?.[kind];

/** `get x`, `set x`, `get [Symbol.x]`: the property's key, or null for a private name. */
const keyOf = (name: string): PropertyKey | null => {
  const key = apply(slice, name, [4]);
  if (apply(startsWith, key, ['#'])) return null;
  const symbol = apply(startsWith, key, ['[Symbol.']) && apply(slice, key, [8, -1]);
  return symbol ? (Symbol[symbol as keyof typeof Symbol] as unknown as symbol) : key;
};

/** The accessor that a read or write of a property of `o`, by way of `super` one of `home`, calls; null for none. */
const lookUp = (o: unknown, name: string, key: PropertyKey, home: object | undefined): unknown => {
  if (o === undefined || o === null) return null;
  let p = home ? getPrototypeOf(home) : (Object(o) as object | null);
  for (; p; p = getPrototypeOf(p)) {
    const found = getOwnPropertyDescriptor(p, key);
    if (found) return (name[0] === 'g' ? found.get : found.set) ?? null;
  }
  return null;
};

const ownName = (fn: unknown): unknown =>
  isObject(fn) ? getOwnPropertyDescriptor(fn, 'name')?.value : undefined;

/** Before a read or write of a property: the accessor that it calls is expected, whichever it is. */
export const ACCESSOR: object = {};

/**
 * The function that a read or write of a property is about to call, if that is an accessor by its looks and not any
 * function that has become one; {@link ACCESSOR} where that cannot be told.
 */
export const accessorOf = (o: unknown, name: string, home?: object): unknown => {
  const key = keyOf(name);
  if (key === null || !isProxy) return ACCESSOR;
  const found = passesProxy(home ?? Object(o)) ? null : lookUp(o, name, key, home);
  return ownName(found) === name ? found : null;
};

/**
 * For a capture in a read or write of a property of `o`: the function captured last, if it is the accessor of that name
 * and has been called for `o`. Else something that only has the name, and is equal to nothing. Another accessor than the
 * one that is found now has called it in its place; where none is found, it has replaced itself.
 */
export const accessed = (o: unknown, name: string, home?: object): unknown => {
  const { fn } = tail;
  if (
    ownName(fn) !== name ||
    (isObject(o) && (receiverIn(tail as Frame) !== o || passesProxy(home ?? o)))
  )
    return { name };
  const key = keyOf(name);
  return (key === null ? null : lookUp(o, name, key, home)) ?? fn;
};
