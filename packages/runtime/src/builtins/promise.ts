/** What promises call at once: the executor, and the function of `Promise.try`. The rest comes later, on no fiber. */
import {
  type Callback,
  call,
  construct,
  isFunction,
  method,
  native,
  newPromise,
  PromiseIntrinsic,
} from './intrinsics.ts';

export { PromiseIntrinsic };

export const nativePromiseTry = /* @__PURE__ */ method(Promise, 'try');

type New = new (executor: unknown) => object;

export function SuspendablePromise(executor: Callback): unknown {
  if (new.target === undefined) return native(PromiseIntrinsic, undefined, executor);
  const C = (new.target === SuspendablePromise ? PromiseIntrinsic : new.target) as New;
  if (!isFunction(executor)) return construct(PromiseIntrinsic, [executor], C);
  const { made, resolve, reject } = newPromise(C);
  try {
    call(executor, undefined, resolve, reject);
  } catch (error) {
    native(reject, undefined, error);
  }
  return made;
}

export function promiseTry(this: unknown, f: Callback, ...args: readonly unknown[]): unknown {
  if (this !== PromiseIntrinsic || !isFunction(f))
    return native(nativePromiseTry, this, f, ...args);
  const { made, resolve, reject } = newPromise(PromiseIntrinsic);
  try {
    native(resolve, undefined, call(f, undefined, ...args));
  } catch (error) {
    native(reject, undefined, error);
  }
  return made;
}
