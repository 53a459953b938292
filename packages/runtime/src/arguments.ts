/** What the public methods accept, as far as that needs no look inside a fiber. */

import { refuse } from './errors.ts';

export const { apply, construct, getPrototypeOf, ownKeys } = Reflect;
const tagOf = Object.prototype.toString;

export const { isArray } = Array;

/** What `throw(type, value)` throws. */
export const exceptionOf = (type: unknown, value: unknown): unknown => {
  if (typeof type === 'function' && (type === Error || type.prototype instanceof Error)) {
    if (value instanceof type) return value;
    try {
      return construct(type, value === undefined ? [] : isArray(value) ? value : [value]);
    } catch (e) {
      return e;
    }
  }
  if (!(type instanceof Error) && apply(tagOf, type, []) !== '[object Error]')
    refuse(
      `exceptions must be classes, or instances, not ${type === null ? type : typeof type}`,
      TypeError,
    );
  if (value !== undefined) refuse('instance exceptions cannot have a separate value', TypeError);
  return type;
};
