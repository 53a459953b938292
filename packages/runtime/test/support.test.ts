/** What compiled code calls in place of `for-of`, `for-in` and keys, compared with the native forms. */
import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { abi, thrownBy } from './compiled.ts';

const {
  of,
  opened,
  opener,
  advance,
  END,
  close,
  closed,
  caught,
  keys,
  present,
  key,
  propertyKey,
  T,
  tdz,
  constant,
} = abi;

type Body = (v: unknown, log: string[]) => 'break' | undefined;

const native = (iterable: unknown, body: Body, log: string[]): void => {
  for (const v of iterable as Iterable<unknown>) if (body(v, log) === 'break') break;
};

/** As the compiler writes it. */
const emitted = (iterable: unknown, body: Body, log: string[]): void => {
  const it = opened(of(iterable));
  try {
    for (;;) {
      const v = advance(it);
      if (v === END) break;
      if (body(v, log) === 'break') break;
    }
  } catch (e) {
    caught(e);
    if (it.open)
      try {
        close(it);
      } catch {}
    throw e;
  }
  if (it.open) closed(close(it));
};

const trace = (
  loop: typeof native,
  make: (log: string[]) => unknown,
  body: Body,
): readonly string[] => {
  const log: string[] = [];
  const all: Body = (v, l) => {
    l.push(`body ${String(v)}`);
    return body(v, l);
  };
  try {
    loop(make(log), all, log);
    log.push('normal');
  } catch (e) {
    const error = e as Error;
    // The engine's own texts name the expression.
    log.push(`threw ${error.name} ${error.name === 'Error' ? error.message : ''}`);
  }
  return log;
};

interface Parts {
  readonly iterator?: unknown;
  readonly results?: readonly unknown[];
  readonly result?: unknown;
  readonly hasReturn?: boolean;
}
const oops = (): never => {
  throw new Error('oops');
};
/** An iterable that logs every access. */
const iterable =
  ({ iterator, results = [], result, hasReturn = true }: Parts) =>
  (log: string[]): unknown => ({
    get [Symbol.iterator]() {
      log.push('get iterator');
      if (iterator !== undefined) return iterator;
      return () => {
        let i = 0;
        return {
          get next() {
            log.push('get next');
            return () => {
              const r = results[i++];
              log.push(`next ${i}`);
              return typeof r === 'function' ? r(log) : r;
            };
          },
          get return() {
            log.push('get return');
            return hasReturn
              ? (...args: unknown[]) => {
                  log.push(`return(${args.length})`);
                  return typeof result === 'function' ? result() : result;
                }
              : result;
          },
        };
      };
    },
  });
const item = (v: unknown) => (log: string[]) => ({
  get done() {
    log.push('get done');
    return false;
  },
  get value() {
    log.push('get value');
    return v;
  },
});
const end = (log: string[]): unknown => ({
  get done() {
    log.push('get done');
    return 1;
  },
  get value() {
    log.push('get value');
    return 0;
  },
});

const goOn: Body = () => undefined;
const stop: Body = () => 'break';
const fails: Body = () => {
  throw new Error('body');
};

const cases: Record<string, (log: string[]) => unknown> = {
  'an iterator': iterable({ results: [item(1), item(2), end], result: {} }),
  'no return': iterable({ results: [item(1), end], hasReturn: false }),
  'a null return': iterable({ results: [item(1), end], hasReturn: false, result: null }),
  'a return that is no function': iterable({
    results: [item(1), end],
    hasReturn: false,
    result: 5,
  }),
  'return() gives no object': iterable({ results: [item(1), end], result: 5 }),
  'return() throws': iterable({ results: [item(1), end], result: oops }),
  'next() throws': iterable({ results: [item(1), oops], result: {} }),
  'next() gives no object': iterable({ results: [item(1), 5], result: {} }),
  'next() gives a symbol': iterable({ results: [Symbol('s')], result: {} }),
  'done throws': iterable({
    results: [
      () => ({
        get done() {
          return oops();
        },
      }),
    ],
    result: {},
  }),
  'value throws': iterable({
    results: [
      () => ({
        done: false,
        get value() {
          return oops();
        },
      }),
    ],
    result: {},
  }),
  'the iterator is no object': iterable({ iterator: () => 5 }),
  'no function for an iterator': iterable({ iterator: 5 }),
  'a next that is no function': iterable({ iterator: () => ({ next: 5 }) }),
  'an array': () => [1, 2, 3],
  'a sparse array': () => Object.assign([1], { 2: 3 }),
  'a string': () => 'a\u{1f600}b',
  'a map': () => new Map([[1, 2]]),
  'a typed array': () => new Uint8Array([1, 2]),
  'an array with an iterator of its own': () =>
    Object.assign([1, 2], { [Symbol.iterator]: () => [9][Symbol.iterator]() }),
  'an array behind a proxy': (log) =>
    new Proxy([1, 2], {
      get: (list, k, receiver) => {
        log.push(`trap ${String(k)}`);
        return Reflect.get(list, k, receiver);
      },
    }),
  arguments: () =>
    function () {
      // biome-ignore lint/complexity/noArguments: the point of the test
      return arguments;
    }.apply(undefined, [1, 2] as never),
  undefined: () => undefined,
  null: () => null,
  'a number': () => 5,
  'a plain object': () => ({}),
};

