/**
 * How an activation ends that has not been captured. Code that is not compiled can lose the token, or keep it and hand
 * it to a compiled function; that must not look as if the function itself had been captured.
 */
import { call } from './call.ts';
import { barrier, Q, S } from './core.ts';

const { then } = Promise.prototype;

/** What a function returns, or a generator yields, that has come from elsewhere. */
export const returned = (v: unknown): unknown => {
  if (v === S) throw barrier();
  return v;
};

/** The end of a setter. */
export const finished = (v?: unknown): unknown => {
  if (Q.pending) throw barrier();
  return v;
};

/** What an async function gives while a capture is pending: the token, if it has been captured itself. */
export const leftAsync = (token: object | undefined, promise: Promise<unknown>): object => {
  if (token) return token;
  // It may be rejected because of the barrier, and nobody gets it.
  call(then, promise, undefined, () => {});
  throw barrier();
};
