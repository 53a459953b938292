/** Fibers, and the trampoline that runs them. */
import { BRAND, exceptionOf, isArray, isForeign, isPlain } from './arguments.ts';
import { barrier, begin, type Callable, type Frame, frame2, Q, S, stop, take } from './core.ts';
import { FiberError } from './errors.ts';

/** An error class. */
export type ErrorType = new (...args: never[]) => Error;

/** The constructor's arguments by name. */
export interface FiberOptions<Args extends readonly unknown[]> {
  readonly target?: ((...args: Args) => unknown) | undefined;
  readonly args?: Args | undefined;
  readonly kwargs?: undefined;
  readonly parent?: Fiber | undefined;
}

/** {@link FiberOptions} with an object of which the target gets a copy as its last argument. */
export interface FiberKwargsOptions {
  readonly target?: ((...args: never[]) => unknown) | undefined;
  readonly args?: readonly unknown[] | undefined;
  readonly kwargs: object;
  readonly parent?: Fiber | undefined;
}

const { apply } = Reflect;
const { keys } = Object;
const NONE: readonly never[] = [];
const mark = Symbol('Fiber');
const NO_PARENT = 'parent must be a Fiber';
const PARENT_ENDED = 'parent must not have ended';
const FOREIGN_PARENT = 'parent cannot be on a different thread';

// Three frames that stand for a state of a fiber: shared, and never linked.

const state = (r: Frame['r']): Frame => frame2(r, 0, null, 0, 0);
const ENDED = state(() => S);
/** A capture was cut short: nothing of the fiber runs any more, it ends with the error. */
const BROKEN = state((_, v, thrown) => {
  throw stop(v, thrown);
});
const START = state((_, v, thrown) => launch(v, thrown));

/** Calls the target of the current fiber. */
let launch: (v: unknown, thrown: boolean) => unknown;
/** Runs fibers, beginning with `f`, until one switches to main; the outcome is that of main's switch. */
let drive: (f: Fiber, v: unknown, thrown: boolean) => unknown;
/** The checks that `switch` and `throw` share. */
let check: (f: Fiber, verb: string) => void;

// The switch under way: who is to run next, and with what.
let next: Fiber | null = null;
let value: unknown;
let thrown = false;

let main: Fiber;
let running: Fiber | null = null;

/** The fiber that runs. */
export const current = (): Fiber => running as Fiber;

/** Leaves the current fiber. On main the stack stays where it is; elsewhere it is captured from here outwards. */
const transfer = (primitive: unknown, f: Fiber, v: unknown, t: boolean): unknown => {
  if (Q.pending) throw barrier(null);
  if (running === main) return drive(f, v, t);
  if (!Q.loaded)
    throw new FiberError(
      'this program was not compiled for fibers: a fiber can only be left by code that fiberc has compiled. ' +
        'Add the plugin to the build, or run "fiberc"',
      'ERR_FIBER_NOT_COMPILED',
    );
  return leave(primitive, f, v, t);
};

const leave = (primitive: unknown, f: Fiber | null, v: unknown, t: boolean): object => {
  next = f;
  value = v;
  thrown = t;
  return begin(primitive);
};

/** A switch of the current fiber, main included, to itself: for torture mode. */
export const suspend = (primitive: unknown): object => {
  if (Q.pending) throw barrier(null);
  return leave(primitive, running, undefined, false);
};

/** Whether the capture under way was begun by {@link suspend}. */
export const isOwn = (): boolean => next === running;

/**
 * A thread of control with a stack of its own. One fiber runs at a time, until it switches to another.
 *
 * `In` is what `switch(value)` takes, `Out` what it returns; `Args` are the target's arguments.
 */
export class Fiber<In = unknown, Out = unknown, Args extends readonly unknown[] = readonly []> {
  /** Frames from the innermost outwards; none while the fiber runs in its outermost activation, and in main. */
  #stack: Frame | null = START;
  #parent: Fiber | null;
  #target: Callable | undefined;
  #args: readonly unknown[] | (() => readonly unknown[]) | undefined;

