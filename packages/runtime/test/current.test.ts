import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { compiled, on } from './compiled.ts';

const main = current();

describe('life and current', () => {
  test('A1 alive while unstarted, running, suspended', () => {
    let running: boolean | undefined;
    const f: Fiber = new Fiber(
      compiled(function* () {
        running = f.isAlive();
        yield on(main, 'switch');
      }),
    );
    expect(f.isAlive()).toBe(true);
    f.switch();
    expect([running, f.isAlive()]).toEqual([true, true]);
  });

  test('A2 not alive after returning, throwing, or being thrown into before the start', () => {
    const returned = new Fiber(() => 1);
    returned.switch();
    const threw = new Fiber(() => {
      throw new Error('x');
    });
    expect(() => threw.switch()).toThrow();
    const killed = new Fiber();
    expect(() => killed.throw(Error)).toThrow();
    expect([returned, threw, killed].map((f) => f.isAlive())).toEqual([false, false, false]);
  });

  test('A3 main is alive, whoever asks', () => {
    expect(main.isAlive()).toBe(true);
    expect(new Fiber(() => main.isAlive()).switch()).toBe(true);
  });

  test('U1 U2 current, however it is asked', () => {
    class Sub extends Fiber {}
    expect(Fiber.current).toBe(current);
    const { current: loose } = Fiber;
    const f = new Fiber(() => [current(), Fiber.current(), Sub.current(), loose()]);
    expect(f.switch()).toEqual([f, f, f, f]);
    expect(Sub.current()).toBe(main);
  });

  test('U3 the fiber inside; the caller again when switch has returned, or thrown', () => {
    const f = new Fiber(() => {
      expect(current()).toBe(f);
      throw new Error('x');
    });
    expect(() => f.switch()).toThrow('x');
    expect(current()).toBe(main);
    const g: Fiber = new Fiber(
      compiled(function* () {
        yield on(new Fiber(() => 1), 'switch');
        return current();
      }),
    );
    expect(g.switch()).toBe(g);
    expect(current()).toBe(main);
  });

  test('U4 main is a plain fiber without a parent', () => {
    expect(Object.getPrototypeOf(main)).toBe(Fiber.prototype);
    expect(main.parent).toBe(null);
    expect(new Fiber(() => current().parent).switch()).toBe(main);
  });

  test('U5 arguments are ignored', () => {
    expect(Reflect.apply(current, undefined, [1, 2])).toBe(main);
  });

  test('G15 from asynchronous code, where main runs', async () => {
    const f: Fiber = new Fiber(
      compiled(function* () {
        return [yield on(main, 'switch', 'first'), current() === f];
      }),
    );
    await null;
    expect(f.switch()).toBe('first');
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(current()).toBe(main);
    expect(f.switch('second')).toEqual(['second', true]);
  });
});
