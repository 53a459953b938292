/** Sizes at which recursion or quadratic cost would show. */
import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { abi } from './compiled.ts';

const { S, cap2, call } = abi;
const main = current();

/** Both bodies of `function wait() { return main.switch(); }`. */
function wait(): unknown {
  const callee = main.switch;
  const $1 = call(callee, main);
  if ($1 === S) return cap2(wait$r, 1, wait, callee, 0, 0);
  return $1;
}
const wait$r = (_: unknown, v: unknown, t: boolean): unknown => {
  if (t) throw v;
  return v;
};

describe('scale', () => {
  test('G14 a chain of 100,000 unstarted parents', () => {
    let parent = main;
    for (let i = 0; i < 100_000; i++) parent = new Fiber({ parent });
    const f = new Fiber({ target: () => 'over all of them', parent });
    expect(f.switch()).toBe('over all of them');
    expect(() => {
      main.parent = f;
    }).toThrow('cyclic parent chain');
    const child = new Fiber();
    child.parent = parent;
    expect(() => {
      parent.parent = child;
    }).toThrow('cyclic parent chain');
  });

  test('G14 a chain of 100,000 suspended fibers, ended by one exception', () => {
    let deepest: Fiber | undefined;
    /** Both bodies of `function nest(n) { if (n === 0) return wait(); return new Fiber(nest, [n - 1]).switch(); }`. */
    const nest = (n: number): unknown => {
      if (n === 0) {
        deepest = current();
        const $1 = wait();
        return $1 === S ? cap2(wait$r, 1, nest, wait, 0, 0) : $1;
      }
      const child = new Fiber(nest, [n - 1]);
      const callee = child.switch;
      const $2 = call(callee, child);
      return $2 === S ? cap2(wait$r, 1, nest, callee, 0, 0) : $2;
    };
    const depth = 100_000;
    const first = new Fiber(nest, [depth]);
    first.switch();
    let length = 0;
    for (let f: Fiber | null = deepest as Fiber; f !== main; f = (f as Fiber).parent) length++;
    expect(length).toBe(depth + 1);
    expect(() => deepest?.throw(new Error('through all of them'))).toThrow('through all of them');
    expect([first.isAlive(), deepest?.isAlive()]).toEqual([false, false]);
  });

  test('G14 a million live fibers', () => {
    const fibers: Fiber[] = [];
    for (let i = 0; i < 1_000_000; i++) {
      const f = new Fiber(wait);
      f.switch();
      fibers.push(f);
    }
    let sum = 0;
    for (const [i, f] of fibers.entries()) sum += f.switch(i & 1) as number;
    expect(sum).toBe(500_000);
    expect(fibers.some((f) => f.isAlive())).toBe(false);
  });

  test('a million switches between two fibers do not deepen the stack', () => {
    let left = 1_000_000;
    const fibers: Fiber[] = [];
    /** Both bodies of `function play(other) { while (left-- > 0) fibers[other].switch(); return 'over'; }`. */
    const play = (other: number): unknown => {
      while (left-- > 0) {
        const f = fibers[other] as Fiber;
        const callee = f.switch;
        if (call(callee, f) === S) return cap2(play$r, 1, play, callee, other, 0);
      }
      return 'over';
    };
    const play$r = (frame: { readonly s0?: unknown }, v: unknown, t: boolean): unknown => {
      if (t) throw v;
      return play(frame.s0 as number);
    };
    fibers.push(new Fiber(play, [1]), new Fiber(play, [0]));
    expect(fibers[0]?.switch()).toBe('over');
  });
});
