/**
 * Suspending inside of generators. A generator stays the engine's own: it cannot return the token, but it can *yield*
 * it. A call in a generator body that has been suspended becomes
 *
 *   let $1 = f(x);  if ($1 === $S) $1 = $woken(yield $held(f));
 *
 * `held` captures a frame that stands for the generator, and the engine's `next` hands the token out as the value of a
 * result. Compiled code calls `next`, `return` and `throw` through the functions below, which see that, and return the
 * token to their caller. To resume, the frame calls the engine's `next` again, and `woken` gives the value that the
 * call was waiting for. Native `yield*` passes all this through by itself.
 */
import { asyncMethods, asyncNative } from './async-generators.ts';
import { call } from './call.ts';
import { barrier, cap2, type Frame, Q, type Resume, S, tail } from './core.ts';
import { type Iteration, methodOf, noThrow } from './support.ts';

/** How a generator is asked to go on. */
export type Kind = 'next' | 'return' | 'throw';
type Method = (this: unknown, value?: unknown) => unknown;

const { getPrototypeOf } = Reflect;
const { add, delete: remove, has } = WeakSet.prototype;
const {
  next,
  return: return_,
  throw: throw_,
} = getPrototypeOf(function* () {}.prototype as object) as Record<Kind, Method>;
const native: Readonly<Record<Kind, Method>> = { next, return: return_, throw: throw_ };

const ITERATOR: typeof Symbol.iterator = Symbol.iterator;

/** As `fn` of a frame: a generator that has yielded the token, and nobody has seen it yet. */
const HELD = {};
/** As resume point: the generator goes on by its `return`, since a `yield*` of it is in the middle of one. */
const RETURNING = 1;

/** Generators that are suspended with their fiber: for everybody else, they run. */
const asleep = new WeakSet<object>();
let sleepers = 0;

// What the generator that is being resumed waits for.
let waking = false;
let value: unknown;
let thrown = false;

/** Torture mode is told of each generator that is asked to go on, and of what a `yield*` is about to call. */
export const hooks: {
  drive: ((method: unknown, run: () => unknown) => unknown) | null;
  delegate: ((method: unknown) => void) | null;
} = { drive: null, delegate: null };

/** Lets a generator go on whose frame is resumed. */
export const wakeUp = (generator: unknown, v: unknown, t: boolean, k: number): unknown => {
  waking = true;
  value = v;
  thrown = t;
  try {
    const result = call(k === RETURNING ? native.return : native.next, generator);
    // Somebody has finished it meanwhile.
    if (waking) throw barrier(native.next);
    return result;
  } finally {
    waking = false;
  }
};

/** Resumes a generator. In the second slot of its frame may stand where it is. */
export const wake: Resume = ({ s0: generator, fn, k }, v, t) => {
  if (call(remove, asleep, generator)) sleepers--;
  return passed(wakeUp(generator, v, t, k), generator, fn);
};

/** Captures the generator that is running, at a call of `callee`. It has to yield what this returns. */
export const held = (callee: unknown, place?: unknown): object =>
  cap2(wake, 0, HELD, callee, null, place);

/** What the suspended call has returned, or thrown. */
export const woken = (_: unknown): unknown => {
  // Whoever calls `next` of a generator that is suspended with its fiber cannot have its value.
  if (!waking) throw barrier(native.next);
  waking = false;
  const v = value;
  value = undefined;
  if (thrown) throw v;
  return v;
};

/** Makes the frame of a generator that has yielded the token the frame of `method`, which returns `S`. */
export const claim = (
  method: unknown,
  r: Resume,
  s0: unknown,
  s1: unknown = (tail as Frame).s1,
): object => {
  if (tail.fn !== HELD) throw barrier(method);
  Object.assign(tail, { fn: method, r, s0, s1 });
  return S;
};

/** Calls a method of the engine's, by which a generator goes on, in place of `method`. */
export const goOn = (method: unknown, kind: Kind, generator: unknown, v: unknown): unknown => {
  if (hooks.drive) return hooks.drive(method, () => call(native[kind], generator, v));
  return call(native[kind], generator, v);
};

/** What a generator has given, or the token if it has been suspended. */
const passed = (result: unknown, generator: unknown, method: unknown): unknown => {
  if (!Q.pending) return result;
  // It has yielded something else, after native code had lost the token.
  if ((result as IteratorResult<unknown>).value !== S) throw barrier(method);
  sleepers++;
  call(add, asleep, generator);
  return claim(method, wake, generator);
};

const suspendable = (kind: Kind): Method => {
  const method: Method = function (v) {
    if (sleepers !== 0 && call(has, asleep, this))
      throw new TypeError('Generator is already running');
    return passed(goOn(method, kind, this, v), this, method);
  };
  return method;
};

const suspendableNext = suspendable('next');
const suspendableReturn = suspendable('return');
const suspendableThrow = suspendable('throw');

let others = (f: unknown): unknown => f;

/** Adds to what {@link resuming} knows: the methods of iterators that built-ins make. */
export const resumeAlso = (resolve: (f: unknown) => unknown): void => {
  others = resolve;
};

/** What to call where a program calls `f`: for the methods of generators, those that can be suspended. */
export const resuming = (f: unknown): unknown => {
  switch (f) {
    case next:
      return suspendableNext;
    case return_:
      return suspendableReturn;
    case throw_:
      return suspendableThrow;
    case asyncNative.next:
      return asyncMethods.next;
    case asyncNative.return:
      return asyncMethods.return;
    case asyncNative.throw:
      return asyncMethods.throw;
    default:
      return others(f);
  }
};

/**
 * What a native `yield*` runs over, in place of the iterator itself: one whose methods can be suspended. Where `return`
 * was, the generator has to go on by its own `return`, so that it does return afterwards.
 */
export const delegate = ({ list, iterator, next: first }: Iteration): unknown => {
  if (list !== null) return list;
  let paused = false;
  /** Being closed because it has no `throw`. */
  let closing = false;
  const run = (f: unknown, k: number, v?: unknown): unknown => {
    let result: unknown;
    if (paused) {
      paused = false;
      result = woken(S);
    } else {
      hooks.delegate?.(f);
      // Closing calls `return` with nothing.
      result = closing ? call(f, iterator) : call(f, iterator, v);
    }
    if (result === S) {
      paused = true;
      const token = held(f);
      Object.assign(tail, { k });
      return { value: token, done: false };
    }
    // A result that holds a token is not ours.
    if (Q.pending) throw barrier(f);
    if (closing) throw noThrow();
    return result;
  };
  const method =
    (f: unknown, k: number) =>
    (v?: unknown): unknown =>
      run(f, k, v);
  const close = (): unknown => {
    const f = methodOf(iterator, 'return');
    closing = true;
    return run(f === undefined ? Object : resuming(f), 0);
  };
  const lookup = (name: Exclude<Kind, 'next'>, k: number): unknown => {
    // A method that is to go on has been looked up before.
    if (paused) return method(null, k);
    const f = (iterator as Partial<Record<typeof name, unknown>>)[name];
    // The engine would close the iterator where nothing can be suspended.
    if (name === 'throw' && (f === undefined || f === null)) return close;
    return typeof f === 'function' ? method(resuming(f), k) : f;
  };
  return {
    [ITERATOR]() {
      return this;
    },
    next: method(first, 0),
    get return() {
      return lookup('return', RETURNING);
    },
    get throw() {
      return lookup('throw', 0);
    },
  };
};
