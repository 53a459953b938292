/** Getters and setters that are suspended. Nobody calls them by a value, so the site where it happened knows them by name. */
import { type Frame, tail } from './core.ts';
import { receiverIn } from './identity.ts';
import { isObject } from './values.ts';

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** Where the host can tell. In a browser nobody can. */
const isProxy: ((o: object) => boolean) | undefined = (
  globalThis as {
    readonly process?: {
      readonly getBuiltinModule?: (name: string) => {
        readonly types?: { readonly isProxy: (o: unknown) => boolean };
      };
    };
  }
).process?.getBuiltinModule?.('node:util')?.types?.isProxy;

/** Whether a proxy may have come between `o` and its accessor, and go on working with the token in its hands. */
export const passesProxy = (o: unknown): boolean => {
  for (let p = o as object | null; p; p = getPrototypeOf(p)) if (isProxy?.(p)) return true;
  return false;
};

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
  if (own !== name || (isObject(o) && (receiverIn(tail as Frame) !== o || passesProxy(o))))
    return { name };
  return fn;
};
