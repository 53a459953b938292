/** Stack overflow: an ordinary RangeError, whatever it cuts short. */
import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { abi, compiled, on, thrownBy } from './compiled.ts';
import { nearTheLimit } from './limit.ts';

const { S, Q, cap2, call } = abi;
const main = current();

/** Both bodies of `function down(n) { if (n > 0) return down(n - 1) + 1; return main.switch(n); }`. */
function down(n: number): unknown {
  if (n > 0) {
    const $1 = down(n - 1);
    if ($1 === S) return cap2(down$r, 1, down, down, 0, 0);
    return ($1 as number) + 1;
  }
  const callee = main.switch;
  const $2 = call(callee, main, n);
  if ($2 === S) return cap2(down$r, 2, down, callee, 0, 0);
  return $2;
}
const down$r = (frame: { readonly k: number }, v: unknown, t: boolean): unknown => {
  if (t) throw v;
  return frame.k === 1 ? (v as number) + 1 : v;
};

/** That the tree is as it should be: main runs, nothing is pending, fibers work. */
const consistent = (): void => {
  expect(current()).toBe(main);
  expect(Q.pending).toBe(false);
  const f = new Fiber(down, [3]);
  expect(f.switch()).toBe(0);
  expect(f.switch(7)).toBe(10);
};

describe('stack overflow', () => {
  test('G12 of a fiber: an ordinary RangeError, delivered to the parent', () => {
    const f = new Fiber(down, [1e9]);
    expect(() => f.switch()).toThrow(RangeError);
    expect(f.isAlive()).toBe(false);
    consistent();
  });

  test('G12 a fiber that catches it goes on', () => {
    const f = new Fiber(
      compiled(function* () {
        try {
          yield [down, undefined, 1e9];
        } catch (e) {
          return yield on(main, 'switch', (e as Error).constructor);
        }
        return undefined;
      }),
    );
    expect(f.switch()).toBe(RangeError);
    expect(f.switch('on')).toBe('on');
    consistent();
  });

  test('at every depth near the limit: the fiber is suspended, or unstarted, or has ended', () => {
    const outcomes = { suspended: 0, unstarted: 0, ended: 0 };
    const fibers: Fiber[] = [];
    for (let i = 0; i < 600; i++) fibers.push(new Fiber(down, [2]));
    let used = 0;
    const errors: unknown[] = [];
    nearTheLimit(() => {
      const f = fibers[used++] as Fiber;
      try {
        f.switch();
      } catch (e) {
        errors[errors.length] = e;
      }
    }, 500);
    consistent();
    expect(used).toBeGreaterThan(400);
    fibers.length = used;
    for (const e of errors) expect(e).toBeInstanceOf(RangeError);
    for (const f of fibers) {
      if (!f.isAlive()) {
        outcomes.ended++;
        continue;
      }
      let result: unknown;
      try {
        // Only one that was started takes a value.
        result = f.switch(1);
      } catch (e) {
        expect((e as Error).message).toContain("wasn't started");
        expect(f.switch()).toBe(0);
        outcomes.unstarted++;
        continue;
      }
      expect(result).toBe(3);
      outcomes.suspended++;
    }
    expect(outcomes.suspended).toBeGreaterThan(0);
    expect(outcomes.ended).toBeGreaterThan(0);
    expect(outcomes.unstarted).toBeGreaterThan(0);
    expect(outcomes.ended).toBeLessThanOrEqual(errors.length);
  });

  test('resuming, throwing into, and ending near the limit', () => {
    for (const act of [
      (f: Fiber) => f.switch(1),
      (f: Fiber) => {
        try {
          f.throw(new RangeError('thrown'));
        } catch (e) {
          if (!(e instanceof RangeError)) throw e;
        }
      },
    ]) {
      const fibers: Fiber[] = [];
      for (let i = 0; i < 450; i++) {
        const f = new Fiber(down, [20]);
        f.switch();
        fibers.push(f);
      }
      let used = 0;
      nearTheLimit(() => {
        act(fibers[used++] as Fiber);
      }, 400);
      consistent();
      // None is left half done: either it ended, or nothing has happened to it.
      for (const f of fibers) if (f.isAlive()) expect(f.switch(1)).toBe(21);
    }
  });

  test('a capture of many frames near the limit', () => {
    for (const depth of [1, 10, 50, 200]) {
      const fibers: Fiber[] = [];
      nearTheLimit(() => {
        const f = new Fiber(down, [depth]);
        fibers[fibers.length] = f;
        f.switch();
      }, 300);
      consistent();
    }
  });

  test('a RangeError of stack overflow passes native frames', () => {
    const f = new Fiber(
      compiled(function* () {
        return yield on([1], 'map', () => down(1e9));
      }),
    );
    expect(thrownBy(() => f.switch())).toBeInstanceOf(RangeError);
    consistent();
  });

  test('the stack of a resumed fiber is not that of the capture', () => {
    const deep = 5000;
    const f = new Fiber(down, [deep]);
    expect(f.switch()).toBe(0);
    expect(f.switch(1)).toBe(deep + 1);
  });
});