  static {
    launch = (v, t) => {
      const f = running as Fiber;
      const args = f.#args;
      f.#args = undefined;
      if (t) throw v;
      const list = typeof args === 'function' ? args() : args;
      const target = f.#target;
      Q.start?.(target);
      // A getter in kwargs may have switched; then the target must not run on unnoticed.
      return target && !Q.pending ? apply(target, undefined, list ?? NONE) : undefined;
    };

    check = (f, verb) => {
      if (f === running)
        throw new FiberError(`cannot ${verb} from a Fiber to itself`, 'ERR_FIBER_SELF');
      const foreign = #stack in f ? undefined : isForeign(f);
      if (foreign)
        throw new FiberError('cannot switch to a Fiber on a different thread', 'ERR_FIBER_FOREIGN');
      if (foreign === false || f.#stack === ENDED)
        throw new FiberError('Fiber has ended', 'ERR_FIBER_ENDED');
    };

    drive = (f, v, t) => {
      for (;;) {
        running = f;
        if (f === main) {
          if (t) throw v;
          return v;
        }
        const frame = f.#stack;
        if (frame === null) {
          // Control has left the target: the outcome goes to the nearest suspended ancestor.
          f.#stack = ENDED;
          f.#target = undefined;
          do f = f.#parent as Fiber;
          while (f.#stack === ENDED || f.#stack === START);
          continue;
        }
        f.#stack = frame.next;
        frame.next = null;
        try {
          v = frame.r(frame, v, t);
          t = false;
          if (v === S) {
            f.#stack = take(frame === START ? f.#target : frame.fn, f.#stack);
            f = next as Fiber;
            v = value;
            t = thrown;
            next = value = null;
            continue;
          }
        } catch (e) {
          v = e;
          t = true;
        }
        // Neither a call nor an allocation here: the exception may mean that there is no stack left.
        if (Q.pending) {
          Q.pending = false;
          f.#stack = BROKEN;
        }
      }
    };

    main = new Fiber();
    main.#stack = null;
    running = main;
  }

  /**
   * Makes a fiber that calls `target(...args)` when it is first switched to.
   * Its outcome goes to `parent`, by default the fiber that creates it.
   */
  constructor(target?: () => unknown, args?: readonly [], kwargs?: undefined, parent?: Fiber);
  constructor(
    target: ((...args: Args) => unknown) | undefined,
    args: Args,
    kwargs?: undefined,
    parent?: Fiber,
  );
  /** The target gets a copy of `kwargs` as its last argument. */
  constructor(
    target: ((...args: never[]) => unknown) | undefined,
    args: readonly unknown[] | undefined,
    kwargs: object,
    parent?: Fiber,
  );
  constructor(options: FiberOptions<Args>);
  constructor(options: FiberKwargsOptions);
  constructor(target?: unknown, args?: unknown, kwargs?: unknown, parent?: unknown) {
    if (isPlain(target)) {
      const { target: t, args: a, kwargs: k, parent: p, ...rest } = target;
      if (keys(rest).length === 0) {
        target = t;
        args = a;
        kwargs = k;
        parent = p;
      }
    }
    if (parent === undefined) this.#parent = running;
    else if (#stack in Object(parent)) {
      this.#parent = parent as Fiber;
      if (this.#parent.#stack === ENDED) throw new RangeError(PARENT_ENDED);
    } else
      throw isForeign(parent) === undefined
        ? new TypeError(NO_PARENT)
        : new FiberError(FOREIGN_PARENT, 'ERR_FIBER_FOREIGN');
    if (target !== undefined) {
      if (typeof target !== 'function')
        throw new TypeError('if specified, target must be a callable');
      this.#target = target as Callable;
      if (args !== undefined) {
        if (!isArray(args)) throw new TypeError('args must be an array');
        // A copy, by index: the caller's array may change, and so may Array.prototype.
        const list: unknown[] = [];
        for (let i = 0; i < args.length; i++) list[i] = args[i];
        this.#args = list;
      }
      if (kwargs !== undefined) {
        if (typeof kwargs !== 'object' || kwargs === null || isArray(kwargs))
          throw new TypeError('kwargs must be an object');
        const list = (this.#args ?? []) as unknown[];
        this.#args = () => {
          list[list.length] = { ...kwargs };
          return list;
        };
      }
    }
    // structuredClone() would make a plain object of a fiber: it reads nothing but own enumerable string keys, and
    // refuses only for the sake of one that it cannot clone. So there has to be one.
    (this as Record<string, unknown>)['[[Fiber]]'] = mark;
  }

  /**
   * Leaves the current fiber and goes on in this one, where the pending `switch()` returns `value`.
   * Returns what the next transfer to the fiber that calls it carries.
   */
  switch(value?: In): Out {
    check(this, 'switch');
    if (this.#stack === START && value !== undefined)
      throw new RangeError("cannot specify a value when the Fiber wasn't started");
    return transfer(SWITCH, this, value, false) as Out;
  }

  /** Like {@link switch}, but the pending `switch()` throws: an error, or one made from a class and a value. */
  throw(error: Error): Out;
  throw(type: ErrorType, value?: unknown): Out;
  throw(type: unknown, value?: unknown): Out {
    const e = exceptionOf(type, value);
    check(this, 'throw');
    return transfer(THROW, this, e, true) as Out;
  }

  /** Whether the fiber has not ended yet. */
  isAlive(): boolean {
    return this.#stack !== ENDED;
  }

  /** Where the outcome goes: to the nearest suspended fiber, beginning with this one. Null in the main fiber. */
  get parent(): Fiber | null {
    return this.#parent;
  }

  set parent(parent: Fiber) {
    const foreign = #stack in Object(parent) ? undefined : (isForeign(parent) ?? NO_PARENT);
    if (foreign === NO_PARENT) throw new TypeError(NO_PARENT);
    if (foreign === undefined)
      for (let f: Fiber | null = parent; f !== null; f = f.#parent)
        if (f === this) throw new RangeError('cyclic parent chain');
    if (foreign === false || (foreign === undefined && parent.#stack === ENDED))
      throw new RangeError(PARENT_ENDED);
    if (foreign) throw new RangeError(FOREIGN_PARENT);
    this.#parent = parent;
  }

  /** Refuses: a fiber is no value that could be written down. */
  toJSON(): never {
    throw new TypeError(`cannot serialize '${this.constructor.name}' object`);
  }

  get [Symbol.toStringTag](): string {
    return 'Fiber';
  }

  get [BRAND](): boolean {
    return this.#stack !== ENDED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const stack = this.#stack;
    const is =
      this === running
        ? 'running'
        : stack === ENDED
          ? 'ended'
          : stack === START
            ? 'unstarted'
            : 'suspended';
    return `${this.constructor.name} (${is})`;
  }

  /** The fiber that runs. */
  static readonly current: () => Fiber = current;
}

const SWITCH = Fiber.prototype.switch;
const THROW = Fiber.prototype.throw;
