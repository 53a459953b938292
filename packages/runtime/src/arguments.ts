/** What the public methods accept, as far as that needs no look inside a fiber. */

const { apply, construct, getPrototypeOf } = Reflect;
const tagOf = Object.prototype.toString;

export const { isArray } = Array;

/** Recognises fibers of other trees (another copy of the package, another realm); its value is whether they live. */
export const BRAND = Symbol.for('@fiberc/runtime');

/** Whether a fiber of another tree is alive; undefined for what is no fiber. */
export const isForeign = (x: unknown): boolean | undefined =>
  (x as Record<symbol, boolean> | null | undefined)?.[BRAND];

/** Whether `x` is an object literal's kind of object, of any realm. */
export const isPlain = (x: unknown): x is Readonly<Record<string, unknown>> => {
  if (typeof x !== 'object' || x === null) return false;
  const proto = getPrototypeOf(x);
  return proto === null || getPrototypeOf(proto) === null;
};

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
    throw new TypeError(
      `exceptions must be classes, or instances, not ${type === null ? type : typeof type}`,
    );
  if (value !== undefined) throw new TypeError('instance exceptions cannot have a separate value');
  return type;
};
