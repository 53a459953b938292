/** `value instanceof C` where `C` may have a `Symbol.hasInstance` that suspends. */
import {
  type Callback,
  call,
  HAS_INSTANCE,
  isFunction,
  isObject,
  ordinaryHasInstance,
} from './intrinsics.ts';

export function instanceOf(value: unknown, C: unknown): boolean {
  const has = isObject(C) ? (C as { readonly [HAS_INSTANCE]?: unknown })[HAS_INSTANCE] : undefined;
  if (isFunction(has) && has !== ordinaryHasInstance) return !!call(has, C, value);
  return value instanceof (C as Callback);
}
