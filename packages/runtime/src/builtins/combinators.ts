/** `Promise.all`, `allSettled`, `any` and `race`: they iterate, and call `resolve` and `then`, before anybody waits. */
import { append, call, createList, isObject, type List, method, native } from './intrinsics.ts';
import { capabilityOf, nativeResolve, resolve } from './promise.ts';
import { allFailed, type Capability, resolveOf } from './promise-intrinsics.ts';

export const nativeAll = /* @__PURE__ */ method(Promise, 'all');
export const nativeAllSettled = /* @__PURE__ */ method(Promise, 'allSettled');
export const nativeAny = /* @__PURE__ */ method(Promise, 'any');
export const nativeRace = /* @__PURE__ */ method(Promise, 'race');

/** What has come of the promises so far. One more remains than there are, until all have been asked. */
interface Gathering {
  readonly values: List;
  remaining: number;
  readonly finish: (values: List) => unknown;
}

type Thenable = { readonly then: unknown };
/** The two functions for `then` of the promise at an index. */
type Listen = (at: number) => readonly [fulfilled: unknown, rejected: unknown];

function arrive(to: Gathering, at: number, value: unknown): unknown {
  to.values[at] = value;
  to.remaining--;
  return to.remaining === 0 ? to.finish(to.values) : undefined;
}

/** A function that does its work once, or together with another one. */
function once(
  called: { already: boolean },
  to: Gathering,
  at: number,
  make: (value: unknown) => unknown,
): unknown {
  return (value: unknown) => {
    if (called.already) return undefined;
    called.already = true;
    return arrive(to, at, make(value));
  };
}

function each(C: unknown, items: Iterable<unknown>, to: Gathering | null, listen: Listen): void {
  const found = resolveOf(C);
  const f = found === nativeResolve ? resolve : found;
  let k = 0;
  for (const item of items) {
    if (to !== null) append(to.values, k, undefined);
    const next = call(f, C, item);
    const listeners = listen(k++);
    if (to !== null) to.remaining++;
    call((next as Thenable).then, next, listeners[0], listeners[1]);
  }
}

/** All that may go wrong once there is a promise goes into the promise. */
function gather(
  C: unknown,
  items: Iterable<unknown>,
  finishing: (made: Capability) => (values: List) => unknown,
  listening: (to: Gathering, made: Capability) => Listen,
): unknown {
  const made = capabilityOf(C);
  const to: Gathering = { values: createList(0), remaining: 1, finish: finishing(made) };
  try {
    each(C, items, to, listening(to, made));
    to.remaining--;
    if (to.remaining === 0) to.finish(to.values);
  } catch (error) {
    call(made.reject, undefined, error);
  }
  return made.promise;
}

const same = (value: unknown): unknown => value;
const isFulfilled = (value: unknown): object => ({ status: 'fulfilled', value });
const isRejected = (reason: unknown): object => ({ status: 'rejected', reason });

const resolving =
  (made: Capability) =>
  (values: List): unknown =>
    call(made.resolve, undefined, values);

export function all(this: unknown, items: Iterable<unknown>): unknown {
  if (!isObject(this)) return native(nativeAll, this, items);
  return gather(this, items, resolving, (to, made) => (at) => [
    once({ already: false }, to, at, same),
    made.reject,
  ]);
}

export function allSettled(this: unknown, items: Iterable<unknown>): unknown {
  if (!isObject(this)) return native(nativeAllSettled, this, items);
  return gather(this, items, resolving, (to) => (at) => {
    const called = { already: false };
    return [once(called, to, at, isFulfilled), once(called, to, at, isRejected)];
  });
}

export function any(this: unknown, items: Iterable<unknown>): unknown {
  if (!isObject(this)) return native(nativeAny, this, items);
  const failing =
    (made: Capability) =>
    (errors: List): unknown =>
      call(made.reject, undefined, allFailed(errors));
  return gather(this, items, failing, (to, made) => (at) => [
    made.resolve,
    once({ already: false }, to, at, same),
  ]);
}

export function race(this: unknown, items: Iterable<unknown>): unknown {
  if (!isObject(this)) return native(nativeRace, this, items);
  const made = capabilityOf(this);
  try {
    each(this, items, null, () => [made.resolve, made.reject]);
  } catch (error) {
    call(made.reject, undefined, error);
  }
  return made.promise;
}
