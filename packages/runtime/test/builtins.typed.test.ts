// The equivalents for typed arrays side by side with the built-ins.
import { describe, expect, it } from 'vitest';
import { type Any, compare, equivalent, fails, iterating, telling } from './observed.ts';

type List = Int16Array | Uint8Array | Float64Array | BigInt64Array;
const prototype = Object.getPrototypeOf(Int8Array.prototype) as Readonly<Record<string, Any>>;

const withConstructor = (value: unknown): List =>
  Object.assign(Int16Array.of(3, 1, 2), { constructor: value });
const withSpecies = (species: unknown): List => withConstructor({ [Symbol.species]: species });
const detached = (): List => {
  const list = Int16Array.of(1, 2);
  structuredClone(list.buffer, { transfer: [list.buffer] });
  return list;
};
const resizable = (): List =>
  new Uint8Array(Reflect.construct(ArrayBuffer, [4, { maxByteLength: 8 }]) as ArrayBuffer);

class Sub extends Int16Array {}

const receivers: readonly (() => unknown)[] = [
  () => new Uint8Array(0),
  () => Int16Array.of(3, 1, 2),
  () => BigInt64Array.of(3n, 1n, 2n),
  () => Float64Array.of(-0, Number.NaN, 0, -1, Number.POSITIVE_INFINITY),
  () => Sub.of(3, 1, 2),
  () => withConstructor(undefined),
  () => withConstructor(7),
  () => withSpecies(undefined),
  () => withSpecies(null),
  () => withSpecies(Int16Array),
  () => withSpecies(Uint8Array),
  () => withSpecies(Array),
  () => withSpecies(7),
  () => withSpecies(() => 1),
  () =>
    withSpecies(function Small() {
      return new Int16Array(1);
    }),
  () =>
    withSpecies(function Large() {
      return new Int16Array(9);
    }),
  detached,
  resizable,
  () => [1, 2],
  () => ({ length: 1 }),
  () => 7,
  () => undefined,
];

/** Shrinks a resizable buffer. */
const shrinks = (_: unknown, _k: unknown, list: List) => {
  const buffer = list.buffer as ArrayBuffer & {
    readonly resizable?: boolean;
    resize(n: number): void;
  };
  if (buffer.resizable) buffer.resize(1);
  return true;
};

const callbacks: readonly (readonly unknown[])[] = [
  [telling(true)],
  [telling(0, 1, 'x')],
  [telling(1n, 2n)],
  [telling(fails)],
  [telling(true, false), 'receiver'],
  [telling(shrinks)],
  [],
  [undefined],
  [{}],
];

describe.each([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'forEach',
  'map',
  'reduce',
  'reduceRight',
  'some',
] as const)('%s', (name) => {
  it('does what the built-in does', () => {
    for (const receiver of receivers)
      for (const args of callbacks)
        compare(prototype[name], name, () => ({ receiver: receiver(), args }), false);
  });
});

describe.each(['sort', 'toSorted'] as const)('%s', (name) => {
  it('does what the built-in does', () => {
    const order = (a: number, b: number) => (a < b ? -1 : 1);
    for (const receiver of receivers)
      for (const args of [
        [telling(order)],
        [telling(0)],
        [telling('-1')],
        [telling(Number.NaN)],
        [telling(fails)],
        [telling(1n)],
        [telling(shrinks)],
        [null],
        [{}],
      ])
        compare(prototype[name], name, () => ({ receiver: receiver(), args }), false);
  });

  it('asks in the order of V8', () => {
    for (const length of [2, 3, 9, 40, 300])
      for (const comparator of [
        (a: number, b: number) => a - b,
        (a: number, b: number) => ((a * 31 + b * 17) % 3) - 1,
      ]) {
        const run = (f: Any) => {
          const asked: number[] = [];
          const list = Float64Array.from({ length }, (_, i) => (i * 7919) % 1009);
          const sorted = Reflect.apply(f, list, [
            (a: number, b: number) => {
              asked.push(a, b);
              return comparator(a, b);
            },
          ]);
          return { sorted, asked };
        };
        expect(run(equivalent(prototype[name], name))).toEqual(run(prototype[name] as Any));
      }
  });
});

describe('from', () => {
  const TypedArray = Object.getPrototypeOf(Int8Array) as { readonly from: Any };
  it('does what the built-in does', () => {
    const sources: readonly unknown[] = [
      [1, 2, 3],
      () => iterating([1, 2]),
      'abc',
      { length: 2, 0: 'a', 1: '5' },
      new Set([4]),
      7,
      null,
      undefined,
    ];
    for (const C of [
      Int16Array,
      BigInt64Array,
      Sub,
      Array,
      7,
      undefined,
      function Small() {
        return new Int16Array(1);
      },
    ])
      for (const source of sources)
        for (const more of [
          [],
          [telling(1, 2)],
          [telling(fails), 'receiver'],
          [telling(3n)],
          [null],
          [{}],
        ])
          compare(
            TypedArray.from,
            'from',
            () => ({
              receiver: C,
              args: [typeof source === 'function' ? source() : source, ...more],
            }),
            false,
          );
  });
});
