/**
 * Where fibers are. What is captured is in the heap, and on no stack that an engine would show; code that was compiled
 * with the option `stacks` can tell where each activation stands (see `places.ts` of the compiler).
 *
 * An error that leaves a resumed activation passes the activations below it, one by one, through the trampoline. At the
 * first of them it is given the whole stack:
 *
 *   Error: no such file
 *       at read (app.js:3:9)                      running, as the engine tells
 *       at walk (app.js:12:5)                     captured
 *       at job (app.js:30:3)
 *       --- fiber, resumed by ---
 *       at tick (app.js:41:9)                     who has switched to the fiber
 */
import { isArray } from './arguments.ts';
import { type Frame, nameOf, type Resume } from './core.ts';
import { check, current, type Fiber, onSwitch } from './fiber.ts';
import { wake } from './generators.ts';
import { T } from './support.ts';
import { gathered, hooks, underWay } from './within.ts';

export { untouched } from './decided.ts';

/** One activation of a suspended fiber. */
export interface StackFrame {
  /** What the source calls the function. */
  readonly function: string;
  /** Where it waits; null where the code was compiled without the option `stacks`. */
  readonly file: string | null;
  /** Counted from 1. */
  readonly line: number | null;
  /** Counted from 1. */
  readonly column: number | null;
  /** The variables that have a value, and `this` where it is needed; null where nothing is known of them. */
  readonly locals: Readonly<Record<string, unknown>> | null;
}

/** What a resume body tells: for each resume point line, column and the variables in its slots. */
type Place = readonly [line: number, column: number, names?: string];
type Places = readonly [file: string, title: string, ...points: readonly Place[]];

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { add, has } = WeakSet.prototype;
const { split } = String.prototype;
const NativeError = Error;

const lines = (text: string): string[] => apply(split, text, ['\n']) as string[];

/** A resume body that can be asked has a parameter for it. */
const placesOf = (r: Resume): Places | null =>
  r.length === 4
    ? (r as unknown as (...args: readonly unknown[]) => Places)({ s: [] }, undefined, false, true)
    : null;

/** The local variables of a frame, by name. `*n` is the box of `n`; nothing is shown of one without a value yet. */
const localsOf = (frame: Frame, names: string): Record<string, unknown> => {
  const locals: Record<string, unknown> = {};
  const slots = apply(split, names, [',']) as string[];
  for (let slot = 0; slot < slots.length; slot++) {
    const name = slots[slot] as string;
    if (name === '') continue;
    const held = frame.s
      ? frame.s[slot]
      : (frame as unknown as Record<string, unknown>)[`s${slot}`];
    const boxed = name[0] === '*';
    const value = boxed ? (held as { readonly v: unknown }).v : held;
    if (value !== T) locals[boxed ? name.slice(1) : name] = value;
  }
  return locals;
};

/** A captured activation, told apart from its frame, which is used up when it is resumed. */
const described = (r: Resume, k: number, fn: unknown, frame: Frame | null): StackFrame => {
  if (r === wake && frame && isArray(frame.s1)) {
    const [file, title, line, column] = frame.s1 as unknown as readonly [
      string,
      string,
      number,
      number,
    ];
    return { function: title, file, line, column, locals: null };
  }
  const places = placesOf(r);
  const place = places?.[k + 1] as Place | undefined;
  // The bundle of the runtime may have put a number behind the name of an equivalent.
  if (!places || !place)
    return {
      function: nameOf(fn).replace(/\$\d+$/, ''),
      file: null,
      line: null,
      column: null,
      locals: null,
    };
  const [line, column, names] = place;
  return {
    function: places[1],
    file: places[0],
    line,
    column,
    locals: frame && localsOf(frame, names ?? ''),
  };
};

/** What is captured of a fiber, the innermost first. Variables live as long as what shows them. */
const captured = (fiber: Fiber, most: number, withLocals: boolean): StackFrame[] => {
  const list: StackFrame[] = [];
  // A frame that stands for a state belongs to no function.
  const put = (first: Frame | null): void => {
    for (let frame = first; frame?.fn && list.length < most; frame = frame.next) {
      const inner = gathered(frame);
      if (inner) put(inner);
      else
        list[list.length] = described(
          frame.r,
          frame.k,
          frame.fn,
          withLocals || frame.r === wake ? frame : null,
        );
    }
  };
  for (const rest of underWay(fiber)) put(rest);
  put(fiber.isAlive() ? check(fiber) : null);
  return list;
};

/**
 * The activations of a suspended fiber, the innermost first; none, if it has not been started or has ended. Of the
 * running fiber, those that are captured: what is on top of them is on the native stack.
 *
 * @throws FiberError `ERR_FIBER_FOREIGN` for a fiber of another thread or realm
 */
export const stackOf = (fiber: Fiber): readonly StackFrame[] =>
  captured(fiber, Number.POSITIVE_INFINITY, true);

