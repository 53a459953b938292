/**
 * Async generators. An engine's own could not be left in the middle of a call: what it runs, it runs until an `await`.
 * So their bodies are compiled as generators, which yield what is to be done, and this file does what the engine would:
 *
 *   x = await p           →   x = yield $await(p)
 *   x = yield v           →   x = yield $give(yield $await(v))
 *   return v              →   return yield $await(v)
 *   x = yield* xs         →   x = yield* $delegateAsync(…)
 *
 * The terms are those of the language's specification (AsyncGenerator Objects).
 */
import { call } from './call.ts';
import { barrier, Q, type Resume, S } from './core.ts';
import { AsyncGeneratorFunction, prototypeFor } from './flavours.ts';
import { claim, goOn, held, hooks, type Kind, resuming, wakeUp, woken } from './generators.ts';
import { type Iteration, methodOf, noThrow } from './support.ts';
import { isObject, show } from './values.ts';

interface Request {
  readonly kind: Kind;
  readonly value: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (e: unknown) => void;
}
interface State {
  readonly inner: object;
  at: 'start' | 'yield' | 'running' | 'ended';
  /** The `yield` where it waits takes the request itself: that of a `yield*`. */
  delegates: boolean;
  readonly queue: Request[];
}

const { defineProperty } = Reflect;
const { create } = Object;
const PromiseIntrinsic = Promise;
const { get, set } = WeakMap.prototype;
const { push, shift } = Array.prototype;

const states = new WeakMap<object, State>();

// What a generator that yields one of these asks for.
const AWAIT = {};
const GIVE = {};
const DELEGATE = {};
const RETURN = {};
let operand: unknown;

/** Stands for native code, where it is asked who makes a generator go on. */
const NOBODY = {};

const asking =
  (mark: object) =>
  (v?: unknown): object => {
    operand = v;
    return mark;
  };
/** Waits for a promise. */
export const awaiting: (v: unknown) => object = asking(AWAIT);
/** Gives a value to whoever has called `next`. */
export const give: (v: unknown) => object = asking(GIVE);
const giveInner = asking(DELEGATE);
const returning = asking(RETURN);

/** The engine's own `await`, for its timing. */
const wait = async (v: unknown, then: (kind: Kind, v: unknown) => void): Promise<void> => {
  let kind: Kind = 'next';
  try {
    v = await v;
  } catch (e) {
    v = e;
    kind = 'throw';
  }
  then(kind, v);
};

/** In a job of the event loop nothing can be suspended: it runs on the main fiber. */
const later = (result: unknown): void => {
  if (result === S) throw barrier();
};

/** Runs the body until it has to wait. `S` if a call in it was suspended. @param method who has asked for it */
const run = (state: State, kind: Kind, value: unknown, method: unknown): unknown => {
  state.at = 'running';
  let result: unknown;
  try {
    result = goOn(method, kind, state.inner, value);
  } catch (e) {
    return complete(state, 'throw', e);
  }
  return proceed(state, result as IteratorResult<unknown>);
};

const proceed = (state: State, result: IteratorResult<unknown>): unknown => {
  if (Q.pending) {
    // The body has gone on after native code had lost the token.
    if (result.value !== S) throw barrier();
    return S;
  }
  if (result.done) return complete(state, 'next', result.value);
  const v = operand;
  operand = undefined;
  switch (result.value) {
    case AWAIT:
      void wait(v, (kind, w) => later(run(state, kind, w, NOBODY)));
      return undefined;
    case RETURN:
      return run(state, 'return', v, NOBODY);
    default:
      state.delegates = result.value === DELEGATE;
      state.at = 'yield';
      answer(state, 'next', v, false);
      return state.queue.length > 0 ? resume(state, NOBODY) : undefined;
  }
};

/** Goes on after a `yield`, with the first request. */
const resume = (state: State, method: unknown): unknown => {
  const { kind, value } = state.queue[0] as Request;
  state.at = 'running';
  const enter = (k: Kind, v: unknown, by: unknown): unknown => {
    if (!state.delegates) return run(state, k, v, by);
    state.delegates = false;
    return run(state, 'next', { kind: k, value: v }, by);
  };
  if (kind !== 'return') return enter(kind, value, method);
  void wait(value, (k, v) => later(enter(k === 'next' ? 'return' : k, v, NOBODY)));
  return undefined;
};

/** Answers the first request. */
const answer = (state: State, kind: Kind, value: unknown, done: boolean): void => {
  const { resolve, reject } = call(shift, state.queue) as Request;
  if (kind === 'throw') reject(value);
  else resolve({ value, done });
};

