/** Fibers, and the trampoline that runs them. */
import { apply, exceptionOf, getPrototypeOf, isArray, ownKeys } from './arguments.ts';
import {
  barrier,
  type Callable,
  type Frame,
  frame2,
  loaded,
  Q,
  type Resume,
  reset,
  S,
  take,
} from './core.ts';
import { BRAND, refuse } from './errors.ts';

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

const listOf = (...list: readonly unknown[]): readonly unknown[] => list;

/** Whether a parent is alive. */
const aliveOf = (parent: unknown): boolean =>
  (parent as Fiber | null)?.[BRAND] ?? refuse('parent must be a Fiber', TypeError);

// Frames that stand for a state of their fiber. They are shared, and never linked.
const state = (r: Resume): Frame => frame2(r, 0, 0, 0, 0);
const ENDED = {} as Frame;
/** Not started yet: calls the target. */
let START: Frame;
/** A capture was cut short: nothing of the fiber runs any more, it ends with the error. */
let BROKEN: Frame;

/** What is captured of a fiber. The checks that `switch` and `throw` share; without a verb, for who only looks. */
export let check: (f: Fiber, verb?: string) => Frame | null;
/**
 * Leaves the running fiber for `f`. Main's stack stays where it is, others are captured from here
 * outwards.
 */
export let transfer: (primitive: unknown, f: Fiber, v: unknown, t: boolean) => unknown;
/** Runs fibers, beginning with `f`, on top of the running one, until one switches to that: its outcome. */
export let drive: (f: Fiber, v: unknown, thrown: boolean) => unknown;

let main: Fiber;
let running: Fiber | null = null;

// The switch under way: who is to run next, and with what.
let next: Fiber | null;
let value: unknown;
let thrown: boolean;

// What exact mode and torture mode are told. Three variables, as they cost fewer bytes than an object.
let starting: ((target: unknown) => void) | undefined;
let leaving:
  | ((primitive: unknown, f: Fiber, v: unknown, t: boolean) => readonly [unknown] | undefined)
  | undefined;
let landing: ((f: Fiber, home: Fiber, v: unknown, t: boolean) => void) | undefined;

/** Sets who is told of every target that is about to be called. */
export const onStart = (f: typeof starting): void => {
  starting = f;
};

/**
 * Adds one who is told of every switch.
 *
 * @param leave that it is about to capture: may return what it returns instead
 * @param land that a fiber has ended whose outcome goes to `f`: may throw in `home`, on top of which it ran
 */
export const onSwitch = (
  leave: NonNullable<typeof leaving>,
  land: NonNullable<typeof landing>,
): void => {
  const [left, landed] = [leaving, landing];
  leaving = (primitive, f, v, t) => left?.(primitive, f, v, t) ?? leave(primitive, f, v, t);
  landing = (f, home, v, t) => {
    landed?.(f, home, v, t);
    land(f, home, v, t);
  };
};

/** Replaces {@link transfer}, by one that does something about the switch it has made. */
export const transferWith = (f: typeof transfer): void => {
  transfer = f;
};

/** Replaces {@link drive}. */
export const driveWith = (f: typeof drive): void => {
  drive = f;
};

/** Leads the switch under way to another fiber. */
export const aim = (f: Fiber): void => {
  next = f;
};

/** Whether the switch under way is the running fiber's to itself, as torture mode makes them. */
export const isOwn = (): boolean => next === running;

/** The fiber that runs. */
export const current = (): Fiber => running as Fiber;

/**
 * A thread of control with a stack of its own. One fiber runs at a time, until it switches to
 * another.
 *
 * `In` is what `switch(value)` takes, `Out` what it returns; `Args` are the target's arguments.
 */
export class Fiber<In = unknown, Out = unknown, Args extends readonly unknown[] = readonly []> {
  /** Frames from the innermost outwards; null in main, and while the outermost activation runs. */
  #stack: Frame | null = START;
  #parent: Fiber | null;
  #target: Callable | undefined;
  #args: unknown[] | undefined;
  /** They are read when the fiber starts. */
  #kwargs: unknown;

