import { runInNewContext } from 'node:vm';
import { current, Fiber, FiberError } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { thrownBy } from './compiled.ts';
import { foreignFiber, secondCopy } from './foreign.ts';

const { switch: sw, throw: th } = Fiber.prototype;
const foreignError = {
  constructor: FiberError,
  message: 'cannot switch to a Fiber on a different thread',
  code: 'ERR_FIBER_FOREIGN',
};

describe('trees', () => {
  test('H1 every copy of the package has a main fiber and a tree of its own', async () => {
    const copy = await secondCopy();
    expect(copy.current()).not.toBe(current());
    expect(copy.current().parent).toBe(null);
    const inner = new Fiber(() => [
      new copy.Fiber(() => copy.current().parent === copy.current()).switch(),
      copy.current().parent,
    ]);
    expect(inner.switch()).toEqual([false, null]);
  });

  test('H2 a fiber of another tree cannot be switched to, before any look at the value', async () => {
    const f = await foreignFiber();
    expect(thrownBy(() => sw.call(f))).toMatchObject(foreignError);
    expect(thrownBy(() => sw.call(f, 5))).toMatchObject(foreignError);
    const foreignMain = (await secondCopy()).current() as unknown as Fiber;
    expect(thrownBy(() => sw.call(foreignMain))).toMatchObject(foreignError);
  });

  test('H3 one that has ended has ended', async () => {
    const f = await foreignFiber();
    f.switch();
    expect(thrownBy(() => sw.call(f))).toMatchObject({
      message: 'Fiber has ended',
      code: 'ERR_FIBER_ENDED',
    });
  });

  test('H4 throw likewise; wrong arguments come first', async () => {
    const f = await foreignFiber();
    expect(thrownBy(() => Reflect.apply(th, f, [Error]))).toMatchObject(foreignError);
    expect(thrownBy(() => Reflect.apply(th, f, [42]))).toMatchObject({ constructor: TypeError });
    f.switch();
    expect(thrownBy(() => Reflect.apply(th, f, [Error]))).toMatchObject({
      message: 'Fiber has ended',
    });
  });

  test('H5 parents: a FiberError from the constructor, a RangeError from the setter', async () => {
    const parent = await foreignFiber();
    const message = 'parent cannot be on a different thread';
    expect(thrownBy(() => new Fiber({ parent }))).toMatchObject({
      constructor: FiberError,
      message,
    });
    expect(
      thrownBy(() => {
        new Fiber().parent = parent;
      }),
    ).toMatchObject({ constructor: RangeError, message });
  });

  test('H6 after a refusal the fiber is usable in its own tree', async () => {
    const f = await foreignFiber(() => 'own tree');
    expect(() => sw.call(f)).toThrow(FiberError);
    expect(f.switch()).toBe('own tree');
  });

  test('another realm', () => {
    const brand = Symbol.for('@fiberc/runtime');
    const alien = runInNewContext('({ __proto__: { get [brand]() { return true; } } })', { brand });
    expect(thrownBy(() => sw.call(alien))).toMatchObject(foreignError);
  });
});
