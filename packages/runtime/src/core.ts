/**
 * Capturing: the token, frames, and the list that an unwinding stack builds.
 *
 * A switch returns the token `S` to its caller. Each compiled function that gets `S` from a call
 * appends a frame to the list and returns `S` itself, so the list grows from the innermost
 * activation outwards. The trampoline takes it.
 *
 * Stack overflow may cut this short at any call. So whatever changes state does it at once, with no
 * call in between, or leaves `pending` set, which ends the fiber.
 */
import { FiberError } from './errors.ts';

/** Any function, seen as an identity or called without regard to its types. */
export type Callable = (...args: never[]) => unknown;

/** Continues an activation: with a value, or with an exception that is to be thrown in it. */
export type Resume = (frame: Frame, value: unknown, thrown: boolean) => unknown;

/** How a function that stands for another one is called: as a function, or constructed. */
export type Trap = 'construct' | undefined;

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
  readonly s1?: unknown;
  /** All slots, in a frame made by `capN`. */
  readonly s?: readonly unknown[];
}

/** What compiled code may see of the state. */
export const Q: {
  /** From a suspension until the trampoline has seen it. A capture that was cut short stays so. */
  pending: boolean;
} = { pending: false };

/** Head of the list; as its first entry it stands for the suspension primitive. */
const anchor: { next: Frame | null; fn: unknown } = { next: null, fn: null };
/** The last captured frame. */
export let tail: { next: Frame | null; readonly fn: unknown } = anchor;
/** The target of the fiber that is being left: named where it is not known what is in the way. */
let outermost: unknown;
/** Why the capture under way cannot be completed. */
let broken: unknown;

/** Whether any compiled module has been loaded. */
export let loaded: boolean | undefined;

/** A compiled module has been loaded. */
export const register = (): void => {
  loaded = true;
};

/**
 * Sets the state: to a capture made by `primitive`, of a fiber with this target, or to none.
 */
export const reset = (primitive?: unknown, target?: unknown, pending = false): void => {
  broken = anchor.next = null;
  anchor.fn = primitive;
  outermost = target;
  tail = anchor;
  Q.pending = pending;
};

const refuse = (): never => {
  throw barrier();
};

/**
 * The token: what a call returns whose callee has been suspended. Nothing can be done with it but
 * compare it, so that a switch that foreign code loses is noticed where it is lost.
 */
export const S: object = new Proxy({}, new Proxy({}, { get: () => refuse }));

/**
 * Why the capture under way fails: the barrier error, or stack overflow, which is no barrier. The
 * first reason stays. `way` is not compiled, or a function between it and the last captured one.
 */
export const barrier = (way: unknown = outermost, cause?: unknown): unknown => {
  const e =
    broken ??
    (cause instanceof RangeError
      ? cause
      : new FiberError(
          `cannot switch in ${nameOf(tail.fn)}: ${nameOf(way)} or a function between is not compiled for fibers: include it`,
          'ERR_FIBER_BARRIER',
          (cause as ErrorOptions) && { cause },
        ));
  if (Q.pending) broken = e;
  return e;
};

/** First statement of every compiled `catch`: it must not run for a capture that was cut short. */
export const caught = (e: unknown): void => {
  if (Q.pending) throw barrier(undefined, e);
};

/** Whether a call of `callee` runs the function `fn`. */
export let runs = (callee: unknown, fn: unknown, _trap?: Trap): boolean => callee === fn;

/** What a function is called in messages. */
export let nameOf = (f: unknown): string =>
  (f as { readonly name?: string } | undefined)?.name || 'an anonymous function';

/** Replaces {@link nameOf}, by one that knows more of functions. */
export const nameWith = (f: typeof nameOf): void => {
  nameOf = f;
};

/** Replaces {@link runs}, by one that knows of functions which stand for others. */
export const seeThrough = (f: typeof runs): void => {
  runs = f;
};

/** That the function captured last was called as `callee`, and not by one that cannot be captured. */
export const verify = (callee: unknown, trap?: Trap): void => {
  if (!runs(callee, tail.fn, trap)) throw barrier(callee);
};

/** A frame of the smallest of the four shapes. More would make the trampoline megamorphic. */
export const frame2 = (r: Resume, k: number, fn: unknown, s0: unknown, s1: unknown): Frame =>
  ({ next: null, r, k, fn, s0, s1 }) as Frame;

const link = (frame: Frame, callee: unknown): object => {
  verify(callee);
  tail.next = frame;
  tail = frame;
  return S;
};

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

/** Puts `frame` in the place of all that has been captured since a call of `callee`, and of `rest`: they become its second slot. */
export const gather = (callee: unknown, rest: Frame | null, frame: Frame): void => {
  verify(callee);
  tail.next = rest;
  (frame as { s1: unknown }).s1 = anchor.next;
  anchor.next = tail = frame;
};

/**
 * Ends the capture, after a call of `callee` has returned `S` to a trampoline: the captured frames,
 * in front of `rest`.
 */
export const take = (callee: unknown, rest: Frame | null): Frame | null => {
  verify(callee);
  tail.next = rest;
  const first = anchor.next;
  reset();
  return first;
};