const complete = (state: State, kind: Kind, value: unknown): undefined => {
  answer(state, kind, value, true);
  drain(state);
};

/** Answers what has been asked of a generator that has ended. */
const drain = (state: State): undefined => {
  const [request] = state.queue;
  state.at = request ? 'running' : 'ended';
  if (!request) return;
  const { kind, value } = request;
  if (kind === 'return') {
    void wait(value, (k, v) => complete(state, k, v));
    return;
  }
  complete(state, kind, kind === 'next' ? undefined : value);
};

const woke: Resume = ({ s0, s1, fn, k }, v, thrown) => {
  const state = s0 as State;
  let result: unknown;
  try {
    result = wakeUp(state.inner, v, thrown, k);
  } catch (e) {
    complete(state, 'throw', e);
    return s1;
  }
  return proceed(state, result as IteratorResult<unknown>) === S ? claim(fn, woke, state, s1) : s1;
};

type Method = (this: unknown, v?: unknown) => unknown;

const {
  next,
  return: return_,
  throw: throw_,
} = AsyncGeneratorFunction.prototype as unknown as Record<Kind, Method>;

/** The engine's methods of async generators. */
export const asyncNative: Readonly<Record<Kind, Method>> = { next, return: return_, throw: throw_ };

const asyncMethod = (kind: Kind): Method =>
  ({
    [kind](this: unknown, value: unknown) {
      const state = isObject(this) ? (call(get, states, this) as State | undefined) : undefined;
      if (!state) return call(asyncNative[kind], this, value);
      let resolve!: Request['resolve'];
      let reject!: Request['reject'];
      const promise = new PromiseIntrinsic((a, b) => {
        resolve = a;
        reject = b;
      });
      call(push, state.queue, { kind, value, resolve, reject });
      return ask(state, kind, asyncMethods[kind]) === S
        ? claim(asyncMethods[kind], woke, state, promise)
        : promise;
    },
  })[kind] as Method;

/** The methods of generators that were compiled; others are left to the engine. */
export const asyncMethods: Readonly<Record<Kind, Method>> = {
  next: asyncMethod('next'),
  return: asyncMethod('return'),
  throw: asyncMethod('throw'),
};

const ask = (state: State, kind: Kind, method: unknown): unknown => {
  switch (state.at) {
    case 'running':
      return undefined;
    case 'yield':
      return resume(state, method);
    case 'start':
      if (kind === 'next') return run(state, kind, undefined, method);
      return drain(state);
    case 'ended':
      return drain(state);
  }
};

/** An async generator that a call of `f` has made, whose body is `inner`. */
export const asyncGenerator = (f: { readonly prototype: unknown }, inner: object): object => {
  const made = create(prototypeFor(f, AsyncGeneratorFunction)) as object;
  // Native code, too, has to find the methods that know this generator. What inherits them is the engine's own.
  for (const kind of ['next', 'return', 'throw'] as const)
    defineProperty(made, kind, { value: asyncMethods[kind], writable: true, configurable: true });
  call(set, states, made, { inner, at: 'start', delegates: false, queue: [] });
  return made;
};

type Received = { readonly kind: Kind; readonly value: unknown };

/** What `yield*` does, in an async generator. */
export function* delegateAsync(it: Iteration): Generator<unknown, unknown, unknown> {
  let received: Received = { kind: 'next', value: undefined };
  for (;;) {
    const { kind, value } = received;
    let method = kind === 'next' ? it.next : methodOf(it.iterator, kind);
    const missing = method === undefined;
    if (missing && kind === 'return') {
      yield returning(yield awaiting(value));
      return undefined;
    }
    if (missing) method = methodOf(it.iterator, 'return');
    if (method !== undefined) {
      const callee = resuming(method);
      hooks.delegate?.(callee);
      let result = missing ? call(callee, it.iterator) : call(callee, it.iterator, value);
      if (result === S) result = woken(yield held(callee));
      result = yield awaiting(result);
      if (!isObject(result))
        throw new TypeError(`Iterator result ${show(result)} is not an object`);
      if (!missing) {
        if ((result as { done?: unknown }).done) {
          const v = (result as { value?: unknown }).value;
          if (kind === 'return') yield returning(v);
          return v;
        }
        received = (yield giveInner((result as { value?: unknown }).value)) as Received;
        continue;
      }
    }
    throw noThrow();
  }
}
