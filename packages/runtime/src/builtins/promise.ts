/** What promises call at once: the executor, and the function of `Promise.try`. The rest comes later, on no fiber. */
import { type Callback, call, construct, isFunction, method, native } from './intrinsics.ts';

export const PromiseIntrinsic = Promise;

export const nativeTry = /* @__PURE__ */ method(Promise, 'try');

type New = new (executor: unknown) => object;

export function SuspendablePromise(executor: Callback): unknown {
  if (new.target === undefined) return native(PromiseIntrinsic, undefined, executor);
  const C = (new.target === SuspendablePromise ? PromiseIntrinsic : new.target) as New;
  if (!isFunction(executor)) return construct(PromiseIntrinsic, [executor], C);
  const settle = { resolve: undefined as unknown, reject: undefined as unknown };
  const made = construct(PromiseIntrinsic, [capture(settle)], C);
  const { resolve, reject } = settle;
  try {
    call(executor, undefined, resolve, reject);
  } catch (error) {
    native(reject, undefined, error);
  }
  return made;
}

function capture(settle: { resolve: unknown; reject: unknown }): Callback {
  return (resolve, reject) => {
    settle.resolve = resolve;
    settle.reject = reject;
    return undefined;
  };
}

export function promiseTry(this: unknown, f: Callback, ...args: readonly unknown[]): unknown {
  if (this !== PromiseIntrinsic || !isFunction(f)) return native(nativeTry, this, f, ...args);
  const settle = { resolve: undefined as unknown, reject: undefined as unknown };
  const made = construct(PromiseIntrinsic, [capture(settle)]);
  const { resolve, reject } = settle;
  try {
    native(resolve, undefined, call(f, undefined, ...args));
  } catch (error) {
    native(reject, undefined, error);
  }
  return made;
}
