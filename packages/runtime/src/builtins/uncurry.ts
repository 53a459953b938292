/** `call.bind(f)` of an equivalent. */
import { type Callback, reflect } from './intrinsics.ts';

export function uncurry(f: unknown): Callback {
  return (receiver, ...args) => reflect.apply(f as Callback, receiver, args);
}
