/**
 * What compiled code calls for the parts of the language that it cannot leave to the engine:
 * a `return` out of a native `for-of` would close the iterator, one out of a native `for-in` would lose its place.
 */
import { call } from './call.ts';
import { barrier, Q, S } from './core.ts';
import { resuming } from './generators.ts';
import { isProxy, passesProxy } from './proxies.ts';
import { isObject, show } from './values.ts';

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { create } = Object;
const { isArray } = Array;
const ITERATOR: typeof Symbol.iterator = Symbol.iterator;
const arrayValues = Array.prototype.values;
const arrayIterator = getPrototypeOf([].values()) as { next: unknown; return?: unknown };
const arrayNext = arrayIterator.next;

/** A `for-of` under way. For a plain array it is its own iterator and its own result. */
export interface Iteration {
  readonly list: readonly unknown[] | null;
  index: number;
  readonly iterator: unknown;
  /** What {@link next} calls. */
  readonly next: unknown;
  /** Whether leaving the loop closes the iterator: not while it is being asked, nor when it has finished. */
  open: boolean;
  /** What {@link close} has called. */
  closer: unknown;
  /** The iterator has given its last result, or failed. */
  done: boolean;
  value: unknown;
}

/** The iteration of an array that {@link of} has given, on its way to {@link opened}. */
let fast: Iteration | null = null;

let lastMethod: unknown = null;
/** Told what {@link of}, or another function of the runtime, is about to call (torture mode). */
export const hooks: { open: ((method: unknown, by?: unknown) => void) | null } = { open: null };

/** The function that the last {@link of} called, for a capture inside of it. */
export const opener = (): unknown => lastMethod;

/**
 * Begins `for (… of iterable)`: the iterator, or `S` if the method that makes it was suspended.
 * What comes out goes through {@link opened}.
 */
export const of = (iterable: unknown): unknown => {
  const method = (iterable as { [Symbol.iterator]?: unknown })[ITERATOR];
  if (
    method === arrayValues &&
    isArray(iterable) &&
    arrayIterator.next === arrayNext &&
    arrayIterator.return === undefined
  ) {
    fast = iteration(iterable, null, null);
    return fast;
  }
  if (typeof method !== 'function') throw new TypeError(`${show(iterable)} is not iterable`);
  hooks.open?.(method);
  const iterator = call(method, iterable);
  // Not before: the method may have loops of its own.
  lastMethod = method;
  return iterator;
};

export const iteration = (
  list: readonly unknown[] | null,
  iterator: unknown,
  next: unknown,
): Iteration => ({
  list,
  index: 0,
  iterator,
  next,
  open: list === null,
  closer: null,
  done: false,
  value: undefined,
});

/** The iteration over what {@link of} has given. */
export const opened = (iterator: unknown): Iteration => {
  if (iterator === fast && fast !== null) {
    const it = fast;
    fast = null;
    return it;
  }
  // In a pattern, opening has no resume point.
  if (Q.pending) throw barrier(lastMethod);
  if (!isObject(iterator))
    throw new TypeError('Result of the Symbol.iterator method is not an object');
  return iteration(null, iterator, resuming((iterator as Iterator<unknown>).next));
};

/** The iterator's next result, or `S` if its `next` was suspended. */
export const next = (it: Iteration): unknown => {
  const { list } = it;
  if (it.done) return it;
  if (list === null) {
    it.open = false;
    return call(it.next, it.iterator);
  }
  if (it.index < list.length) it.value = list[it.index++];
  else it.done = true;
  return it;
};

/** Whether a result is the last one. */
export const done = (it: Iteration, result: unknown): boolean => {
  if (result === it) return it.done;
  if (!isObject(result)) throw new TypeError(`Iterator result ${show(result)} is not an object`);
  return !!(result as { done?: unknown }).done;
};

/** The value of a result that is not the last one. From here on the loop's body may leave. */
export const value = (it: Iteration, result: { readonly value: unknown }): unknown => {
  const v = result.value;
  // An element: it would be taken for the result of `next`.
  if (v === S) throw barrier(it.next);
  it.open = result !== it;
  return v;
};

/** What {@link advance} gives when there is nothing more. */
export const END: object = Object.freeze(Object.create(null) as object);

