import { current, Fiber } from '@fiberc/runtime';
import * as testing from '@fiberc/runtime/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { abi, type Call, compiled, on, thrownBy } from './compiled.ts';

const { tick, expect: expectCall, enter, nest, S } = { ...testing, ...testing.load(1) };
const main = current();
afterEach(() => testing.plan(null));

/** Like `compiled`, in torture mode: a tick before every call. */
const tortured = <Args extends unknown[]>(
  body: (...args: Args) => Generator<Call, unknown, unknown>,
): ((this: unknown, ...args: Args) => unknown) => {
  const inner = compiled(function* (...args: Args): Generator<Call, unknown, unknown> {
    const g = body(...args);
    let step = g.next();
    while (!step.done) {
      yield [tick, undefined];
      const [callee] = step.value;
      let v: unknown;
      let thrown = false;
      expectCall(callee);
      try {
        v = yield step.value;
      } catch (e) {
        abi.caught(e);
        v = e;
        thrown = true;
      }
      step = thrown ? g.throw(v) : g.next(v);
    }
    return step.value;
  });
  const outer = function (this: unknown, ...args: Args): unknown {
    if (enter(outer)) return nest(outer as never, this, args);
    const r = Reflect.apply(inner, this, args) as unknown;
    return r === S
      ? abi.cap2(
          (_, v, t) => {
            if (t) throw v;
            return v;
          },
          1,
          outer,
          inner,
          0,
          0,
        )
      : r;
  };
  return outer;
};
const fib: (n: number) => unknown = tortured(function* (n: number) {
  if (n < 2) return n;
  return ((yield [fib, undefined, n - 1]) as number) + ((yield [fib, undefined, n - 2]) as number);
});

describe('torture mode', () => {
  test('load gives the names of the ABI and its own', () => {
    // The token itself can only be compared.
    const names = testing.load(1);
    expect([names.S === abi.S, names.cap2 === abi.cap2, names.tick === tick]).toEqual([
      true,
      true,
      true,
    ]);
    expect(testing.load(1) === names).toBe(true);
    expect(thrownBy(() => testing.load(2))).toMatchObject({ code: 'ERR_FIBER_ABI' });
  });

  test('plan decides, and ticks are counted', () => {
    expect(fib(5)).toBe(5);
    expect(testing.ticks()).toBeGreaterThan(0);
    testing.plan(null);
    expect(testing.ticks()).toBe(0);
    const asked: number[] = [];
    testing.plan((n) => {
      asked.push(n);
      return false;
    });
    fib(3);
    expect(asked).toEqual([1, 2, 3, 4]);
    expect(testing.ticks()).toBe(4);
  });

  test('suspending everywhere, on main and in a fiber', () => {
    testing.plan(() => true);
    expect(fib(10)).toBe(55);
    expect(new Fiber(fib as () => unknown, [10] as never).switch()).toBe(55);
  });

  test('suspending at each single point', () => {
    fib(6);
    testing.plan(null);
    fib(6);
    const total = testing.ticks();
    for (let k = 1; k <= total; k++) {
      testing.plan((n) => n === k);
      expect(fib(6)).toBe(8);
      testing.plan((n) => n === k);
      expect(new Fiber(fib as () => unknown, [6] as never).switch()).toBe(8);
    }
  });

  test('the current fiber stays', () => {
    testing.plan(() => true);
    const who = tortured(function* () {
      const before = current();
      yield [fib, undefined, 3];
      return [before, current()];
    });
    expect(who()).toEqual([main, main]);
    const f = new Fiber(who);
    expect(f.switch()).toEqual([f, f]);
  });

  test('switches between fibers, with ticks at every step', () => {
    testing.plan(() => true);
    const f = new Fiber(
      tortured(function* () {
        const got: unknown[] = [];
        for (let i = 0; i < 3; i++) got.push(yield on(main, 'switch', i));
        return got;
      }),
    );
    expect([f.switch(), f.switch('a'), f.switch('b'), f.switch('c')]).toEqual([
      0,
      1,
      2,
      ['a', 'b', 'c'],
    ]);
  });

  test('called by native code it runs to its end, with exceptions', () => {
    testing.plan(() => true);
    const double = tortured(function* (x: unknown) {
      return ((yield [fib, undefined, 3]) as number) * (x as number);
    });
    expect([1, 2].map((x) => double(x))).toEqual([2, 4]);
    const failing = tortured(function* () {
      yield [fib, undefined, 3];
      throw new Error('x');
    });
    expect(() => failing()).toThrow('x');
    const mapping = tortured(function* () {
      return yield on([1, 2], 'map', double);
    });
    expect(mapping()).toEqual([2, 4]);
    expect(new Fiber(mapping).switch()).toEqual([2, 4]);
  });

  test('a switch below native code is a barrier error at the switch, which can be caught', () => {
    testing.plan(() => true);
    const catching = tortured(function* () {
      try {
        yield on(main, 'switch', 1);
      } catch (e) {
        return (e as { code: string }).code;
      }
      return 'not refused';
    });
    const f = new Fiber(
      tortured(function* () {
        return yield on([0], 'map', catching);
      }),
    );
    expect(f.switch()).toEqual(['ERR_FIBER_BARRIER']);
  });

  test('main may switch below native code', () => {
    testing.plan(() => true);
    const asking = tortured(function* (x: unknown) {
      return yield on(new Fiber(() => x), 'switch');
    });
    expect([1, 2].map((x) => asking(x))).toEqual([1, 2]);
  });

  test('nest constructs', () => {
    testing.plan(() => true);
    const C = function (this: { x?: unknown }): unknown {
      if (enter(C)) return nest(C as never, this, [], new.target as never);
      const r = tick();
      return r === S
        ? abi.cap2(
            (frame) => Object.assign(frame.s0 as object, { x: 1 }) && undefined,
            1,
            C,
            tick,
            this,
            0,
          )
        : undefined;
    };
    class D {}
    Object.setPrototypeOf(D, C);
    expect(Reflect.construct(C, [])).toEqual({ x: 1 });
    expect(Reflect.construct(C, [])).toBeInstanceOf(C);
    expect(Reflect.construct(C, [], D)).toBeInstanceOf(D);
  });
});
