import { current, Fiber, FiberError } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { compiled, on, thrownBy } from './compiled.ts';
import { foreignFiber } from './foreign.ts';

/** Calls the constructor without its types. */
const make = (...args: unknown[]): Fiber => Reflect.construct(Fiber, args) as Fiber;
const ended = (): Fiber => {
  const f = new Fiber(() => 1);
  f.switch();
  return f;
};
const fails = (Class: new (m: string) => Error, message: string, ...args: unknown[]): void => {
  const e = thrownBy(() => make(...args));
  expect(e).toBeInstanceOf(Class);
  expect(Object.getPrototypeOf(e)).toBe(Class.prototype);
  expect((e as Error).message).toBe(message);
};
const notCallable = 'if specified, target must be a callable';

describe('constructor', () => {
  test('C1 no target: alive, child of the creator, ends with undefined', () => {
    const f = new Fiber();
    expect(f.parent).toBe(current());
    expect(f.isAlive()).toBe(true);
    expect(f.switch()).toBe(undefined);
    expect(f.isAlive()).toBe(false);
  });

  test('C2 a target that is not callable', () => {
    for (const target of [null, 42, 'x', 0, '', true, [], new Map(), Symbol('s'), 1n])
      fails(TypeError, notCallable, target);
    expect(make(undefined).switch()).toBe(undefined);
  });

  test('C3 any function is called plainly', () => {
    function* numbers(): Generator<number> {
      yield 1;
    }
    expect([...(new Fiber(numbers).switch() as Iterable<number>)]).toEqual([1]);
    expect(new Fiber(async () => 1).switch()).toBeInstanceOf(Promise);
    expect(new Fiber(Math.max, [1, 3, 2]).switch()).toBe(3);
    expect(new Fiber(Array.prototype.concat.bind([1]), [[2]]).switch()).toEqual([1, 2]);
    class X {}
    expect(thrownBy(() => make(X).switch())).toBeInstanceOf(TypeError);
  });

  test('C3 the target has no receiver', () => {
    const f = new Fiber(function (this: unknown) {
      return this;
    });
    expect(f.switch()).toBe(undefined);
  });

  test('C4 args must be an array, and are copied', () => {
    for (const args of [5, 'ab', null, {}, new Set([1]), { length: 0 }])
      fails(TypeError, 'args must be an array', () => 1, args);
    const args = [1, 2];
    const f = new Fiber((a: number, b: number) => [a, b], args as [number, number]);
    args[0] = 9;
    args.length = 1;
    expect(f.switch()).toEqual([1, 2]);
    class Sub extends Array<number> {}
    expect(make((...list: number[]) => list, Sub.of(1, 2)).switch()).toEqual([1, 2]);
    expect(make((...list: number[]) => list.length, new Array(3)).switch()).toBe(3);
  });

  test('C4 copying asks nothing that a program may have replaced', () => {
    const iterator = Array.prototype[Symbol.iterator];
    const asked: unknown[] = [];
    Array.prototype[Symbol.iterator] = function (this: unknown[]) {
      asked.push(this);
      return iterator.call(this);
    };
    try {
      const f = make((...list: number[]) => list.length, [1, 2], { k: 1 });
      const length = f.switch();
      Array.prototype[Symbol.iterator] = iterator;
      expect(length).toBe(3);
      expect(asked).toEqual([]);
    } finally {
      Array.prototype[Symbol.iterator] = iterator;
    }
  });

  test('C5 kwargs must be an object', () => {
    for (const kwargs of [5, 'ab', null, [], () => 1, true])
      fails(TypeError, 'kwargs must be an object', () => 1, [], kwargs);
  });

  test('C6 without a target nothing is asked of args and kwargs', () => {
    expect(make(undefined, 5, 5).switch()).toBe(undefined);
    expect(make({ args: 5, kwargs: 5 }).switch()).toBe(undefined);
  });

  test('C8 kwargs are copied at the start, and come last', () => {
    const kwargs: { a: number; b?: number } = { a: 1 };
    const f = new Fiber((...list: unknown[]) => list, [1], kwargs);
    kwargs.b = 2;
    const [first, copy] = f.switch() as [number, { c?: number }];
    expect(first).toBe(1);
    expect(copy).toEqual({ a: 1, b: 2 });
    expect(copy).not.toBe(kwargs);
    copy.c = 3;
    expect(kwargs).toEqual({ a: 1, b: 2 });
    expect(new Fiber((k: object) => k, undefined, kwargs).switch()).toEqual({ a: 1, b: 2 });
  });

  test('C8 a getter in kwargs that throws ends the fiber, its parent hears', () => {
    const f = new Fiber(() => 1, undefined, {
      get a(): number {
        throw new Error('getter');
      },
    });
    expect(() => f.switch()).toThrow('getter');
    expect(f.isAlive()).toBe(false);
  });

  test('C8 a getter in kwargs that switches is a barrier, and the target does not run', () => {
    const main = current();
    let ran = false;
    const sw = compiled(function* () {
      return yield on(main, 'switch', 1);
    });
    const kwargs = Object.defineProperty({}, 'a', { get: sw, enumerable: true });
    const f = new Fiber(
      () => {
        ran = true;
      },
      undefined,
      kwargs,
    );
    expect(thrownBy(() => f.switch())).toMatchObject({ code: 'ERR_FIBER_BARRIER' });
    expect(ran).toBe(false);
    expect(f.isAlive()).toBe(false);
  });

  test('C9 args are passed by identity', () => {
    const o = {};
    expect(new Fiber((x: object) => x, [o]).switch()).toBe(o);
  });

  test('C11 the default parent is the creator, not the starter', () => {
    let inner: Fiber | undefined;
    const creator = new Fiber(() => {
      inner = new Fiber(() => 1);
    });
    creator.switch();
    const other = new Fiber(
      compiled(function* () {
        return yield on(inner as Fiber, 'switch');
      }),
    );
    expect(inner?.parent).toBe(creator);
    other.switch();
    expect(inner?.parent).toBe(creator);
  });

  test('C12 a parent that is no fiber', () => {
    for (const parent of [null, 42, 'str', {}, () => 1, Object.create(Fiber.prototype)])
      if (parent !== null && typeof parent === 'object' && parent instanceof Fiber)
        expect(thrownBy(() => make(undefined, undefined, undefined, parent))).toBeInstanceOf(
          TypeError,
        );
      else fails(TypeError, 'parent must be a Fiber', undefined, undefined, undefined, parent);
  });

  test('C13 a parent of another tree', async () => {
    const foreign = await foreignFiber();
    const e = thrownBy(() => make({ parent: foreign }));
    expect(e).toBeInstanceOf(FiberError);
    expect(e).toMatchObject({
      message: 'parent cannot be on a different thread',
      code: 'ERR_FIBER_FOREIGN',
    });
    foreign.switch();
    expect(foreign.isAlive()).toBe(false);
    expect(thrownBy(() => make({ parent: foreign }))).toMatchObject({ code: 'ERR_FIBER_FOREIGN' });
  });

  test('C14 a parent that has ended', () => {
    fails(RangeError, 'parent must not have ended', { parent: ended() });
  });

  test('C15 parents in every other state', () => {
    class Sub extends Fiber {}
    const main = current();
    const suspended = new Fiber(
      compiled(function* () {
        return yield on(main, 'switch');
      }),
    );
    suspended.switch();
    for (const parent of [main, new Fiber(), suspended, new Sub()])
      expect(new Fiber({ parent }).parent).toBe(parent);
  });

  test('C16 order of checks: parent, its tree, its end, target, args, kwargs', async () => {
    fails(TypeError, 'parent must be a Fiber', 5, 5, 5, 5);
    fails(RangeError, 'parent must not have ended', 5, 5, 5, ended());
    fails(TypeError, notCallable, 5, 5, 5);
    fails(TypeError, 'args must be an array', () => 1, 5, 5);
    fails(TypeError, 'kwargs must be an object', () => 1, [], 5);
    const foreign = await foreignFiber();
    expect(thrownBy(() => make(5, 5, 5, foreign))).toMatchObject({ code: 'ERR_FIBER_FOREIGN' });
  });

  test('C17 arguments by name, and nothing else in that object', () => {
    const main = current();
    const f = make({
      target: (...list: unknown[]) => list,
      args: [1],
      kwargs: { k: 2 },
      parent: main,
    });
    expect(f.switch()).toEqual([1, { k: 2 }]);
    expect(make({}).switch()).toBe(undefined);
    expect(make(Object.assign(Object.create(null), { target: () => 3 })).switch()).toBe(3);
    fails(TypeError, notCallable, { tgt: () => 1 });
    fails(TypeError, notCallable, { target: () => 1, [Symbol('s')]: 1 });
    class Options {
      target = (): number => 1;
    }
    fails(TypeError, notCallable, new Options());
    fails(TypeError, notCallable, new Fiber());
  });

  test('C17 extra arguments are ignored', () => {
    expect(make(() => 1, [], undefined, undefined, 5, 6).switch()).toBe(1);
  });

  test('C19 an object that was not constructed is no fiber', () => {
    const fake = Object.create(Fiber.prototype) as Fiber;
    expect(() => fake.switch()).toThrow(TypeError);
    expect(() => fake.throw(new Error('x'))).toThrow(TypeError);
    expect(() => fake.isAlive()).toThrow(TypeError);
    expect(() => fake.parent).toThrow(TypeError);
  });

  test('a failed constructor makes nothing', () => {
    const main = current();
    expect(() => make(5)).toThrow(TypeError);
    expect(current()).toBe(main);
  });
});
