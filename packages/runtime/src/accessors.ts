/** Getters and setters that are suspended. Nobody calls them by a value, so the site where it happened knows them by name. */
import { type Frame, tail } from './core.ts';
import { receiverIn } from './identity.ts';
import { isObject } from './values.ts';

const { getOwnPropertyDescriptor } = Reflect;

/** The function of a getter, setter or method, from the object that has it as its own. */
export const accessor = (o: object, key: PropertyKey, kind: 'get' | 'set' | 'value'): unknown =>
  getOwnPropertyDescriptor(o, key)?.[kind];

/**
 * For a capture in a read or write of a property of `o`: the function captured last, if it is the accessor of that name
 * and has been called for `o`. Else something that only has the name, and is equal to nothing.
 */
export const accessed = (o: unknown, name: string): unknown => {
  const { fn } = tail;
  const own = isObject(fn) ? getOwnPropertyDescriptor(fn, 'name')?.value : undefined;
  return own === name && (receiverIn(tail as Frame) === o || !isObject(o)) ? fn : { name };
};
