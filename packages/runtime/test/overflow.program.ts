// Compiled by overflow.compiled.test.ts: recursion of several kinds that ends in a switch.
import { current, Fiber } from '@fiberc/runtime';

const main = current();
export const counts = { finally: 0, caught: 0 };

const leaf = (n: number): number => {
  try {
    return main.switch(n) as number;
  } finally {
    counts.finally++;
  }
};

/** Nothing but calls. */
export function plain(n: number): number {
  return n === 0 ? leaf(n) : plain(n - 1) + 1;
}

/** Handlers and finalizers on the way, which themselves call. */
export function guarded(n: number): number {
  try {
    return n === 0 ? leaf(n) : guarded(n - 1) + 1;
  } catch (e) {
    counts.caught++;
    if (n % 2 === 0) throw e;
    throw new RangeError('again', { cause: e });
  } finally {
    counts.finally++;
  }
}

/** Loops, an iterator that is closed, a constructor. */
export function looping(n: number): number {
  let sum = 0;
  for (const x of new Steps(n)) sum += x === 0 ? leaf(x) : looping(x - 1) + 1;
  return sum;
}

class Steps {
  readonly n: number;
  constructor(n: number) {
    this.n = n;
  }
  *[Symbol.iterator](): Generator<number> {
    yield this.n;
  }
}

/** Many locals: frames of the largest shape. */
export function wide(n: number): number {
  const a = n + 1;
  const b = n + 2;
  const c = n + 3;
  const d = n + 4;
  const e = n + 5;
  const f = n + 6;
  const g = n + 7;
  const h = n + 8;
  const i = n + 9;
  const inner = n === 0 ? leaf(n) : wide(n - 1);
  return inner + a + b + c + d + e + f + g + h + i - 9 * n - 44;
}

/** Fibers that start fibers. */
export function nested(n: number): number {
  if (n === 0) return leaf(n);
  const f = new Fiber(nested, [n - 1]);
  return (f.switch() as number) + 1;
}

/** Survives overflow, and says so. */
export function surviving(): unknown {
  let seen: unknown;
  try {
    plain(1e9);
  } catch (e) {
    seen = e;
  }
  return [seen instanceof RangeError, main.switch('survived')];
}
