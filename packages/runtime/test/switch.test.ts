import { current, Fiber, FiberError } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { type Call, compiled, on, thrownBy, to } from './compiled.ts';

const main = current();
/** Switches to its parent with each value in turn, and returns what it got. */
const passer = (...values: unknown[]): Fiber =>
  new Fiber(
    compiled(function* () {
      const got: unknown[] = [];
      for (const v of values) got.push(yield on(current().parent as Fiber, 'switch', v));
      return got;
    }),
  );
const refused = (f: () => unknown, Class: unknown, message: string, code?: string): void => {
  const before = current();
  const e = thrownBy(f);
  expect(e).toMatchObject({ message });
  expect((e as object).constructor).toBe(Class);
  expect((e as FiberError).code).toBe(code);
  expect(current()).toBe(before);
};
const early = "cannot specify a value when the Fiber wasn't started";

describe('switch', () => {
  test('S1 the first switch starts the target', () => {
    expect(new Fiber(() => 7).switch()).toBe(7);
    expect(new Fiber(() => 7).switch(undefined)).toBe(7);
  });

  test('S2 the first switch takes no value, and leaves the fiber startable', () => {
    for (const f of [new Fiber(() => 7), new Fiber()])
      for (const value of [null, 0, false, '', 1, {}]) {
        refused(() => f.switch(value), RangeError, early);
        expect(f.isAlive()).toBe(true);
      }
    const f = new Fiber(() => 7);
    refused(() => f.switch(0), RangeError, early);
    expect(f.switch()).toBe(7);
  });

  test('S3 switching to oneself', () => {
    const message = 'cannot switch from a Fiber to itself';
    refused(() => main.switch(), FiberError, message, 'ERR_FIBER_SELF');
    refused(() => main.switch(1), FiberError, message, 'ERR_FIBER_SELF');
    const f = new Fiber(() => {
      refused(() => current().switch(), FiberError, message, 'ERR_FIBER_SELF');
      return 1;
    });
    expect(f.switch()).toBe(1);
  });

  test('S4 switching to an ended fiber, again and again', () => {
    const returned = new Fiber(() => 1);
    returned.switch();
    const raised = new Fiber(() => {
      throw new Error('x');
    });
    expect(() => raised.switch()).toThrow('x');
    const killed = new Fiber(() => 1);
    expect(() => killed.throw(new Error('x'))).toThrow('x');
    for (const f of [returned, raised, killed, returned])
      for (const value of [undefined, 1])
        refused(() => f.switch(value), FiberError, 'Fiber has ended', 'ERR_FIBER_ENDED');
    const asking = new Fiber(() => {
      refused(() => returned.switch(), FiberError, 'Fiber has ended', 'ERR_FIBER_ENDED');
    });
    asking.switch();
  });

  test('S6 values are passed by identity, errors as plain values', () => {
    const values = [{}, [1, 2], new Error('value'), null, 0, '', false, Symbol('s'), () => 1];
    for (const v of values) {
      const f = passer(v);
      expect(f.switch()).toBe(v);
      expect((f.switch(v) as unknown[])[0]).toBe(v);
    }
    const f = passer('a');
    f.switch();
    expect(f.switch()).toEqual([undefined]);
  });

  test('S7 switch returns what the next transfer carries, from whomever', () => {
    const log: unknown[] = [];
    const a: Fiber = new Fiber(
      compiled(function* () {
        log.push(yield on(b, 'switch'));
        return 'a ends';
      }),
    );
    const b = new Fiber(
      compiled(function* () {
        log.push(yield on(a, 'switch', 'from b'));
      }),
    );
    expect(a.switch()).toBe('a ends');
    expect(log).toEqual(['from b']);
    expect(b.isAlive()).toBe(true);
  });

  test('S8 a fiber switches to its parent', () => {
    const f = passer(1, 2);
    expect(f.switch()).toBe(1);
    expect(f.switch('x')).toBe(2);
    expect(f.switch('y')).toEqual(['x', 'y']);
  });

  test('S8 to a parent that has not been started', () => {
    const parent = new Fiber(() => 'parent ran');
    const f = new Fiber({
      target: compiled(function* () {
        try {
          yield on(parent, 'switch', 1);
        } catch (e) {
          expect((e as Error).message).toBe(early);
        }
        return yield on(parent, 'switch');
      }),
      parent,
    });
    expect(f.switch()).toBe('parent ran');
    expect([f.isAlive(), parent.isAlive()]).toEqual([true, false]);
  });

  test('S9 to main from any depth', () => {
    const fibers: Fiber[] = [];
    const dig = compiled(function* (n: number): Generator<Call, unknown, unknown> {
      if (n === 0) return yield on(main, 'switch', 'bottom');
      const f = new Fiber(dig, [n - 1]);
      fibers.push(f);
      return yield on(f, 'switch');
    });
    expect(new Fiber(dig, [5]).switch()).toBe('bottom');
    expect(fibers.map((f) => f.isAlive())).toEqual([true, true, true, true, true]);
  });

  test('S10 a fiber waits on for one that has ended meanwhile', () => {
    const got: unknown[] = [];
    const b = new Fiber({
      target: compiled(function* () {
        yield on(main, 'switch', 'from b');
      }),
      parent: main,
    });
    const a = new Fiber(
      compiled(function* () {
        got.push(yield on(b, 'switch'));
      }),
    );
    expect(a.switch()).toBe('from b');
    expect(a.isAlive()).toBe(true);
    b.switch();
    expect(b.isAlive()).toBe(false);
    a.switch('late');
    expect(got).toEqual(['late']);
  });

  test('S11 resuming a fiber that waits for another', () => {
    const c = passer('c suspended');
    const a = new Fiber(
      compiled(function* () {
        c.parent = main;
        return yield on(c, 'switch');
      }),
    );
    expect(a.switch()).toBe('c suspended');
    expect(a.switch('jump')).toBe('jump');
    expect([a.isAlive(), c.isAlive()]).toEqual([false, true]);
  });

  test('S12 from any depth of calls', () => {
    const deep = compiled(function* (n: number): Generator<Call, unknown, unknown> {
      const v = (yield n === 0 ? on(main, 'switch', 'deep') : to(deep, n - 1)) as number;
      return v + 1;
    });
    const f = new Fiber(deep, [100]);
    expect(f.switch()).toBe('deep');
    expect(f.switch(0)).toBe(101);
  });

  test('S14 as a callback: by an arrow, or bound', () => {
    const f = new Fiber(() => 1);
    const callback = f.switch.bind(f);
    expect(callback()).toBe(1);
    const { switch: loose } = f;
    expect(() => loose()).toThrow(TypeError);
  });

  test('S15 a refused call changes nothing', () => {
    const f = passer('a');
    f.switch();
    const inner = new Fiber(() => 1);
    const asking = new Fiber(() => {
      expect(() => inner.switch(5)).toThrow(early);
      expect(() => current().switch()).toThrow(FiberError);
      expect(() => f.throw(5 as never)).toThrow(TypeError);
      return current();
    });
    expect(asking.switch()).toBe(asking);
    expect([f.isAlive(), inner.isAlive(), current() === main]).toEqual([true, true, true]);
    expect(f.switch('v')).toEqual(['v']);
  });

  test('S16 pending completions survive a switch in finally', () => {
    const f = new Fiber(
      compiled(function* () {
        try {
          return 'value';
        } finally {
          yield on(main, 'switch', 'in finally');
        }
      }),
    );
    expect(f.switch()).toBe('in finally');
    expect(f.switch()).toBe('value');
    const g = new Fiber(
      compiled(function* () {
        try {
          throw new Error('pending');
        } finally {
          yield on(main, 'switch', 'in finally');
        }
      }),
    );
    expect(g.switch()).toBe('in finally');
    expect(() => g.switch()).toThrow('pending');
  });
});
