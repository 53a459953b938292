// The equivalents for arrays side by side with the built-ins: the same results, errors and effects, in the same order.
import { describe, expect, it } from 'vitest';
import { type Any, compare, equivalent, fails, telling } from './observed.ts';

class Sub extends Array<unknown> {}
const withSpecies = (species: unknown): unknown[] =>
  Object.assign([1, 2, 3], { constructor: { [Symbol.species]: species } });

const receivers: readonly (() => unknown)[] = [
  () => [],
  () => [1, 2, 3],
  // biome-ignore lint/suspicious/noSparseArray: holes are the point
  () => [1, , undefined, 4, ,],
  () => Sub.from([1, 2, 3]),
  () => withSpecies(undefined),
  () => withSpecies(null),
  () => withSpecies(Array),
  () => withSpecies(Sub),
  () =>
    withSpecies(function Made(this: { n: number }, n: number) {
      this.n = n;
    }),
  () => withSpecies(() => 1),
  () => withSpecies(5),
  () =>
    withSpecies(
      class {
        constructor() {
          Object.freeze(this);
        }
      },
    ),
  () => Object.assign([1], { constructor: 1 }),
  () => Object.assign([1], { constructor: undefined }),
  () => ({ length: 3, 0: 'a', 2: 'c' }),
  () => ({ length: '2.9', 0: 'a', 1: 'b', 2: 'c' }),
  () => ({ length: -1, 0: 'a' }),
  () => ({ length: Number.NaN }),
  () => ({ length: { valueOf: fails } }),
  () => ({ length: 2n }),
  () => ({
    get length() {
      throw new Error('length');
    },
  }),
  () => ({
    length: 2,
    get 0() {
      throw new Error('element');
    },
  }),
  () => Object.freeze([3, 1, 2]),
  () => Object.create([1, 2]),
  () => 'text',
  () => 7,
  () => null,
  () => undefined,
  () => Symbol.iterator,
  () => Object.assign(() => 1, { 0: 'of a function' }),
];

const callbacks: readonly (readonly unknown[])[] = [
  [telling(true)],
  [telling(false)],
  [telling(0, 1, 'x')],
  [telling(fails)],
  [telling([1, [2]], 3)],
  [telling(true), 'receiver'],
  [telling(true), undefined],
  [telling((_: unknown, _i: unknown, list: unknown[]) => list.push(9))],
  [
    telling((_: unknown, _i: unknown, list: { length: number }) => {
      list.length = 1;
      return true;
    }),
  ],
  [
    telling((_: unknown, k: number, list: unknown[]) => {
      delete list[k + 1];
      return false;
    }),
  ],
  [],
  [undefined],
  [null],
  [{}],
];

describe.each([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'reduceRight',
  'some',
] as const)('Array.prototype.%s', (name) => {
  it('does what the built-in does', () => {
    for (const receiver of receivers)
      for (const args of callbacks)
        compare(Array.prototype[name], name, () => ({ receiver: receiver(), args }));
  });
});

describe.each(['sort', 'toSorted'] as const)('Array.prototype.%s', (name) => {
  const order = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : 1);
  it('does what the built-in does', () => {
    for (const receiver of receivers)
      for (const args of [
        [telling(order)],
        [telling(0)],
        [telling('-1')],
        [telling(Number.NaN, undefined)],
        [telling(fails)],
        [telling(1n)],
        [null],
        [{}],
      ])
        compare(Array.prototype[name], name, () => ({ receiver: receiver(), args }));
  });

  it('asks in the order of V8, whatever the comparator says', () => {
    let seed = 1;
    const random = (n: number): number => {
      seed = (seed * 48271) % 0x7fffffff;
      return seed % n;
    };
    const shapes: readonly ((i: number, n: number) => number)[] = [
      () => random(1000),
      () => random(4),
      (i) => i,
      (i, n) => n - i,
      (i, n) => (i < n / 2 ? i : i - n / 2),
      (i, n) => (i * 7) % (n / 3),
      (i) => (i % 40 === 0 ? random(1000) : i),
    ];
    const comparators: readonly ((a: number, b: number) => unknown)[] = [
      (a, b) => a - b,
      (a, b) => b - a,
      (a, b) => a > b,
      (a, b) => ((a * 31 + b * 17) % 3) - 1,
    ];
    for (const length of [2, 3, 10, 33, 64, 65, 100, 200, 500, 1500])
      for (const shape of shapes)
        for (const comparator of comparators) {
          const list = Array.from({ length }, (_, i) => shape(i, length));
          const run = (f: Any) => {
            const asked: number[] = [];
            const sorted = Reflect.apply(
              f,
              [...list],
              [
                (a: number, b: number) => {
                  asked.push(a, b);
                  return comparator(a, b);
                },
              ],
            );
            return { sorted, asked };
          };
          expect(run(equivalent(Array.prototype[name], name))).toEqual(
            run(Array.prototype[name] as Any),
          );
        }
  });
});