/** From a raw result to the value, or `END`. */
export const advanced = (it: Iteration, result: unknown): unknown => {
  it.done = done(it, result);
  return it.done ? END : value(it, result as { readonly value: unknown });
};

/** The next value, `END`, or `S` if the iterator's `next` was suspended (then {@link advanced} takes what it returns). */
export const advance = (it: Iteration): unknown => {
  const { list, index } = it;
  if (list !== null) {
    if (index >= list.length) {
      // An array iterator that has come to its end stays there, whatever becomes of the array.
      it.index = Infinity;
      return END;
    }
    it.index = index + 1;
    return list[index];
  }
  const result = next(it);
  return result === S ? S : advanced(it, result);
};

/** Like {@link advance}, for a hole in a pattern: the value is not looked at. */
export const skip = (it: Iteration): unknown => {
  if (it.list !== null) return advance(it);
  const result = next(it);
  return result === S ? S : skipped(it, result);
};

/** From a raw result to `END`, if it is the last one. */
export const skipped = (it: Iteration, result: unknown): unknown => {
  it.done = done(it, result);
  it.open = !it.done && result !== it;
  return it.done ? END : undefined;
};

/** A method of an iterator, undefined where it has none. */
export const methodOf = (iterator: unknown, name: 'next' | 'return' | 'throw'): unknown => {
  const method = (iterator as Record<typeof name, unknown>)[name];
  return method === null ? undefined : method;
};

/** What a `yield*` ends with that is to throw into an iterator which cannot. */
export const noThrow = (): TypeError =>
  new TypeError("The iterator does not provide a 'throw' method.");

/**
 * Calls the iterator's `return`, if it has one: what that gives, or `S` if it was suspended. Asked only while the
 * iteration is open; `closer` is then what was called.
 */
export const close = (it: Iteration): unknown => {
  it.open = false;
  const { iterator } = it;
  const method = methodOf(iterator, 'return');
  if (method === undefined) return it;
  it.closer = resuming(method);
  hooks.open?.(it.closer);
  return call(it.closer, iterator);
};

/** Checks what {@link close} has given. */
export const closed = (result: unknown): void => {
  if (!isObject(result)) throw new TypeError(`Iterator result ${show(result)} is not an object`);
};

/** Adds to an array that no program has seen yet. */
export const append = (list: unknown[], v: unknown): void => {
  list[list.length] = v;
};

/** The keys that `for (… in x)` visits, as far as they are {@link present} then. */
export const keys = (x: unknown): string[] => {
  const list: string[] = [];
  if (isObject(x) && passesProxy(x)) {
    // An engine asks a proxy for each key when its turn comes, and so does `present`.
    const seen = create(null) as Record<string, true>;
    for (let o: object | null = x; o; o = getPrototypeOf(o)) {
      const own = ownKeys(o);
      for (let i = 0; i < own.length; i++) {
        const k = own[i];
        if (typeof k !== 'string' || seen[k]) continue;
        seen[k] = true;
        if (isProxy?.(o) || getOwnPropertyDescriptor(o, k)?.enumerable) list[list.length] = k;
      }
    }
  } else for (const k in x as object) list[list.length] = k;
  return list;
};

/** Whether `for-in` still visits `k`: a key that has been deleted meanwhile is passed over. */
export const present = (x: unknown, k: string): boolean => {
  for (let o = Object(x) as object | null; o; o = getPrototypeOf(o)) {
    const found = getOwnPropertyDescriptor(o, k);
    if (found) return !isProxy?.(o) || found.enumerable === true;
  }
  return false;
};

/** ToPropertyKey; numbers stay numbers, as they mean the same key. */
export const propertyKey = (k: unknown): unknown =>
  isObject(k) ? ownKeys({ [k as never]: 0 })[0] : k;

/** The key of `base[k]`, in the order of evaluation that the language prescribes. */
export const key = (base: unknown, k: unknown): unknown => {
  if (base === undefined || base === null)
    throw new TypeError(`Cannot access properties of ${base}`);
  return propertyKey(k);
};

/** Stands in a variable that has not been initialised yet. */
export const T: object = Object.freeze(Object.create(null) as object);

/** Reading a variable before its initialisation. */
export const tdz = (name: string): never => {
  throw new ReferenceError(`Cannot access '${name}' before initialization`);
};

/** Assigning to a constant. */
export const constant = (_name?: string): never => {
  throw new TypeError('Assignment to constant variable.');
};
