/**
 * Capturing: the token, frames, and the list that an unwinding stack builds.
 *
 * A switch returns the token `S` to its caller. Each compiled function that gets `S` from a call appends a frame to
 * the list and returns `S` itself, so the list grows from the innermost activation outwards. The trampoline takes it.
 *
 * Stack overflow may cut all this short at any call. So a step that changes state makes no call afterwards.
 */
import { FiberError, nameOf } from './errors.ts';

/** Any function, seen as an identity or called without regard to its types. */
export type Callable = (...args: never[]) => unknown;

/** Continues an activation: with a value, or with an exception that is to be thrown in it. */
export type Resume = (frame: Frame, value: unknown, thrown: boolean) => unknown;

/** One captured activation. `next` is the activation that called it. */
export interface Frame {
  next: Frame | null;
  readonly r: Resume;
  /** The resume point. */
  readonly k: number;
  /** The function that was captured. */
  readonly fn: unknown;
  /** The first slot: `this` in a function that can be constructed. */
  readonly s0?: unknown;
  /** All slots, in a frame made by `capN`. */
  readonly s?: readonly unknown[];
}

/** Head of the list; as its first entry it stands for the suspension primitive. */
export const anchor: { next: Frame | null; fn: unknown } = { next: null, fn: null };

/** The state of a capture. Compiled code reads `pending` and nothing else. */
export const Q: {
  /** From a suspension until the trampoline has seen it. A capture that was cut short stays pending. */
  pending: boolean;
  /** The last captured frame. */
  tail: { next: Frame | null; readonly fn: unknown };
  /** Why the capture under way cannot be completed. */
  broken: unknown;
  /** Whether any compiled module has been loaded. */
  loaded: boolean;
  /** Told before a fiber's target is called (torture mode). */
  start: ((target: unknown) => void) | null;
} = { pending: false, tail: anchor, broken: null, loaded: false, start: null };

const refuse = (): never => {
  throw barrier(null);
};

/**
 * The token: what a call returns whose callee has been suspended.
 * Nothing may be done with it but compare it, so that a switch that foreign code loses is noticed where it is lost.
 */
export const S: object = new Proxy(
  Object.freeze(Object.create(null) as object),
  new Proxy({}, { get: () => refuse }),
);

/**
 * The barrier error: `way` is the function that cannot be suspended, where it is known, `below` the one it called.
 * A capture keeps the first one.
 */
export const barrier = (way: unknown, cause?: unknown, below: unknown = Q.tail.fn): unknown => {
  const e =
    Q.broken ??
    new FiberError(
      `cannot switch fibers here: ${way ? nameOf(way) : 'a function'} called ${nameOf(below)}, but is not compiled ` +
        'for fibers and cannot be suspended. Let fiberc compile it (option "include"), or do not switch inside it',
      'ERR_FIBER_BARRIER',
      cause === undefined ? cause : { cause },
    );
  if (Q.pending) Q.broken = e;
  return e;
};

/** What an exception becomes that cut a capture short. Running out of stack is no barrier. */
export const cut = (e: unknown): unknown =>
  Q.broken ?? (e instanceof RangeError ? e : barrier(null, e));

/** First statement of every compiled `catch`: it must not run for a capture that was cut short. */
export const caught = (e: unknown): void => {
  if (Q.pending) {
    Q.broken = cut(e);
    throw Q.broken;
  }
};

/** For the trampoline, when a capture was cut short and it got `v` back: forgets it, and returns the error. */
export const stop = (v: unknown, thrown: boolean): unknown => {
  const e = thrown ? cut(v) : barrier(null);
  reset();
  return e;
};

const reset = (): void => {
  Q.pending = false;
  Q.broken = anchor.next = anchor.fn = null;
  Q.tail = anchor;
};

/** Begins a capture made by `primitive`. */
export const begin = (primitive: unknown): object => {
  reset();
  anchor.fn = primitive;
  Q.pending = true;
  return S;
};

/** Functions that stand for another one (made by `bind` or `Proxy` in compiled code): how to find that one. */
export const stands = new WeakMap<object, (trap: 'apply' | 'construct') => unknown>();
const lookUp = stands.get.bind(stands);

/** Whether a call of `callee` runs the function `fn`. */
export const runs = (
  callee: unknown,
  fn: unknown,
  trap: 'apply' | 'construct' = 'apply',
): boolean => {
  let f = callee;
  while (f && f !== fn) f = lookUp(f as object)?.(trap);
  return f === fn;
};

const checked = (callee: unknown, trap?: 'apply' | 'construct'): void => {
  if (!runs(callee, Q.tail.fn, trap)) throw barrier(callee);
};

const link = (frame: Frame, callee: unknown): object => {
  if (Q.tail.fn !== callee) checked(callee);
  Q.tail.next = frame;
  Q.tail = frame;
  return S;
};

/** A frame of the smallest of the four shapes. More shapes would make the trampoline's call megamorphic. */
export const frame2 = (r: Resume, k: number, fn: unknown, s0: unknown, s1: unknown): Frame =>
  ({ next: null, r, k, fn, s0, s1 }) as Frame;

/** Captures an activation of `fn` that is in a call of `callee`, with its live locals. */
export const cap2 = (
  r: Resume,
  k: number,
  fn: unknown,
  callee: unknown,
  s0: unknown,
  s1: unknown,
): object => link(frame2(r, k, fn, s0, s1), callee);

/** Like {@link cap2}, with four slots. */
export const cap4 = (
  r: Resume,
  k: number,
  fn: unknown,
  callee: unknown,
  s0: unknown,
  s1: unknown,
  s2: unknown,
  s3: unknown,
): object => link({ next: null, r, k, fn, s0, s1, s2, s3 } as Frame, callee);

/** Like {@link cap2}, with eight slots. */
export const cap8 = (
  r: Resume,
  k: number,
  fn: unknown,
  callee: unknown,
  s0: unknown,
  s1: unknown,
  s2: unknown,
  s3: unknown,
  s4: unknown,
  s5: unknown,
  s6: unknown,
  s7: unknown,
): object => link({ next: null, r, k, fn, s0, s1, s2, s3, s4, s5, s6, s7 } as Frame, callee);

/** Like {@link cap2}, with any number of slots. */
export const capN = (
  r: Resume,
  k: number,
  fn: unknown,
  callee: unknown,
  s: readonly unknown[],
): object => link({ next: null, r, k, fn, s }, callee);

const constructed: Resume = (frame, v, thrown) => {
  if (thrown) throw v;
  return (typeof v === 'object' && v) || typeof v === 'function' ? v : frame.s0;
};

/**
 * For a capture inside `new callee(…)`: the captured constructor's result still has to go through the rule that a
 * constructor returns its `this` unless it returns an object. Returns the callee to compare with.
 */
export const construct = (callee: unknown): unknown => {
  checked(callee, 'construct');
  const { s, s0 } = Q.tail as Frame;
  cap2(constructed, 0, callee, Q.tail.fn, s ? s[0] : s0, 0);
  return callee;
};

/**
 * For the trampoline, after a call of `callee` has returned `S`: the captured frames in front of `rest`.
 * Ends the capture.
 */
export const take = (callee: unknown, rest: Frame | null): Frame | null => {
  if (Q.tail.fn !== callee) checked(callee);
  Q.tail.next = rest;
  const first = anchor.next;
  reset();
  return first;
};
