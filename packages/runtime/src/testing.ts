/**
 * Torture mode: suspends and resumes compiled code at every point, on whatever fiber it runs.
 * `@fiberc/runtime/testing` is what code compiled with the option `torture` loads instead of the ABI.
 */
import { type Abi, load as loadAbi } from './abi.ts';
import { accessorOf } from './accessors.ts';
import { barrier, type Callable, type Frame, Q, reset, S, take } from './core.ts';
import { current, isOwn, transfer } from './fiber.ts';
import { driven, enter, enterAccessor, keepingExpected, expect as willCall } from './handshake.ts';
import { construct } from './identity.ts';

export { enter } from './handshake.ts';

const { apply, construct: newObject } = Reflect;

let decide: ((n: number) => boolean) | null = null;
let asked = 0;

let trampolines = 0;
const main = current();

/** How many trampolines were below the constructor that is held; -1 if none is. */
let held = -1;

/**
 * Is there a trampoline below that can be reached? Not in a job of the event loop, where an async function goes on after
 * an `await`, nor across a constructor that is held.
 */
const canLeave = (): boolean => trampolines > held && (trampolines > 0 || current() !== main);

/** Decides for each tick, numbered from 1, whether it suspends. Null: none does. */
export const plan = (fn: ((n: number) => boolean) | null): void => {
  decide = fn;
  asked = 0;
};

/** How many ticks there have been since {@link plan}. */
export const ticks = (): number => asked;

/** A suspension primitive that comes back at once: captures everything up to the nearest trampoline. */
export const tick = (): unknown => {
  if (!canLeave()) return undefined;
  asked++;
  return decide?.(asked) ? transfer(tick, current(), undefined, false) : undefined;
};

/** Before a call: its callee. */
export const expect = (callee: unknown): void => willCall(canLeave() ? callee : null);

/**
 * Runs a function that native code called: under a trampoline of its own, on the current fiber, to its end.
 * With a `newTarget` it constructs.
 */
export const nest = (
  f: Callable,
  self: unknown,
  args: ArrayLike<unknown>,
  newTarget?: Callable,
): unknown => {
  // Native code that called on after it had lost a token: what it lost must not be forgotten here.
  if (Q.pending) throw barrier(f);
  trampolines++;
  let stack: Frame | null = null;
  let v: unknown;
  let thrown = false;
  let callee: unknown = f;
  let step = (): unknown => {
    willCall(f);
    return newTarget ? newObject(f, args, newTarget) : apply(f, self, args);
  };
  for (;;) {
    try {
      v = step();
      thrown = false;
      if (v === S) {
        if (newTarget && stack === null) construct(f);
        // A native function cannot be left: who tried to hears of it where it tried.
        thrown = !isOwn();
        v = thrown ? barrier(f) : undefined;
        stack = take(callee, stack);
      }
    } catch (e) {
      v = e;
      thrown = true;
    }
    if (Q.pending) {
      v = barrier(f, thrown ? v : undefined);
      reset();
      thrown = true;
      stack = null;
    }
    if (stack === null) break;
    const frame: Frame = stack;
    stack = frame.next;
    frame.next = null;
    callee = frame.fn;
    step = () => frame.r(frame, v, thrown);
  }
  trampolines--;
  if (thrown) throw v;
  return v;
};

/**
 * Like {@link nest}, for a constructor that cannot be called once more, as its fields have been made: nothing below it can
 * be left until it has returned. What to hand to {@link release} then, or null where compiled code has called it.
 */
const hold = (self: unknown): { readonly before: number } | null => {
  if (!enter(self)) return null;
  if (Q.pending) throw barrier(self);
  const before = held;
  held = trampolines;
  return { before };
};

const release = (one: ReturnType<typeof hold>): void => {
  if (one) held = one.before;
};

const nestAccessor = (f: Callable, self: unknown, args: ArrayLike<unknown>): unknown =>
  keepingExpected(() => nest(f, self, args));

const own = {
  tick,
  expect,
  enter,
  enterAccessor,
  nestAccessor,
  nest,
  hold,
  release,
  driven,
  accessorOf,
};
let testing: (Abi & typeof own) | undefined;

/** First statement of every module compiled with the option `torture`. */
export const load = (version: number): Abi & typeof own => {
  const abi = loadAbi(version);
  testing ??= Object.freeze({ ...abi, ...own });
  return testing;
};
