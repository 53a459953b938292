/** Frames and the trampoline, by functions written as the compiler writes them. */
import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { spelledOut } from '../src/call.ts';
import { abi, type Call, compiled, on, to } from './compiled.ts';

const { S, Q, cap2, cap4, cap8, capN, call, construct, through, caught } = abi;
const main = current();

interface Frame {
  readonly k: number;
  readonly s0: unknown;
  readonly s1: unknown;
  readonly s: readonly unknown[];
  readonly next: unknown;
}
type R = Parameters<typeof cap2>[0];
const resume = (f: (frame: Frame, v: unknown, t: boolean) => unknown): R => f as unknown as R;

/** Both bodies of `function pass(v) { return main.switch(v); }`. */
function pass(v: unknown): unknown {
  const callee = main.switch;
  const $1 = call(callee, main, v);
  if ($1 === S) return cap2(pass$r, 1, pass, callee, 0, 0);
  return $1;
}
const pass$r = resume((_, v, t) => {
  if (t) throw v;
  return v;
});

/** Both bodies of a loop: `let sum = 0; for (let i = 0; i < n; i++) sum += pass(i); return sum;`. */
function sumOf(n: number): unknown {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const $1 = pass(i);
    if ($1 === S) return cap4(sumOf$r, 1, sumOf, pass, n, sum, i, 0);
    sum += $1 as number;
  }
  return sum;
}
const sumOf$r = resume((frame, v, t) => {
  const { s0: n, s1, s2 } = frame as unknown as { s0: number; s1: number; s2: number };
  if (t) throw v;
  let sum = s1 + (v as number);
  for (let i = s2 + 1; i < n; i++) {
    const $1 = pass(i);
    if ($1 === S) return cap4(sumOf$r, 1, sumOf, pass, n, sum, i, 0);
    sum += $1 as number;
  }
  return sum;
});

