// A built-in and its equivalent, called in the same way: results, errors and effects compare, told by proxies.
import * as builtins from '@fiberc/runtime/builtins';
import { expect } from 'vitest';

export type Any = (this: unknown, ...args: never[]) => unknown;
type Log = unknown[];
/** An argument; a function makes one that writes to the log. */
type Argument = unknown | ((log: Log) => unknown);

const resolvers = builtins as unknown as Readonly<Record<string, (f: unknown) => unknown>>;

/** What the resolver of this name, if there is one, gives for a function. */
export const resolve = (name: string, f: unknown): unknown => resolvers[name]?.(f) ?? f;

/** The equivalent of a built-in. That there is one is part of the test. */
export function equivalent(native: unknown, name: string): Any {
  const found = resolvers[name]?.(native);
  expect(found, `${name} is resolved`).not.toBe(native);
  return found as Any;
}

/** Calls both on what `make` makes. An object that is the receiver is seen through a proxy, where that is possible. */
export function compare(
  native: unknown,
  name: string,
  make: () => { readonly receiver: unknown; readonly args: readonly Argument[] },
  watch = true,
): void {
  const run = (f: Any): unknown => {
    const log: Log = [];
    const { receiver, args } = make();
    const seen = watch ? observed(receiver, log) : receiver;
    const given = args.map((arg) => (typeof arg === 'function' ? arg(log) : arg));
    const result = outcome(() => Reflect.apply(f, seen, given), log);
    return { log, result, after: outcome(() => receiver, []) };
  };
  expect(run(equivalent(native, name))).toEqual(run(native as Any));
}

/** A member, unless this engine does not have it. */
export const own = (owner: object, name: string): Any | undefined =>
  (owner as Readonly<Record<string, Any>>)[name];

/** A callback that tells of its arguments and gives one value after the other. */
export const telling =
  (...values: readonly unknown[]) =>
  (log: Log) => {
    let n = 0;
    return function (this: unknown, ...args: readonly unknown[]) {
      log.push(['called', shown(this), ...args.map(shown)]);
      const value = values[n++ % values.length];
      return typeof value === 'function' ? value(...args) : value;
    };
  };

const shown = (x: unknown): unknown => {
  if (typeof x === 'bigint' || typeof x === 'symbol') return String(x);
  return typeof x === 'object' && x !== null ? Object.keys(x).join() : x;
};

export const fails = () => {
  throw new Error('callback');
};

/** An iterable that tells of everything that is done to it. */
export const iterating =
  (items: readonly unknown[], more: object = {}) =>
  (log: Log) => {
    let n = 0;
    const iterator = {
      next: () =>
        n < items.length ? { value: items[n++], done: false } : { value: 'end', done: true },
      return: () => ({}),
      [Symbol.iterator]() {
        return observed(iterator, log);
      },
      ...more,
    };
    return observed(iterator, log);
  };

/** The object, or a proxy of it that writes down everything that happens to it. */
export function observed(receiver: unknown, log: Log): unknown {
  if (typeof receiver !== 'object' || receiver === null) return receiver;
  const handler = new Proxy(
    {},
    {
      get:
        (_, trap: string) =>
        (target: object, key: unknown, ...rest: readonly unknown[]) => {
          log.push([trap, typeof key === 'object' ? 'object' : String(key)]);
          return (Reflect[trap as 'get'] as Any)(...([target, key, ...rest] as unknown as never[]));
        },
    },
  );
  return new Proxy(receiver, handler);
}

/** A result or an error in a form that compares. */
export function outcome(run: () => unknown, log: Log): unknown {
  try {
    return described(run());
  } catch (error) {
    log.push('threw');
    // What engines say in an error of their own is their affair.
    return !(error instanceof Error)
      ? error
      : error.constructor === Error
        ? error.message
        : error.name;
  }
}

function described(value: unknown, depth = 0): unknown {
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null)
    return [typeof value, Object.is(value, -0) ? '-0' : String(value)];
  const prototype = Object.getPrototypeOf(value) as object | null;
  const inside = value instanceof Map || value instanceof Set ? [...value] : [];
  return {
    prototype:
      prototype === null
        ? null
        : `${Object.prototype.toString.call(prototype)} ${String(prototype.constructor?.name)}`,
    isArray: Array.isArray(value),
    inside: depth > 3 ? [] : inside.map((item) => described(item, depth + 1)),
    own: Reflect.ownKeys(value).map((key) => {
      const {
        value: v,
        writable,
        enumerable,
        configurable,
      } = Reflect.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
      return [
        String(key),
        depth > 3 ? '' : described(v, depth + 1),
        writable,
        enumerable,
        configurable,
      ];
    }),
  };
}
