import { runInNewContext } from 'node:vm';
import { current, Fiber, FiberError } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { type Call, compiled, on, thrownBy } from './compiled.ts';

const main = current();
/** Suspended, and returns what is thrown into it. */
const catcher = (): Fiber => {
  const f = new Fiber(
    compiled(function* () {
      try {
        yield on(main, 'switch');
      } catch (e) {
        return e;
      }
      return 'nothing thrown';
    }),
  );
  f.switch();
  return f;
};
/** Calls throw() without its types. */
const into = (f: Fiber, ...args: unknown[]): unknown => Reflect.apply(f.throw, f, args);
const suspend = function* (): Generator<Call, unknown, unknown> {
  return yield on(main, 'switch', 'suspended');
};
const suspended = (parent: Fiber = main): Fiber => {
  const f = new Fiber({ target: compiled(suspend), parent });
  f.switch();
  return f;
};

class Custom extends Error {
  readonly args: readonly unknown[];
  constructor(...args: unknown[]) {
    super(String(args[0]));
    this.args = args;
  }
}

describe('throw', () => {
  test('T1 a class is constructed', () => {
    const e = into(catcher(), Custom) as Custom;
    expect(e).toBeInstanceOf(Custom);
    expect(e.args).toEqual([]);
    expect(into(catcher(), Error)).toBeInstanceOf(Error);
    expect(into(catcher(), RangeError)).toBeInstanceOf(RangeError);
  });

  test('T2 an instance is thrown itself', () => {
    const e = new Custom('x');
    expect(into(catcher(), e)).toBe(e);
  });

  test('T3 a class and a value', () => {
    const argsFor = (...rest: unknown[]): unknown =>
      (into(catcher(), Custom, ...rest) as Custom).args;
    expect(argsFor(undefined)).toEqual([]);
    expect(argsFor('x')).toEqual(['x']);
    expect(argsFor(null)).toEqual([null]);
    expect(argsFor(['a', 'b'])).toEqual(['a', 'b']);
    expect(argsFor([])).toEqual([]);
  });

  test('T4 a class and an instance of it, or of a subclass', () => {
    class Sub extends Custom {}
    const e = new Sub('x');
    expect(into(catcher(), Custom, e)).toBe(e);
    expect(into(catcher(), Error, e)).toBe(e);
  });

  test('T5 a class and another error', () => {
    const e = new Error('other');
    expect((into(catcher(), Custom, e) as Custom).args).toEqual([e]);
  });

  test('T6 an instance takes no value', () => {
    const e = new Error('x');
    expect(into(catcher(), e, undefined)).toBe(e);
    for (const value of ['v', null, 0])
      expect(thrownBy(() => into(catcher(), e, value))).toMatchObject({
        constructor: TypeError,
        message: 'instance exceptions cannot have a separate value',
      });
  });

  test('T7 what is no exception', () => {
    const cases: [unknown, string][] = [
      [42, 'number'],
      ['str', 'string'],
      [null, 'null'],
      [undefined, 'undefined'],
      [{}, 'object'],
      [[], 'object'],
      [() => 1, 'function'],
      [class {}, 'function'],
      [Symbol('s'), 'symbol'],
      [true, 'boolean'],
    ];
    for (const [x, name] of cases)
      expect(thrownBy(() => into(catcher(), x))).toMatchObject({
        constructor: TypeError,
        message: `exceptions must be classes, or instances, not ${name}`,
      });
  });

  test('T7 errors of another realm, and those that are none by birth', () => {
    const foreign = runInNewContext('new RangeError("realm")') as Error;
    expect(into(catcher(), foreign)).toBe(foreign);
    const abort = new DOMException('aborted', 'AbortError');
    expect(into(catcher(), abort)).toBe(abort);
    const old = Object.create(Error.prototype) as Error;
    expect(into(catcher(), old)).toBe(old);
  });

  test('T8 no argument', () => {
    const f = catcher();
    expect(() => into(f)).toThrow(TypeError);
    expect(f.isAlive()).toBe(true);
  });

  test('T11 a constructor that throws: its exception is thrown into the target', () => {
    class Broken extends Error {
      constructor() {
        super();
        throw new RangeError('constructor');
      }
    }
    expect(into(catcher(), Broken)).toMatchObject({ message: 'constructor' });
  });

  test('T13 caught: throw() returns what the next transfer carries', () => {
    const f = new Fiber(
      compiled(function* () {
        try {
          yield on(main, 'switch');
        } catch {
          return yield on(main, 'switch', 'caught');
        }
        return undefined;
      }),
    );
    f.switch();
    expect(f.throw(Error)).toBe('caught');
    expect(f.switch('end')).toBe('end');
  });

  test('T14 not caught: ends, and goes to the nearest suspended ancestor', () => {
    const f = suspended();
    const e = new Error('x');
    expect(thrownBy(() => f.throw(e))).toBe(e);
    expect(f.isAlive()).toBe(false);
  });

  test('T15 into an unstarted fiber: never runs, goes to its parent and not to the thrower', () => {
    let ran = false;
    const parent = catcher();
    const f = new Fiber({
      target: () => {
        ran = true;
      },
      parent,
    });
    const e = new Error('x');
    const thrower = new Fiber(
      compiled(function* () {
        return yield on(f, 'throw', e);
      }),
    );
    expect(thrower.switch()).toBe(e);
    expect([ran, f.isAlive(), parent.isAlive(), thrower.isAlive()]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(() => f.switch()).toThrow('Fiber has ended');
    expect(() => f.throw(e)).toThrow('Fiber has ended');
    expect(thrower.switch('resumed')).toBe('resumed');
  });

  test('T16 an unstarted parent is passed over and stays startable', () => {
    const parent = new Fiber(() => 'parent');
    const f = new Fiber({ parent });
    expect(() => f.throw(new Error('x'))).toThrow('x');
    expect([f.isAlive(), parent.isAlive()]).toEqual([false, true]);
    expect(parent.switch()).toBe('parent');
  });

  test('T17 a chain of unstarted and ended ancestors', () => {
    const catching = catcher();
    const unstarted = new Fiber({ parent: catching });
    const ended = new Fiber({ target: () => 1, parent: unstarted });
    const f = new Fiber({ parent: ended });
    expect(() => ended.throw(new Error('first'))).not.toThrow();
    expect(catching.isAlive()).toBe(false);
    expect(() => f.throw(new Error('second'))).toThrow('second');
    expect(unstarted.isAlive()).toBe(true);
  });

  test('T18 into an ended fiber; wrong arguments come first', () => {
    const f = new Fiber();
    f.switch();
    expect(thrownBy(() => f.throw(new Error('x')))).toMatchObject({
      constructor: FiberError,
      message: 'Fiber has ended',
      code: 'ERR_FIBER_ENDED',
    });
    expect(() => into(f, 42)).toThrow(TypeError);
    expect(() => into(f, new Error('x'), 1)).toThrow(TypeError);
  });

  test('T19 into oneself', () => {
    const expected = {
      constructor: FiberError,
      message: 'cannot throw from a Fiber to itself',
      code: 'ERR_FIBER_SELF',
    };
    expect(thrownBy(() => main.throw(Error))).toMatchObject(expected);
    const f = new Fiber(() => thrownBy(() => current().throw(Error)));
    expect(f.switch()).toMatchObject(expected);
  });

  test('T20 into main: the thrower stays, and can be resumed', () => {
    const e = new Error('for main');
    const f = new Fiber(
      compiled(function* () {
        return yield on(main, 'throw', e);
      }),
    );
    expect(thrownBy(() => f.switch())).toBe(e);
    expect(f.isAlive()).toBe(true);
    expect(f.switch('v')).toBe('v');
  });

  test('T21 into a fiber that waits for another, which is not touched', () => {
    const x = new Fiber({ target: compiled(suspend), parent: main });
    const f = new Fiber(
      compiled(function* () {
        yield on(x, 'switch');
      }),
    );
    expect(f.switch()).toBe('suspended');
    expect(() => f.throw(new Error('x'))).toThrow('x');
    expect([f.isAlive(), x.isAlive()]).toEqual([false, true]);
    expect(x.switch('v')).toBe('v');
  });

  test('T22 the cause is left alone', () => {
    const e = new Error('x');
    const f = new Fiber(
      compiled(function* () {
        try {
          throw new Error('being handled');
        } catch {
          yield on(main, 'switch');
        }
      }),
    );
    f.switch();
    expect(thrownBy(() => f.throw(e))).toBe(e);
    expect('cause' in e).toBe(false);
  });

  test('T23 the exception is made before the other checks', () => {
    let made = 0;
    class Counting extends Error {
      constructor() {
        super();
        made++;
      }
    }
    const ended = new Fiber();
    ended.switch();
    expect(() => ended.throw(Counting)).toThrow('Fiber has ended');
    expect(() => main.throw(Counting)).toThrow('cannot throw from a Fiber to itself');
    expect(made).toBe(2);
    expect(() => into(main, 42)).toThrow(TypeError);
  });

  test("T24 the target's finally replaces, swallows, or waits", () => {
    const finallyDoes = (body: () => Generator<Call, unknown, unknown>): Fiber => {
      const f = new Fiber(compiled(body));
      f.switch();
      return f;
    };
    const replacing = finallyDoes(function* () {
      try {
        yield on(main, 'switch');
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: the point of the test
        throw new Error('replacement');
      }
    });
    expect(() => replacing.throw(new Error('x'))).toThrow('replacement');
    const swallowing = finallyDoes(function* () {
      try {
        yield on(main, 'switch');
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: the point of the test
        return 'swallowed';
      }
    });
    expect(swallowing.throw(new Error('x'))).toBe('swallowed');
    const waiting = finallyDoes(function* () {
      try {
        yield on(main, 'switch');
      } finally {
        yield on(main, 'switch', 'waiting');
      }
    });
    expect(waiting.throw(new Error('x'))).toBe('waiting');
    expect(() => waiting.switch()).toThrow('x');
  });
});
