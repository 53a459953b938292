/** Stack overflow in compiled code, at every depth near the limit. */
import { current, Fiber } from '@fiberc/runtime';
import { load } from '@fiberc/runtime/abi';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileInto } from '../../../fixtures/upstream/compile.ts';
import { nearTheLimit } from './limit.ts';

type Program = typeof import('./overflow.program.ts');
const { Q } = load(1);
const main = current();
let program: Program;
beforeAll(async () => {
  const folder = compileInto('overflow', import.meta.url, ['overflow.program.ts'], 'quiet');
  program = (await import(/* @vite-ignore */ `${folder}overflow.program.js`)) as Program;
});

const consistent = (): void => {
  expect(current()).toBe(main);
  expect(Q.pending).toBe(false);
  const f = new Fiber(program.guarded, [3]);
  expect(f.switch()).toBe(0);
  expect(f.switch(7)).toBe(10);
};

describe.each(['plain', 'guarded', 'looping', 'wide', 'nested'] as const)('%s', (name) => {
  test.each([0, 1, 5, 30])('starting, %i calls deep', (depth) => {
    const fibers: Fiber[] = [];
    const strange: unknown[] = [];
    nearTheLimit(() => {
      const f = new Fiber(program[name], [depth]);
      fibers[fibers.length] = f;
      try {
        f.switch();
      } catch (e) {
        if (!(e instanceof RangeError)) strange[strange.length] = e;
      }
    }, 400);
    expect(strange).toEqual([]);
    consistent();
    const alive = fibers.filter((f) => f.isAlive());
    expect(alive.length).toBeGreaterThan(0);
    for (const f of alive) {
      try {
        f.switch(1);
      } catch (e) {
        // Not started: overflow came before anything had happened.
        expect((e as Error).message).toContain("wasn't started");
      }
      expect(current()).toBe(main);
    }
  });

  test.each([1, 30])('resuming, %i calls deep', (depth) => {
    const fibers: Fiber[] = [];
    for (let i = 0; i < 450; i++) {
      const f = new Fiber(program[name], [depth]);
      f.switch();
      fibers.push(f);
    }
    const strange: unknown[] = [];
    let used = 0;
    nearTheLimit(() => {
      const f = fibers[used++] as Fiber;
      try {
        f.switch(1);
      } catch (e) {
        if (!(e instanceof RangeError)) strange[strange.length] = e;
      }
    }, 400);
    expect(strange).toEqual([]);
    consistent();
  });
});

describe('overflow', () => {
  test('is caught and survived', () => {
    const f = new Fiber(program.surviving);
    expect(f.switch()).toBe('survived');
    expect(f.switch('on')).toEqual([true, 'on']);
  });

  test('runs handlers and finalizers when it is no capture that it cuts short', () => {
    const before = { ...program.counts };
    const f = new Fiber(program.guarded, [1e9]);
    expect(() => f.switch()).toThrow(RangeError);
    expect(program.counts.caught).toBeGreaterThan(before.caught + 100);
    expect(program.counts.finally).toBeGreaterThan(before.finally + 100);
    consistent();
  });
});
