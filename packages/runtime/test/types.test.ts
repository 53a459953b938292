/** What the type checker accepts and infers. Most of it is checked when this file is compiled. */
import { current, Fiber, FiberError, type FiberErrorCode } from '@fiberc/runtime';
import { describe, expect, expectTypeOf, test } from 'vitest';

const add = (a: number, b: string): string => `${a}${b}`;

describe('types', () => {
  test('args are checked against the target', () => {
    expect(new Fiber(add, [1, 'x']).switch()).toBe('1x');
    expect(new Fiber({ target: add, args: [1, 'x'] }).switch()).toBe('1x');
    // @ts-expect-error: the wrong type
    expect(new Fiber(add, ['x', 1]).isAlive()).toBe(true);
    // @ts-expect-error: too few
    expect(new Fiber(add, [1]).isAlive()).toBe(true);
    // @ts-expect-error: none
    expect(new Fiber(add).isAlive()).toBe(true);
    // @ts-expect-error: the wrong type, by name
    expect(new Fiber({ target: add, args: ['x', 1] }).isAlive()).toBe(true);
    // @ts-expect-error: an unknown option
    expect(() => new Fiber({ target: add, args: [1, 'x'], name: 'f' })).toThrow(TypeError);
  });

  test('a target may take fewer arguments', () => {
    expect(new Fiber(() => 1).switch()).toBe(1);
    expect(new Fiber((a: number) => a, [1]).switch()).toBe(1);
    expect(new Fiber((...all: readonly number[]) => all.length, [1, 2, 3]).switch()).toBe(3);
  });

  test('kwargs come last, and are not checked', () => {
    const f = new Fiber((a: number, k: { x: number }) => a + k.x, [1], { x: 2 });
    expect(f.switch()).toBe(3);
  });

  test('values are unknown unless their types are given', () => {
    const f = new Fiber(() => 1);
    expectTypeOf(f.switch).parameters.toEqualTypeOf<[value?: unknown]>();
    expectTypeOf(f.switch).returns.toBeUnknown();
    const typed = new Fiber<string, number>(() => 1);
    expectTypeOf(typed.switch).parameters.toEqualTypeOf<[value?: string | undefined]>();
    expectTypeOf(typed.switch).returns.toEqualTypeOf<number>();
    expectTypeOf(typed.throw).returns.toEqualTypeOf<number>();
    const withArgs = new Fiber<string, number, [a: number, b: string]>(add, [1, 'x']);
    expectTypeOf(withArgs.switch).returns.toEqualTypeOf<number>();
  });

  test('every fiber is a Fiber', () => {
    const fibers: Fiber[] = [
      new Fiber<string, number>(() => 1),
      new Fiber(add, [1, 'x']),
      new Fiber({ parent: new Fiber<number>() }),
      current(),
    ];
    expect(fibers).toHaveLength(4);
    expectTypeOf(current().parent).toEqualTypeOf<Fiber | null>();
    // @ts-expect-error: only a fiber can be a parent
    expect(() => (new Fiber().parent = null)).toThrow(TypeError);
  });

  test('throw takes an error, or a class with what it is made of', () => {
    const f = (): Fiber => new Fiber();
    expect(() => f().throw(new RangeError('x'))).toThrow('x');
    expect(() => f().throw(RangeError, 'x')).toThrow('x');
    // @ts-expect-error: no error
    expect(() => f().throw('x')).toThrow(TypeError);
    // @ts-expect-error: no error class
    expect(() => f().throw(Map)).toThrow(TypeError);
  });

  test('codes', () => {
    expectTypeOf(new FiberError().code).toEqualTypeOf<FiberErrorCode | undefined>();
  });
});
