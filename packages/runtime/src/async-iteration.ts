/** `for await`, and `yield*` in async generators: asynchronous iterators, and synchronous ones that stand for them. */
import { call } from './call.ts';
import { cap2, type Resume, S } from './core.ts';
import { resuming } from './generators.ts';
import { hooks, type Iteration, iteration, methodOf, noThrow } from './support.ts';
import { isObject, show } from './values.ts';

const ASYNC_ITERATOR: typeof Symbol.asyncIterator = Symbol.asyncIterator;
const ITERATOR: typeof Symbol.iterator = Symbol.iterator;

type Method = (...given: readonly unknown[]) => unknown;

/** What `for await (… of iterable)` calls to get its iterator. */
export interface AsyncOpening {
  readonly iterable: unknown;
  readonly method: unknown;
  readonly sync: boolean;
}

/** Begins `for await (… of iterable)`. */
export const ofAsync = (iterable: unknown): AsyncOpening => {
  const method = (iterable as { [Symbol.asyncIterator]?: unknown })[ASYNC_ITERATOR];
  const sync = method === undefined || method === null;
  const found = sync ? (iterable as { [Symbol.iterator]?: unknown })[ITERATOR] : method;
  if (typeof found !== 'function') throw new TypeError(`${show(iterable)} is not async iterable`);
  return { iterable, method: found, sync };
};

/** The iterator, or `S` if the method that makes it was suspended. */
export const openAsync = ({ iterable, method }: AsyncOpening): unknown => {
  hooks.open?.(method);
  return call(method, iterable);
};

/** The iteration over what {@link openAsync} has given. Its `next` and `return` give promises. */
export const openedAsync = ({ sync }: AsyncOpening, iterator: unknown): Iteration => {
  if (!isObject(iterator))
    throw new TypeError(
      `Result of the Symbol.${sync ? 'iterator' : 'asyncIterator'} method is not an object`,
    );
  const { next } = iterator as Iterator<unknown>;
  const asynchronous = sync ? fromSync(iterator, resuming(next)) : iterator;
  return iteration(
    null,
    asynchronous,
    sync ? (asynchronous as Iterator<unknown>).next : resuming(next),
  );
};

const rejected = async (e: unknown): Promise<never> => {
  throw e;
};

/** Makes a promise of what a call of a synchronous iterator has given. */
type Settle = (iterator: object, result: unknown) => Promise<unknown>;

const checked = (result: unknown): IteratorResult<unknown> => {
  if (!isObject(result)) throw new TypeError(`Iterator result ${show(result)} is not an object`);
  return result as IteratorResult<unknown>;
};

const settleReturn: Settle = async (_, result) => {
  const { done, value } = checked(result);
  return { value: await value, done: !!done };
};

/** Where the value is rejected, the iterator is closed. */
const settleNext: Settle = async (iterator, result) => {
  const { done, value } = checked(result);
  try {
    return { value: await value, done: !!done };
  } catch (e) {
    if (!done) closeQuietly(iterator);
    throw e;
  }
};

/** It was closed as it has no `throw`. */
const settleClose: Settle = async (_, result) => {
  checked(result);
  throw noThrow();
};

const closeQuietly = (iterator: object): void => {
  try {
    const method = methodOf(iterator, 'return');
    if (method !== undefined) call(method, iterator);
  } catch {}
};

const settled: Resume = ({ s0, s1 }, v, thrown) =>
  thrown ? rejected(v) : (s1 as Settle)(s0 as object, v);

/** An asynchronous view of a synchronous iterator, as `for await` makes one. */
const fromSync = (iterator: object, next: unknown): object => {
  const asynchronous = (f: unknown, then: Settle): Method => {
    // Without an argument it gives none.
    const method: Method = (...given) => {
      let result: unknown;
      try {
        hooks.open?.(f, method);
        result = given.length === 0 ? call(f, iterator) : call(f, iterator, given[0]);
      } catch (e) {
        return rejected(e);
      }
      return result === S ? cap2(settled, 0, method, f, iterator, then) : then(iterator, result);
    };
    return method;
  };
  return {
    next: asynchronous(next, settleNext),
    get return() {
      const f = methodOf(iterator, 'return');
      return f === undefined
        ? async (value: unknown) => ({ value, done: true })
        : asynchronous(resuming(f), settleReturn);
    },
    get throw() {
      const f = methodOf(iterator, 'throw');
      if (f !== undefined) return asynchronous(resuming(f), settleNext);
      // It is for the call to throw what looking for `return` throws.
      return (): unknown => {
        try {
          const close = methodOf(iterator, 'return');
          return close === undefined
            ? rejected(noThrow())
            : asynchronous(resuming(close), settleClose)();
        } catch (e) {
          return rejected(e);
        }
      };
    },
  };
};
