import { inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { current, error, Fiber, FiberError } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { compiled, on, thrownBy } from './compiled.ts';

const main = current();
class Sub extends Fiber {}

describe('fibers as objects', () => {
  test('O1 any property may be set, and is kept', () => {
    const f = new Fiber(() => {
      Object.assign(current(), { test: 42 });
    });
    f.switch();
    expect(f).toMatchObject({ test: 42 });
  });

  test('O1 there is one own property, and it is not writable by accident', () => {
    expect(Reflect.ownKeys(new Fiber())).toEqual(['[[Fiber]]']);
  });

  test('O3 named by its tag; inspection shows the state', () => {
    expect(String(new Fiber())).toBe('[object Fiber]');
    const f: Fiber = new Sub(
      compiled(function* () {
        expect(inspect(f)).toBe('Sub (running)');
        yield on(main, 'switch');
      }),
    );
    expect(inspect(f)).toBe('Sub (unstarted)');
    f.switch();
    expect(inspect(f)).toBe('Sub (suspended)');
    f.switch();
    expect(inspect(f)).toBe('Sub (ended)');
    expect(inspect({ main })).toBe('{ main: Fiber (running) }');
  });

  test('O4 neither callable nor iterable; distinct', () => {
    const f = new Fiber();
    expect(typeof f).toBe('object');
    expect(() => [...(f as unknown as Iterable<unknown>)]).toThrow(TypeError);
    expect(new Set([f, new Fiber(), f]).size).toBe(2);
  });

  test('O5 cannot be serialized', () => {
    for (const [f, name] of [
      [new Fiber(), 'Fiber'],
      [new Sub(), 'Sub'],
      [main, 'Fiber'],
    ] as const) {
      for (const x of [f, { f }, [f]])
        expect(thrownBy(() => JSON.stringify(x))).toMatchObject({
          constructor: TypeError,
          message: `cannot serialize '${name}' object`,
        });
      expect(thrownBy(() => structuredClone(f))).toMatchObject({ name: 'DataCloneError' });
      const { port1 } = new MessageChannel();
      expect(thrownBy(() => port1.postMessage({ f }))).toMatchObject({ name: 'DataCloneError' });
      port1.close();
    }
  });

  test('O5 a copy of its properties is no fiber', () => {
    const copy = { ...new Fiber() };
    expect(() => new Fiber({ parent: copy as unknown as Fiber })).toThrow('parent must be a Fiber');
  });

  test('O6 subclasses', () => {
    class Named extends Fiber {
      readonly name: string;
      constructor(name: string) {
        super(() => name);
        this.name = name;
      }
    }
    const f = new Named('x');
    expect(f).toBeInstanceOf(Fiber);
    expect(f.switch()).toBe('x');
  });

  test('O7 a run method is nothing special; the pattern is a target that calls it', () => {
    class Silent extends Fiber {
      run(): string {
        return 'ran';
      }
    }
    class Running extends Fiber {
      constructor() {
        super(() => this.run());
      }
      run(): string {
        return 'ran';
      }
    }
    expect(new Silent().switch()).toBe(undefined);
    expect(new Running().switch()).toBe('ran');
  });

  test("O8 ending does not go through a subclass's methods", () => {
    const log: string[] = [];
    class Noisy extends Fiber {
      override switch(v?: unknown): unknown {
        log.push('switch');
        return super.switch(v);
      }
      override isAlive(): boolean {
        log.push('isAlive');
        return super.isAlive();
      }
      override get parent(): Fiber | null {
        log.push('parent');
        return super.parent;
      }
      override set parent(f: Fiber) {
        super.parent = f;
      }
    }
    const parent: Fiber = new Noisy(
      compiled(function* () {
        const child = new Fiber(() => 'result');
        return yield [Fiber.prototype.switch, child];
      }),
    );
    expect(parent.switch()).toBe('result');
    expect(log).toEqual(['switch']);
    expect(parent.isAlive()).toBe(false);
    expect(log).toEqual(['switch', 'isAlive']);
  });

  test('O10 methods refuse what is no fiber', () => {
    const { switch: sw, throw: th, isAlive } = Fiber.prototype;
    for (const x of [5, {}, undefined, null, 'x', () => 1, Fiber.prototype])
      for (const f of [sw, isAlive, () => Reflect.apply(th, x, [Error])])
        expect(() => Reflect.apply(f, x, [])).toThrow(TypeError);
  });

  test('O11 FiberError', () => {
    expect(error).toBe(FiberError);
    const e = new FiberError('text');
    expect([e.message, e.name, e.code, e instanceof Error]).toEqual([
      'text',
      'FiberError',
      undefined,
      true,
    ]);
    expect(String(e.stack)).toMatch(/^FiberError: text\n/);
    expect(Object.keys(e)).toEqual(['code']);
    class Own extends FiberError {
      override name = 'Own';
    }
    expect(String(new Own('x'))).toBe('Own: x');
  });
});
