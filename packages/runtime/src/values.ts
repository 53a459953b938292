/** Kinds of values. */

/** Whether `x` is an object in the sense of the language. */
export const isObject = (x: unknown): x is object =>
  (typeof x === 'object' && x !== null) || typeof x === 'function';

/** A value in a message. */
export const show = (x: unknown): string =>
  typeof x === 'symbol' || isObject(x) ? `this ${typeof x}` : `${x}`;
