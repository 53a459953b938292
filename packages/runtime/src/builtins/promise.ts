/**
 * What promises call at once: executors, the constructors of subclasses, and what `then` itself is told. What they call
 * later, they call on no fiber.
 */
import {
  type Callback,
  call,
  construct,
  isConstructor,
  isFunction,
  isObject,
  method,
  native,
  reflect,
  show,
} from './intrinsics.ts';
import {
  type Capability,
  checkCapability,
  executorOf,
  finallyArguments,
  nativeFinally,
  newPromise,
  PromiseIntrinsic,
  promiseSpecies,
} from './promise-intrinsics.ts';

export { nativeFinally, PromiseIntrinsic };

const { prototype } = Promise;

export const nativePromiseTry = /* @__PURE__ */ method(Promise, 'try');
export const nativeResolve = /* @__PURE__ */ method(Promise, 'resolve');
export const nativeReject = /* @__PURE__ */ method(Promise, 'reject');
export const nativeWithResolvers = /* @__PURE__ */ method(Promise, 'withResolvers');
export const nativeCatch = /* @__PURE__ */ method(prototype, 'catch');

/** `new Promise(executor)`, with the new.target `C`. */
export function makePromise(executor: Callback, C: unknown): unknown {
  if (!isFunction(executor)) return construct(PromiseIntrinsic, [executor], C as New);
  const { promise, resolve, reject } = newPromise(C);
  try {
    call(executor, undefined, resolve, reject);
  } catch (error) {
    native(reject, undefined, error);
  }
  return promise;
}

type New = new (executor: unknown) => object;

export function SuspendablePromise(executor: Callback): unknown {
  return makePromise(executor, PromiseIntrinsic);
}

/** NewPromiseCapability */
export function capabilityOf(C: unknown): Capability {
  if (C === PromiseIntrinsic) return { ...newPromise(C) };
  if (!isConstructor(C)) throw new TypeError(`${show(C)} is not a constructor`);
  const made: Capability = { promise: undefined, resolve: undefined, reject: undefined };
  made.promise = new C(executorOf(made));
  return checkCapability(made);
}

export function promiseTry(this: unknown, f: Callback, ...args: readonly unknown[]): unknown {
  if (!isObject(this)) return native(nativePromiseTry, this, f);
  const { promise, resolve, reject } = capabilityOf(this);
  let settle = resolve;
  let value: unknown;
  try {
    if (!isFunction(f)) throw new TypeError(`${show(f)} is not a function`);
    value = reflect.apply(f, undefined, args as never);
  } catch (error) {
    settle = reject;
    value = error;
  }
  call(settle, undefined, value);
  return promise;
}

/** Only the engine knows what is a promise, so a value that might be one is left to it. */
export function resolve(this: unknown, value: unknown): unknown {
  if (this === PromiseIntrinsic || !isObject(this) || isObject(value))
    return native(nativeResolve, this, value);
  const made = capabilityOf(this);
  call(made.resolve, undefined, value);
  return made.promise;
}

export function reject(this: unknown, reason: unknown): unknown {
  if (this === PromiseIntrinsic || !isObject(this)) return native(nativeReject, this, reason);
  const made = capabilityOf(this);
  call(made.reject, undefined, reason);
  return made.promise;
}

export function withResolvers(this: unknown): unknown {
  if (this === PromiseIntrinsic || !isObject(this)) return native(nativeWithResolvers, this);
  const made = capabilityOf(this);
  return { promise: made.promise, resolve: made.resolve, reject: made.reject };
}

export function promiseCatch(this: unknown, f: unknown): unknown {
  return call((this as { readonly then: unknown }).then, this, undefined, f);
}

/** What to give to `then`, the engine tells another object. */
export function promiseFinally(this: unknown, f: unknown): unknown {
  if (!isObject(this)) return native(nativeFinally, this, f);
  const given = finallyArguments(promiseSpecies(this), f);
  return call((this as { readonly then?: unknown }).then, this, given[0], given[1]);
}
