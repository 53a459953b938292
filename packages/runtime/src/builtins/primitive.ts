/** Conversions of objects to primitive values, for operators whose operands may have methods that suspend. */
import { call, isFunction, isNullish, isObject, TO_PRIMITIVE } from './intrinsics.ts';

/** ToPrimitive */
export function toPrimitive(x: unknown, hint: 'default' | 'number' | 'string'): unknown {
  if (!isObject(x)) return x;
  const convert = (x as { readonly [TO_PRIMITIVE]?: unknown })[TO_PRIMITIVE];
  if (isNullish(convert)) return ordinary(x, hint === 'string');
  if (!isFunction(convert)) throw new TypeError('Symbol(Symbol.toPrimitive) is not a function');
  const value = call(convert, x, hint);
  if (isObject(value)) throw new TypeError('Cannot convert object to primitive value');
  return value;
}

/** OrdinaryToPrimitive */
function ordinary(x: object, isString: boolean): unknown {
  for (let i = 0; i < 2; i++) {
    const method: unknown = (i === 0) === isString ? x.toString : x.valueOf;
    if (!isFunction(method)) continue;
    const value = call(method, x);
    if (!isObject(value)) return value;
  }
  throw new TypeError('Cannot convert object to primitive value');
}
