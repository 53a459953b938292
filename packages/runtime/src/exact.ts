/**
 * Exact mode: a switch knows whether everything between it and the trampoline can be captured, and throws if not, in the
 * fiber that tried and at the place where it tried. `@fiberc/runtime/exact` is what code compiled with the option
 * `barriers: 'exact'` loads instead of the ABI.
 *
 * A function that code which is not compiled has called (see `handshake.ts`) holds an *anchor* while it runs: its fiber
 * cannot be left. With `barriers: 'nested'` it need not be. The switch runs other fibers on top of the native stack, as
 * a switch of main always does, and returns when one of them switches back.
 */
import { type Abi, load as loadAbi } from './abi.ts';
import { accessorOf } from './accessors.ts';
import { barrier, type Callable, nameOf, Q, runs } from './core.ts';
import { FiberError } from './errors.ts';
import { current, drive, type Fiber, onSwitch } from './fiber.ts';
import {
  enterAccessor as accessorEntered,
  driven,
  enter as entered,
  expect,
  expectation,
  stranger,
} from './handshake.ts';
import { locate } from './locate.ts';

const { apply, construct: newObject } = Reflect;
const main = current();

/** A function that runs, and has been called by code that is not compiled. */
interface Anchor {
  readonly fiber: Fiber;
  readonly self: unknown;
  /** Whom compiled code had called last: it is in the way, or has called what is. */
  readonly way: unknown;
}

/** Fibers on top of which others run, the innermost first. Main is below all. */
interface Home {
  readonly fiber: Fiber;
  readonly below: Home | null;
}

/** The innermost anchor. */
let anchor: Anchor | null = null;
let homes: Home | null = null;
let nested = false;

/** From now on a switch that would have to leave an anchored fiber runs the other fiber on top of it. */
export const allowNesting = (): void => {
  nested = true;
};

/** On main nothing is captured, whoever calls. */
const enter = (self: unknown): boolean => entered(self) && current() !== main;
const enterAccessor = (self: unknown, receiver: unknown): boolean =>
  accessorEntered(self, receiver) && current() !== main;

/** Runs a function that code which is not compiled has called. */
const nest = (
  f: Callable,
  self: unknown,
  args: ArrayLike<unknown>,
  newTarget?: Callable,
): unknown => {
  // It called on after it had lost a token.
  if (Q.pending) throw barrier(f);
  const below = anchor;
  const way = stranger;
  anchor = { fiber: current(), self: f, way };
  try {
    expect(f);
    return newTarget ? newObject(f, args, newTarget) : apply(f, self, args);
  } finally {
    anchor = below;
    // It still runs, and may call what compiled code has expected, or be it.
    expect(way);
  }
};

/**
 * Like {@link nest}, for a constructor that cannot be called once more, as its fields have been made: what to hand to
 * {@link release} when it has returned, or null where compiled code has called it.
 */
const hold = (self: unknown): { readonly below: Anchor | null; readonly way: unknown } | null => {
  if (!enter(self)) return null;
  if (Q.pending) throw barrier(self);
  const held = { below: anchor, way: stranger };
  anchor = { fiber: current(), self, way: stranger };
  return held;
};

const release = (held: ReturnType<typeof hold>): void => {
  if (held === null) return;
  anchor = held.below;
  expect(held.way);
};

/** Does the native stack hold this fiber, below others or the running one? */
const isHeld = (f: Fiber): boolean => {
  for (let home = homes; home; home = home.below) if (home.fiber === f) return true;
  return f === main;
};

const refuse = (message: string, options?: ErrorOptions): never => {
  throw new FiberError(message, 'ERR_FIBER_BARRIER', options);
};

/** What is in the way, and what to do about it. */
const inTheWay = (way: unknown): string => {
  if (typeof way !== 'function')
    return 'code that is not compiled for fibers (an accessor, a conversion, a callback of the engine) is in the way';
  return `${nameOf(way)}${locate(way)}, or something that it called, is not compiled for fibers. Include it, or write out what it does if it is built in`;
};

const leave = (
  primitive: unknown,
  f: Fiber,
  v: unknown,
  t: boolean,
): readonly [unknown] | undefined => {
  const callee = expectation();
  const running = current();
  const direct = !runs(callee, primitive);
  const held = anchor?.fiber === running ? anchor : null;
  const stays = direct || held !== null;
  if (stays && !nested) {
    const at = direct || !held ? '' : ` in ${nameOf(held.self)}`;
    refuse(`cannot switch${at}: ${inTheWay(direct ? callee : held?.way)}`);
  }
  if (isHeld(f) && (stays || f !== (homes?.fiber ?? main)))
    refuse(
      'cannot switch to a Fiber below a function that is not compiled for fibers, as that has not returned yet',
    );
  return stays ? [onTop(running, f, v, t)] : undefined;
};

const onTop = (home: Fiber, f: Fiber, v: unknown, t: boolean): unknown => {
  const below = homes;
  homes = { fiber: home, below };
  try {
    return drive(f, v, t);
  } finally {
    homes = below;
  }
};

const land = (f: Fiber, home: Fiber, v: unknown, t: boolean): void => {
  if (f !== home && isHeld(f))
    refuse(
      'a Fiber has ended, and its parent is below a function that is not compiled for fibers, which has not returned yet',
      t ? { cause: v } : undefined,
    );
};

const own = {
  expect,
  enter,
  enterAccessor,
  nest,
  nestAccessor: nest,
  hold,
  release,
  driven,
  accessorOf,
};
let exact: (Abi & typeof own) | undefined;

/** First statement of every module compiled with the option `barriers`. */
export const load = (version: number): Abi & typeof own => {
  const abi = loadAbi(version);
  if (!exact) {
    onSwitch(leave, land);
    exact = Object.freeze({ ...abi, ...own });
  }
  return exact;
};
