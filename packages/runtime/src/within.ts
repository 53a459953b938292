/**
 * Suspending inside of native code that sets something up, calls a function once, and takes it back: `als.run(store, f)`.
 * What is set up must not outlive a switch, and has to be there again when the fiber goes on. So the native function is
 * called anew for each stretch that runs without a switch:
 *
 *   within(enter, f)     enter(() => f())                 suspended → the frames of f become *one* frame, of `within`
 *   … resumed            enter(() => those frames, one by one, as the trampoline would run them)
 *
 * The token passes through the native function as the value that it returns; that it does so is for the caller to know.
 */
import { barrier, type Frame, frame2, gather, Q, type Resume, S } from './core.ts';
import type { Fiber } from './fiber.ts';

/** Calls its argument once, inside of native code, and gives what that returns. */
export type Enter = (stretch: () => unknown) => unknown;

/** What is being run of the frames of a fiber that have been gathered. */
interface Running {
  /** Null where nobody wants to know. */
  readonly fiber: Fiber | null;
  rest: Frame | null;
  readonly outer: Running | null;
}

const { apply } = Reflect;

/** The innermost. */
let running: Running | null = null;

/** Exact mode and torture mode are told whom native code is about to call for compiled code; stacks tell who runs. */
export const hooks: {
  expect: ((callee: unknown) => void) | null;
  current: (() => Fiber) | null;
} = { expect: null, current: null };

/** Calls `f` inside of `enter`, now and whenever it goes on. */
export const within = (
  enter: Enter,
  f: (...args: never[]) => unknown,
  receiver: unknown,
  args: readonly unknown[],
): unknown => {
  const result = enter(() => {
    hooks.expect?.(f);
    return apply(f, receiver, args);
  });
  return result === S ? left(enter, f, null) : result;
};

/** All that has been captured inside, and what of it had not gone on yet, as one frame. */
const left = (enter: Enter, callee: unknown, rest: Frame | null): object => {
  gather(callee, rest, frame2(resume, 0, within, enter, null));
  return S;
};

const resume: Resume = ({ s0: enter, s1: stack }, v, t) => {
  let callee: unknown;
  let own: Running | undefined;
  const result = (enter as Enter)(() => {
    running = own = { fiber: hooks.current?.() ?? null, rest: stack as Frame, outer: running };
    try {
      for (;;) {
        const frame: Frame | null = own.rest;
        if (frame === null) {
          if (t) throw v;
          return v;
        }
        own.rest = frame.next;
        frame.next = null;
        try {
          v = frame.r(frame, v, t);
          t = false;
          if (v === S) {
            callee = frame.fn;
            return v;
          }
        } catch (e) {
          v = e;
          t = true;
        }
        // A capture was cut short: the fiber ends.
        if (Q.pending) throw barrier(undefined, t ? v : undefined);
      }
    } finally {
      running = own.outer;
    }
  });
  return result === S ? left(enter as Enter, callee, (own as Running).rest) : result;
};

/** The frames that a frame stands for, or null if it stands for itself alone. */
export const gathered = ({ r, s1 }: Frame): Frame | null => (r === resume ? (s1 as Frame) : null);

/** What has been gathered of a fiber and is being run: the frames that have not gone on yet, innermost first. */
export const underWay = (fiber: Fiber): readonly (Frame | null)[] => {
  const all: (Frame | null)[] = [];
  for (let one = running; one; one = one.outer) if (one.fiber === fiber) all[all.length] = one.rest;
  return all;
};
