/**
 * `@fiberc/runtime/async-context`: fibers with an async context of their own, for `AsyncLocalStorage`. Without it a fiber
 * runs in the context of whoever has resumed it.
 *
 * A context can only be entered by calling something in it. So the trampoline is called inside of the context of the fiber
 * that is to run; where that switches to another one, or another one to a bound fiber, it is led back to where the
 * trampoline was called, and from there into the next context:
 *
 *   drive(a)   →   contextOf(a)(() => plain(a))   a switches to b   →   contextOf(b)(() => plain(b))   …
 */
import { asyncHooks } from './async-hooks.ts';
import { S } from './core.ts';
import { FiberError } from './errors.ts';
import {
  aim,
  check,
  current,
  driveWith,
  type Fiber,
  onSwitch,
  drive as plainDrive,
  transfer as plainTransfer,
  transferWith,
} from './fiber.ts';

/** Any fiber, whatever it takes and gives. */
type AnyFiber = Fiber<never, unknown, readonly never[]>;
/** Runs something in a context. */
type Context = <T>(run: () => T) => T;

/** What a fiber has ended with, on its way to one that is bound. */
interface Landed {
  readonly value: unknown;
  readonly thrown: boolean;
}

const { apply } = Reflect;
const { get, has, set } = WeakMap.prototype;
/** Of each bound fiber: where it goes on. */
const contexts = new WeakMap<object, Context>();
const isBound = (fiber: Fiber): boolean => apply(has, contexts, [fiber]) as boolean;

let snapshot: () => Context;
/** The fiber that the innermost trampoline runs on. */
let home: Fiber | null = null;
/** Whom the trampoline is called for next. */
let goal: Fiber | null = null;
let landed: Landed | null = null;

/** Whether it waits for its turn. What runs on top of it has been refused before, or will be. */
const isWaiting = (fiber: Fiber): boolean => fiber !== home && check(fiber) !== null;

function install(): void {
  const drive = plainDrive;
  const transfer = plainTransfer;

  transferWith((primitive, fiber, value, thrown) => {
    const from = current();
    const result = transfer(primitive, fiber, value, thrown);
    if (result !== S || fiber === from || !home || !isWaiting(fiber)) return result;
    if (isBound(from) || isBound(fiber)) {
      goal = fiber;
      aim(home);
    }
    return result;
  });

  onSwitch(
    () => undefined,
    (fiber, _home, value, thrown) => {
      if (!isBound(fiber) || !isWaiting(fiber)) return;
      goal = fiber;
      landed = { value, thrown };
      throw landed;
    },
  );

  driveWith((fiber, value, thrown) => {
    const outer = home;
    home = current();
    /** Where the last fiber was, which the next one has been resumed from. */
    let context: Context | null = null;
    try {
      for (;;) {
        const own = apply(get, contexts, [fiber]) as Context | undefined;
        const inside = own ?? context;
        goal = landed = null;
        const run = (): unknown => {
          try {
            return drive(fiber, value, thrown);
          } finally {
            if (inside) context = snapshot();
          }
        };
        try {
          value = inside ? inside(run) : run();
          thrown = false;
        } catch (error) {
          value = error;
          thrown = true;
        }
        if (own && context) apply(set, contexts, [fiber, context]);
        // What has happened since is told by others' hands: read it anew.
        const next: Fiber | null = goal;
        if (next === null) {
          if (thrown) throw value;
          return value;
        }
        const end: Landed | null = landed;
        if (end !== null && end === value) ({ value, thrown } = end);
        fiber = next;
      }
    } finally {
      home = outer;
      goal = landed = null;
    }
  });
}

/**
 * Gives a fiber the async context of now: it runs in it whenever it is resumed, by whomever, and what it changes there
 * (`enterWith`) it finds again, and nobody else. Call it where the fiber is made; again, to give it another context.
 *
 * @returns the fiber
 * @throws FiberError `ERR_FIBER_NO_CONTEXT` where there is no `AsyncLocalStorage`, as in browsers
 */
export function bindContext<F extends AnyFiber>(fiber: F): F {
  const storage = asyncHooks()?.AsyncLocalStorage;
  if (!storage?.snapshot)
    throw new FiberError(
      'there are no async contexts here: AsyncLocalStorage.snapshot is missing',
      'ERR_FIBER_NO_CONTEXT',
    );
  // Refuses what is no fiber of ours.
  check(fiber as unknown as Fiber);
  if (!snapshot) install();
  snapshot = () => apply(storage.snapshot as () => Context, storage, []);
  apply(set, contexts, [fiber, snapshot()]);
  return fiber;
}