describe('frames', () => {
  test('a switch in a loop', () => {
    const f = new Fiber(sumOf, [4]);
    expect(f.switch()).toBe(0);
    expect(f.switch(10)).toBe(1);
    expect(f.switch(20)).toBe(2);
    expect(f.switch(30)).toBe(3);
    expect(f.switch(40)).toBe(100);
    expect(f.isAlive()).toBe(false);
  });

  test('an exception at the switch', () => {
    const f = new Fiber(sumOf, [4]);
    f.switch();
    expect(() => f.throw(new Error('x'))).toThrow('x');
    expect(f.isAlive()).toBe(false);
  });

  test('every size keeps its slots', () => {
    const slots = [1, 2, 3, 4, 5, 6, 7, 8];
    const seen: unknown[] = [];
    const r = (n: number): R =>
      resume((frame) => {
        const all = frame as unknown as Record<string, unknown>;
        seen.push(n > 8 ? frame.s : slots.slice(0, n).map((_, i) => all[`s${i}`]));
        expect(frame.k).toBe(n);
        return undefined;
      });
    const targets: [number, (f: unknown) => unknown][] = [
      [2, (f) => cap2(r(2), 2, f, pass, 1, 2)],
      [4, (f) => cap4(r(4), 4, f, pass, 1, 2, 3, 4)],
      [8, (f) => cap8(r(8), 8, f, pass, 1, 2, 3, 4, 5, 6, 7, 8)],
      [9, (f) => capN(r(9), 9, f, pass, [1, 2, 3, 4, 5, 6, 7, 8, 9])],
    ];
    for (const [, capture] of targets) {
      const target = (): unknown => (pass(0) === S ? capture(target) : undefined);
      const f = new Fiber(target);
      f.switch();
      f.switch();
    }
    expect(seen).toEqual([[1, 2], [1, 2, 3, 4], slots, [...slots, 9]]);
  });

  test('a frame is detached before it resumes', () => {
    let seen: unknown;
    const inner$r = resume((frame) => {
      seen = frame.next;
      return 1;
    });
    const inner = (): unknown => (pass(0) === S ? cap2(inner$r, 1, inner, pass, 0, 0) : 0);
    const f = new Fiber(
      compiled(function* () {
        return yield to(inner);
      }),
    );
    f.switch();
    f.switch();
    expect(seen).toBe(null);
  });

  test('only the innermost activation is resumed; the others when control returns into them', () => {
    const log: string[] = [];
    const level = compiled(function* (n: number): Generator<Call, unknown, unknown> {
      log.push(`down ${n}`);
      if (n > 0) yield to(level, n - 1);
      else {
        yield on(main, 'switch');
        yield on(main, 'switch');
      }
      log.push(`up ${n}`);
      return undefined;
    });
    const f = new Fiber(level, [2]);
    f.switch();
    f.switch();
    expect(log).toEqual(['down 2', 'down 1', 'down 0']);
    f.switch();
    expect(log.slice(3)).toEqual(['up 0', 'up 1', 'up 2']);
  });

  test('S from a fiber leaves `pending` false, and the token unseen', () => {
    const f = new Fiber(
      compiled(function* () {
        return (yield to(pass as never, 1)) === S;
      }),
    );
    expect(f.switch()).toBe(1);
    expect(Q.pending).toBe(false);
    expect(f.switch()).toBe(false);
  });

  test('construct: the constructed object, or the object that the constructor returns', () => {
    const build = (result: unknown): unknown => {
      const C = function (this: unknown): unknown {
        return pass(0) === S ? cap2(C$r, 1, C, pass, this, 0) : this;
      };
      const C$r = resume(() => result);
      const target = (): unknown => {
        const $1 = Reflect.construct(C, []);
        return $1 === S ? cap2(target$r, 1, target, construct(C), 0, 0) : $1;
      };
      const target$r = resume((_, v) => [v, v instanceof C]);
      const f = new Fiber(target);
      f.switch();
      return f.switch();
    };
    expect(build(undefined)).toEqual([{}, true]);
    expect(build(5)).toEqual([{}, true]);
    const own = { own: 1 };
    expect(build(own)).toEqual([own, false]);
    const fn = (): number => 1;
    expect(build(fn)).toEqual([fn, false]);
  });

  test('construct: `this` from a frame with many slots; an exception passes', () => {
    const C = function (this: unknown): unknown {
      return pass(0) === S ? capN(C$r, 1, C, pass, [this, 1]) : 0;
    };
    const C$r = resume((_, v, t) => {
      if (t) throw v;
    });
    const target = (): unknown => {
      const $1 = Reflect.construct(C, []);
      return $1 === S ? cap2(target$r, 1, target, construct(C), 0, 0) : $1;
    };
    const target$r = resume((_, v, t) => (t ? ['thrown', v] : v));
    const f = new Fiber(target);
    f.switch();
    expect(f.switch()).toBeInstanceOf(C);
    const g = new Fiber(target);
    g.switch();
    const e = new Error('x');
    expect(g.throw(e)).toEqual(['thrown', e]);
  });

  test('through sees what call, apply and Reflect.apply call', () => {
    const f = (): number => 1;
    const o = {};
    expect(through(f, o, 1, 2)).toBe(f);
    expect(through(f.call, f, o, 1)).toBe(f);
    expect(through(f.apply, f, o, [])).toBe(f);
    expect(through(Reflect.apply, Reflect, f, o)).toBe(f);
    expect(through(f.call, f.call, f, o)).toBe(f);
    expect(through(Reflect.apply, Reflect, f.call, f)).toBe(f);
    expect(through(undefined, o, 1, 2)).toBe(undefined);
  });

  test('caught lets exceptions pass while nothing is being captured', () => {
    expect(caught(new Error('x'))).toBe(undefined);
  });

  test.each([
    ['as chosen', call],
    ['spelled out', spelledOut as typeof call],
  ])('call is an exact call: %s', (_, call) => {
    const f = function (this: unknown, ...args: unknown[]): unknown {
      return [this, ...args];
    };
    const o = {};
    for (let n = 0; n < 9; n++) {
      const args = Array.from({ length: n }, (_, i) => i);
      expect(call(f, o, ...args)).toEqual([o, ...args]);
    }
    const shadowing = Object.assign(() => 'right', { call: () => 'wrong' });
    expect(call(shadowing, o)).toBe('right');
    const bare = Object.setPrototypeOf(() => 'right', null);
    expect(call(bare, o)).toBe('right');
    for (const x of [undefined, 5, {}]) expect(() => call(x, o)).toThrow(TypeError);
  });
});