describe('of, advance, close, closed', () => {
  for (const [name, make] of Object.entries(cases))
    test(`${name}: as in a native loop`, () => {
      for (const body of [goOn, stop, fails])
        expect(trace(emitted, make, body)).toEqual(trace(native, make, body));
    });

  test('an array that grows and shrinks under the loop', () => {
    const growing: Body[] = [];
    const list = [1, 2, 3];
    const seen: unknown[] = [];
    emitted(
      list,
      (v) => {
        seen.push(v);
        if (v === 1) list.push(4);
        if (v === 4) list.length = 0;
        return undefined;
      },
      [],
    );
    expect([seen, growing]).toEqual([[1, 2, 3, 4], []]);
  });

  test('arrays when the program has replaced their iteration', () => {
    const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]());
    const before = arrayIterator.next;
    const seen: unknown[] = [];
    arrayIterator.next = (): unknown => {
      arrayIterator.next = before;
      return { done: false, value: 'replaced' };
    };
    try {
      emitted(
        [1],
        (v) => {
          seen.push(v);
          return 'break';
        },
        [],
      );
    } finally {
      arrayIterator.next = before;
    }
    expect(seen).toEqual(['replaced']);
    const closed: string[] = [];
    arrayIterator.return = (): object => {
      closed.push('return');
      return {};
    };
    try {
      emitted([1], stop, []);
    } finally {
      delete arrayIterator.return;
    }
    expect(closed).toEqual(['return']);
  });

  test('what next calls is its `next`, for the identity check', () => {
    const own = (): object => ({ done: true });
    expect(opened(of({ [Symbol.iterator]: () => ({ next: own }) })).next).toBe(own);
  });

  test('what of calls is the opener, also if that has loops of its own', () => {
    const method = (): Iterator<number> => {
      emitted({ [Symbol.iterator]: () => [1].values() }, goOn, []);
      return [1].values();
    };
    emitted({ [Symbol.iterator]: method }, goOn, []);
    expect(opener()).toBe(method);
  });

  test('an iterable that switches when it is asked for an iterator is a barrier, if nobody captures', () => {
    const main = current();
    const f = new Fiber(() => emitted({ [Symbol.iterator]: () => main.switch() }, goOn, []));
    expect(thrownBy(() => f.switch())).toMatchObject({ code: 'ERR_FIBER_BARRIER' });
  });

  test('nothing is closed on a capture that was cut short', () => {
    const main = current();
    const log: string[] = [];
    const f = new Fiber(() =>
      emitted(
        iterable({ results: [item(1)], result: {} })(log),
        () => {
          main.switch();
          throw new Error('foreign');
        },
        log,
      ),
    );
    expect(thrownBy(() => f.switch())).toMatchObject({ code: 'ERR_FIBER_BARRIER' });
    expect(log).not.toContain('get return');
  });
});

describe('keys, present', () => {
  const nativeKeys = (o: unknown): string[] => {
    const all: string[] = [];
    for (const k in o as object) all.push(k);
    return all;
  };
  const proto = { inherited: 1, shadowed: 1 };
  const own = Object.assign(Object.create(proto), { b: 1, 2: 1, 1: 1, shadowed: 2, a: 1 });
  Object.defineProperty(own, 'hidden', { value: 1, enumerable: false });

  test('the keys of a native loop, in its order', () => {
    for (const o of [own, {}, [1, 2], 'abc', 5, true, null, undefined, () => 1, new Map()])
      expect(keys(o)).toEqual(nativeKeys(o));
  });

  test('present: own, inherited, or deleted meanwhile', () => {
    const o = Object.assign(Object.create(proto), { a: 1 });
    expect([present(o, 'a'), present(o, 'inherited'), present(o, 'none')]).toEqual([
      true,
      true,
      false,
    ]);
    delete o.a;
    expect(present(o, 'a')).toBe(false);
    expect(present('abc', '1')).toBe(true);
  });
});

describe('keys of properties', () => {
  const log: string[] = [];
  const object = {
    toString: () => {
      log.push('toString');
      return 'k';
    },
  };

  test('an object is converted once, and here', () => {
    expect(propertyKey(object)).toBe('k');
    expect(log).toEqual(['toString']);
    const symbol = Symbol('s');
    expect(propertyKey({ [Symbol.toPrimitive]: () => symbol })).toBe(symbol);
    expect(propertyKey({ [Symbol.toPrimitive]: (hint: string) => hint })).toBe('string');
    expect(propertyKey({ toString: () => '__proto__' })).toBe('__proto__');
    expect(() => propertyKey(Object.create(null))).toThrow(TypeError);
  });

  test('every other value means the same key as before', () => {
    const o: Record<string, number> = { 1: 1, true: 2, null: 3, undefined: 4, '-0': 5, 0: 6 };
    for (const k of [1, true, null, undefined, -0, 0, '1', 1n, NaN, 1.5])
      expect(o[propertyKey(k) as string]).toBe(o[k as unknown as string]);
  });

  test('the base is checked first', () => {
    log.length = 0;
    for (const base of [null, undefined]) expect(() => key(base, object)).toThrow(TypeError);
    expect(log).toEqual([]);
    for (const base of [0, '', false, {}]) expect(key(base, 'x')).toBe('x');
  });
});

describe('variables', () => {
  test('errors as the engine words them', () => {
    expect(thrownBy(() => tdz('x'))).toMatchObject({
      constructor: ReferenceError,
      message: "Cannot access 'x' before initialization",
    });
    expect(thrownBy(() => constant('x'))).toMatchObject({
      constructor: TypeError,
      message: 'Assignment to constant variable.',
    });
    expect(Object.isFrozen(T)).toBe(true);
  });
});
