/**
 * `using` and `await using`: the resources of one block, disposed of by compiled code when the block is left.
 *
 *   while (disposing(held)) try { call(held.method, held.value) } catch (e) { failed(held, e) }
 *   disposed(held);
 */
import { call } from './call.ts';
import { cap2, type Resume, S } from './core.ts';
import { hooks } from './support.ts';
import { isObject } from './values.ts';

interface Resource {
  readonly value: unknown;
  /** Undefined: nothing but an `await`. */
  readonly method: unknown;
  readonly awaits: boolean;
  readonly next: Resource | null;
}

/** The resources of one block. */
export interface Resources {
  last: Resource | null;
  /** What is to be called next, and on what; whether its result is awaited. */
  method: unknown;
  value: unknown;
  awaits: boolean;
  /** Whether there is an `await` before that. */
  pauses: boolean;
  /** Something asks for an `await`, and there has been one. */
  needsAwait: boolean;
  awaited: boolean;
  hasFailed: boolean;
  error: unknown;
}

/** No resources yet. */
export const resources = (): Resources => ({
  last: null,
  method: undefined,
  value: undefined,
  awaits: false,
  pauses: false,
  needsAwait: false,
  awaited: false,
  hasFailed: false,
  error: undefined,
});

type Name = 'dispose' | 'asyncDispose';

/** An engine without these symbols has those of the usual polyfills. */
const symbolOf = (name: Name): symbol =>
  (Symbol as { readonly [K in Name]?: symbol })[name] ?? Symbol.for(`Symbol.${name}`);

const methodOf = (value: object, name: Name): unknown => {
  const symbol = symbolOf(name);
  const method = (value as Record<symbol, unknown>)[symbol];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeError(`${String(symbol)} is not a function`);
  return method;
};

const objectOf = (value: unknown): object => {
  if (isObject(value)) return value;
  throw new TypeError('An object is expected with `using` declarations');
};

const disposer = (value: object): unknown => {
  const method = methodOf(value, 'dispose');
  if (method === undefined) throw new TypeError(`${String(symbolOf('dispose'))} is not a function`);
  return method;
};

const add = (held: Resources, value: unknown, method: unknown, awaits: boolean): void => {
  held.last = { value, method, awaits, next: held.last };
};

/** Declares a resource; gives it back. */
export const use = (held: Resources, value: unknown): unknown => {
  if (value !== null && value !== undefined) add(held, value, disposer(objectOf(value)), false);
  return value;
};

const rejected = async (e: unknown): Promise<never> => {
  throw e;
};
const done = async (): Promise<void> => {};

const settled: Resume = (_, v, thrown) => (thrown ? rejected(v) : done());

/** A method that disposes at once, seen as one that gives a promise. */
const later = (dispose: unknown): unknown => {
  const method = function (this: unknown): unknown {
    let result: unknown;
    try {
      hooks.open?.(dispose, method);
      result = call(dispose, this);
    } catch (e) {
      return rejected(e);
    }
    return result === S ? cap2(settled, 0, method, dispose, null, null) : done();
  };
  return method;
};

/** Declares a resource whose disposal is awaited; gives it back. */
export const useAsync = (held: Resources, value: unknown): unknown => {
  if (value === null || value === undefined) add(held, value, undefined, true);
  else {
    const object = objectOf(value);
    add(held, value, methodOf(object, 'asyncDispose') ?? later(disposer(object)), true);
  }
  return value;
};

/** Goes on to the resource that was declared before; false if there is none. */
export const disposing = (held: Resources): boolean => {
  for (;;) {
    const { last } = held;
    held.pauses = held.needsAwait && !held.awaited && last?.awaits !== true;
    if (last === null) return false;
    held.last = last.next;
    if (last.method === undefined) {
      held.needsAwait = true;
      continue;
    }
    if (held.pauses) held.needsAwait = false;
    held.method = last.method;
    held.value = last.value;
    held.awaits = last.awaits;
    return true;
  }
};

type Suppressing = new (error: unknown, suppressed: unknown, message: string) => unknown;

const MESSAGE = 'An error was suppressed during disposal';

const suppressing = (error: unknown, suppressed: unknown): unknown => {
  const { SuppressedError: Native } = globalThis as { readonly SuppressedError?: Suppressing };
  if (typeof Native === 'function') return new Native(error, suppressed, MESSAGE);
  return Object.assign(new Error(MESSAGE), { name: 'SuppressedError', error, suppressed });
};

/** Something has been thrown, in the block or by a disposal. */
export const failed = (held: Resources, e: unknown): void => {
  held.error = held.hasFailed ? suppressing(e, held.error) : e;
  held.hasFailed = true;
};

/** All is disposed of: what has been thrown goes on. */
export const disposed = (held: Resources): void => {
  if (held.hasFailed) throw held.error;
};