  static {
    START = state((_, v, t) => {
      const f = running as Fiber;
      const args = f.#args ?? [];
      const target = f.#target;
      const kwargs = f.#kwargs;
      f.#args = f.#kwargs = undefined;
      if (t) throw v;
      if (target) {
        if (kwargs) args[args.length] = { ...kwargs };
        starting?.(target);
        // A getter in kwargs may have switched; then the target must not run on unnoticed.
        if (!Q.pending) return apply(target, undefined, args);
      }
      return undefined;
    });

    BROKEN = state((_, v, t) => {
      const e = barrier(undefined, t ? v : undefined);
      reset();
      throw e;
    });

    check = (f, verb) => {
      if (verb && f === running) refuse(`cannot ${verb} from a Fiber to itself`, 'ERR_FIBER_SELF');
      if (f[BRAND] === false) refuse('Fiber has ended', 'ERR_FIBER_ENDED');
      if (f[BRAND] && !(#stack in f))
        refuse('cannot switch to a Fiber on a different thread', 'ERR_FIBER_FOREIGN');
      return f.#stack;
    };

    transfer = (primitive, f, v, t) => {
      if (Q.pending) throw barrier();
      if (running === main && f !== main) return drive(f, v, t);
      if (!loaded)
        refuse('nothing is compiled for fibers: add fiberc to the build', 'ERR_FIBER_NOT_COMPILED');
      const instead = leaving?.(primitive, f, v, t);
      if (instead) return instead[0];
      next = f;
      value = v;
      thrown = t;
      reset(primitive, (running as Fiber).#target, true);
      return S;
    };

    drive = (f, v, t) => {
      const home = running as Fiber;
      for (;;) {
        running = f;
        if (f === home) {
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
          running = home;
          landing?.(f, home, v, t);
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
        // Neither a call nor an allocation here: there may be no stack left for it.
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
   * Makes a fiber that calls `target(...args)` when it is first switched to. Its outcome goes to
   * `parent`, by default the fiber that creates it.
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
    if (target && typeof target === 'object' && !getPrototypeOf(getPrototypeOf(target) ?? target)) {
      let rest: object;
      ({ target, args, kwargs, parent, ...rest } = target as Record<string, unknown>);
      // With a key too many these are no options, and so it is no callable either.
      if (ownKeys(rest).length) target = null;
    }
    if (parent !== undefined) {
      const alive = aliveOf(parent);
      if (!(#stack in (parent as Fiber)))
        refuse('parent cannot be on a different thread', 'ERR_FIBER_FOREIGN');
      if (!alive) refuse('parent must not have ended', RangeError);
    }
    this.#parent = (parent as Fiber | undefined) ?? running;
    if (target !== undefined) {
      if (typeof target !== 'function')
        refuse('if specified, target must be a callable', TypeError);
      if (args !== undefined) {
        if (!isArray(args)) refuse('args must be an array', TypeError);
        // A copy: the array may change.
        this.#args = apply(listOf, 0, args as unknown[]) as unknown[];
      }
      if (kwargs !== undefined) {
        if (!kwargs || typeof kwargs !== 'object' || isArray(kwargs))
          refuse('kwargs must be an object', TypeError);
        this.#kwargs = kwargs;
      }
      this.#target = target as Callable;
    }
    // structuredClone() would make an empty object of a fiber. It looks at own enumerable string
    // keys alone, and refuses for the sake of a value that it cannot clone: so one there has to be.
    (this as Record<string, unknown>)['[[Fiber]]'] = BRAND;
  }

  /**
   * Leaves the running fiber for this one, whose pending `switch()` returns `value`; one that was
   * not started begins. Returns what the next transfer to the fiber that it left carries.
   */
  switch(value?: In): Out {
    const at = check(this, 'switch');
    if (at === START && value !== undefined)
      refuse("cannot specify a value when the Fiber wasn't started", RangeError);
    return transfer(SWITCH, this, value, false) as Out;
  }

  /** Like {@link switch}, but the pending `switch()` throws: an error, or `new type(value)`. */
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

  /** Where the outcome goes: this fiber, or its nearest suspended ancestor. Main has none. */
  get parent(): Fiber | null {
    return this.#parent;
  }

  set parent(parent: Fiber) {
    const alive = aliveOf(parent);
    const own = #stack in parent;
    for (let f: Fiber | null = parent; own && f; f = f.#parent)
      if (f === this) refuse('cyclic parent chain', RangeError);
    if (!alive) refuse('parent must not have ended', RangeError);
    if (!own) refuse('parent cannot be on a different thread', RangeError);
    this.#parent = parent;
  }

  /** Refuses, as a fiber cannot be written down. */
  toJSON(): never {
    return refuse(`cannot serialize '${this.constructor.name}' object`, TypeError);
  }

  get [Symbol.toStringTag](): string {
    return 'Fiber';
  }

  get [BRAND](): boolean {
    return this.#stack !== ENDED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.constructor.name} (${this === running ? 'running' : this.#stack === ENDED ? 'ended' : this.#stack === START ? 'unstarted' : 'suspended'})`;
  }

  /** The fiber that runs. */
  static readonly current: () => Fiber = current;
}

const { throw: THROW, switch: SWITCH } = Fiber.prototype;
