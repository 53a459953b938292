/** Asking a regular expression that may have an `exec` of the program. */
import { type Callback, call, isFunction, type List, native } from './intrinsics.ts';
import { checked, nativeExec } from './string-intrinsics.ts';

export interface Expression {
  readonly flags: unknown;
  readonly exec: Callback;
  lastIndex: unknown;
}

/** RegExpExec */
export function exec(rx: Expression, s: string): List | null {
  const { exec: own } = rx;
  if (isFunction(own)) return checked(call(own, rx, s));
  return native(nativeExec, rx, s) as List | null;
}