/** Errors that have their stack. */
const told = new WeakSet<object>();
/** Who has switched to the running fiber; null if that was main. */
let resumer: Fiber | null = null;
const main = current();

hooks.current = current;
onSwitch(
  (_primitive, to, v, thrown) => {
    resumer = to === main ? null : current();
    // It was made by the one that throws it.
    if (thrown && isError(v)) apply(add, told, [v]);
    return undefined;
  },
  (_f, _home, v, thrown) => {
    // It has left the target: nothing of its fiber is captured any more.
    if (thrown && isError(v)) attach(v, []);
    resumer = null;
  },
);

const isError = (value: unknown): value is Error => value instanceof NativeError;

const limit = (): number => {
  const { stackTraceLimit } = NativeError as { readonly stackTraceLimit?: unknown };
  return typeof stackTraceLimit === 'number' ? stackTraceLimit : 50;
};

/**
 * For compiled code: an error is about to be thrown where a captured activation goes on.
 *
 * @returns the error
 */
export const traced = (error: unknown, r: Resume, k: number): unknown => {
  if (isError(error) && !apply(has, told, [error])) {
    const frame = described(r, k, null, null);
    attach(error, [frame, ...captured(current(), limit() - 1, false)]);
  }
  return error;
};

const attach = (error: Error, below: readonly StackFrame[]): void => {
  if (apply(has, told, [error])) return;
  apply(add, told, [error]);
  const read = nativeStack(error);
  if (!read) return;
  const from =
    resumer?.isAlive() && resumer !== current() ? captured(resumer, limit(), false) : null;
  // Not read before it is wanted: the engine writes it then.
  const here = new NativeError();
  let text: string | undefined;
  defineProperty(error, 'stack', {
    configurable: true,
    enumerable: false,
    get: () => (text ??= whole(read(), String(nativeStack(here)?.() ?? ''), below, from)),
    set: (value: unknown) => {
      defineProperty(error, 'stack', {
        configurable: true,
        writable: true,
        enumerable: false,
        value,
      });
    },
  });
};

/** How to read what the engine says, or undefined where that cannot be replaced. */
const nativeStack = (error: Error): (() => string) | undefined => {
  const own = getOwnPropertyDescriptor(error, 'stack');
  if (own ? !own.configurable : !Object.isExtensible(error)) return undefined;
  const { value, get } =
    own ?? getOwnPropertyDescriptor(getPrototypeOf(error) ?? {}, 'stack') ?? {};
  if (get) return () => String(apply(get, error, []));
  const text = own ? String(value) : error.stack;
  return typeof text === 'string' ? () => text : undefined;
};

/** How engines write a frame. */
const V8 = /^\s+at .+(?::\d+:\d+\)?|\(.*\))$/;
/** The runtime's own functions between a fiber and who has switched to it. */
const OWN = /^\s*(?:at )?(?:Fiber\.)?(?:drive|transfer|switch|throw)\b[ @]/;
const AWAITING = /^\s*(?:at )?async /;
/** The name of a resume body is that of its function and `$r`. */
const RESUME =
  /^(\s*(?:at )?(?:async )?)(?:Object\.)?([^\s(@]*?)\$r(?:\$\d+)?(?: \[as r\])?(?=[ @])/;

/** Both stacks end with the trampoline that has called them and what is below it; either may have been cut short. */
const continues = (frames: readonly string[], there: readonly string[]): boolean =>
  there.some((_, index) =>
    frames.every((line, n) => index + n >= there.length || line === there[index + n]),
  );

function whole(
  native: string,
  here: string,
  below: readonly StackFrame[],
  from: readonly StackFrame[] | null,
): string {
  const all = lines(native);
  const isV8 = V8.test(all.find((line) => V8.test(line)) ?? '');
  const first = isV8 ? all.findIndex((line) => V8.test(line)) : 0;
  const frames = all.slice(first).filter((line) => line !== '');
  // Who awaits it all comes last, also where what is in between has been cut off.
  const there = lines(here).filter((line) => line !== '' && !AWAITING.test(line));
  const end = frames.findIndex((_, index) => continues(frames.slice(index), there));
  const rest = end < 0 ? [] : frames.slice(end);
  const ran = end < 0 ? frames : frames.slice(0, end);
  const running = ran
    .slice(0, ran.findLastIndex((line) => !OWN.test(line)) + 1)
    .map((line) => line.replace(RESUME, '$1$2'));
  const outside = rest.filter((line) => !OWN.test(line));
  const written = (frame: StackFrame): string => {
    const place = frame.file === null ? '' : `${frame.file}:${frame.line}:${frame.column}`;
    return isV8
      ? `    at ${frame.function}${place && ` (${place})`}`
      : `${frame.function}@${place}`;
  };
  return [
    ...all.slice(0, first),
    ...running,
    ...below.map(written),
    ...(from || outside.length > 0
      ? [isV8 ? '    --- fiber, resumed by ---' : '--- fiber, resumed by ---@']
      : []),
    ...(from ? from.map(written) : outside),
  ].join('\n');
}
