/** What the equivalents for promises need of the specification. Nothing here can be suspended. */
import {
  call,
  construct,
  isFunction,
  isNullish,
  isObject,
  type List,
  method,
  show,
  spreadable,
} from './intrinsics.ts';

export const PromiseIntrinsic = Promise;
const { prototype } = Promise;
const SPECIES: typeof Symbol.species = Symbol.species;

/** A promise, and what settles it. */
export interface Capability {
  promise: unknown;
  resolve: unknown;
  reject: unknown;
}

/** The promise that was made last, and what settles it. It is taken at once. */
const settling: Capability = { promise: null, resolve: undefined, reject: undefined };
const capture = (resolve: unknown, reject: unknown): void => {
  settling.resolve = resolve;
  settling.reject = reject;
};

/** What `new Promise(…)` makes, with the new.target `C`. */
export const newPromise = (C: unknown): Readonly<Capability> => {
  settling.promise =
    C === PromiseIntrinsic
      ? new PromiseIntrinsic(capture)
      : construct(PromiseIntrinsic, [capture], C as never);
  return settling;
};

/** A GetCapabilitiesExecutor Function */
export const executorOf =
  (to: Capability) =>
  (resolve: unknown, reject: unknown): void => {
    if (to.resolve !== undefined || to.reject !== undefined)
      throw new TypeError('Promise executor has already been invoked with non-undefined arguments');
    to.resolve = resolve;
    to.reject = reject;
  };

/** The end of NewPromiseCapability. */
export const checkCapability = (made: Capability): Capability => {
  if (isFunction(made.resolve) && isFunction(made.reject)) return made;
  throw new TypeError('Promise resolve or reject function is not callable');
};

/** GetPromiseResolve */
export const resolveOf = (C: unknown): unknown => {
  const { resolve } = C as { readonly resolve: unknown };
  if (isFunction(resolve)) return resolve;
  throw new TypeError('Promise resolve or reject function is not callable');
};

/** SpeciesConstructor */
export const promiseSpecies = (o: object): unknown => {
  const C: unknown = o.constructor;
  if (C === undefined) return PromiseIntrinsic;
  if (!isObject(C)) throw new TypeError(`${show(C)} is not a constructor`);
  const S = (C as { readonly [SPECIES]?: unknown })[SPECIES];
  return isNullish(S) ? PromiseIntrinsic : S;
};

export const nativeFinally = /* @__PURE__ */ method(prototype, 'finally');

/** What `finally` gives to `then`: asked of an object that has only that to do. */
export const finallyArguments = (C: unknown, f: unknown): readonly [unknown, unknown] => {
  let found: readonly [unknown, unknown] = [undefined, undefined];
  const then = (fulfilled: unknown, rejected: unknown): void => {
    found = [fulfilled, rejected];
  };
  const made = { __proto__: null, [SPECIES]: C };
  call(nativeFinally, { __proto__: null, constructor: made, then }, f);
  return found;
};

const AggregateErrorIntrinsic = AggregateError;

/** What `Promise.any` fails with. */
export const allFailed = (errors: List): object =>
  new AggregateErrorIntrinsic(
    spreadable(errors) as unknown as Iterable<unknown>,
    'All promises were rejected',
  );
