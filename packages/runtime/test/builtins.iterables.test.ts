// The equivalents for what iterates side by side with the built-ins.
import { describe, expect, it } from 'vitest';
import {
  type Any,
  compare,
  equivalent,
  fails,
  iterating,
  outcome,
  own,
  resolve,
  telling,
} from './observed.ts';

const all = (
  f: Any | undefined,
  name: string,
  receiver: unknown,
  cases: readonly (readonly unknown[])[],
): void => {
  if (f) for (const args of cases) compare(f, name, () => ({ receiver, args }), false);
};

const broken = [iterating([1], { next: fails }), iterating([1], { next: () => 7 })];
const sources: readonly unknown[] = [
  [],
  [1, 2, 3],
  'a𝒳b',
  new Set([1, 2]),
  new Map([[1, 2]]),
  iterating([]),
  iterating([1, 2, 3]),
  ...broken,
  iterating([1], { return: fails }),
  iterating([1], { return: () => 7 }),
  iterating([1], { return: null }),
  iterating([1], { [Symbol.iterator]: () => 7 }),
  iterating([1], { [Symbol.iterator]: undefined, length: 2, 0: 'x' }),
  iterating([1], { [Symbol.iterator]: 7 }),
  { length: 2, 0: 'a' },
  7,
  null,
  undefined,
  Symbol.iterator,
];
const callbacks = [
  telling(1, 2),
  telling('a', 'b', 'a'),
  telling(fails),
  telling(Symbol.iterator),
  telling({ toString: fails }),
  undefined,
  null,
  {},
];
const pairs = sources.flatMap((source) => callbacks.map((f) => [source, f]));

describe('iterables', () => {
  it('Array.from', () => {
    for (const C of [
      Array,
      undefined,
      function Made() {},
      class Sub extends Array {},
      () => 1,
      function Frozen() {
        return Object.freeze({});
      },
    ])
      all(Array.from as Any, 'from', C, [
        ...pairs,
        ...sources.map((source) => [source]),
        [[1, 2], telling(7), 'receiver'],
      ]);
  });
  it('Object.groupBy and Map.groupBy', () => {
    all(own(Object, 'groupBy'), 'groupBy', Object, pairs);
    all(own(Map, 'groupBy'), 'groupBy', Map, [...pairs, [[1, 2, 3], telling(0, -0, Number.NaN)]]);
  });
  const entries = [
    ...sources,
    [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ],
    iterating([['a', 1]]),
    iterating([['a', 1], 7]),
    iterating([[{ toString: fails }, 1]]),
    [
      [Symbol.iterator, 1],
      [1, 2],
      ['__proto__', 3],
    ],
    [{ 0: 'k', 1: 'v' }],
    ['ab'],
    [Object('ab')],
  ];
  it('Object.fromEntries', () => {
    // V8 closes an iterator whose next has failed, which the language does not.
    all(
      Object.fromEntries as Any,
      'fromEntries',
      Object,
      entries.filter((entry) => !broken.includes(entry as never)).map((entry) => [entry]),
    );
  });

  it.each(['Map', 'Set', 'WeakMap', 'WeakSet'] as const)('new %s', (name) => {
    const C = globalThis[name] as unknown as new (items?: unknown) => object;
    const E = equivalent(C, name) as unknown as new (items?: unknown) => object;
    const constructing = equivalent(
      Reflect.construct,
      'construct',
    ) as unknown as typeof Reflect.construct;
    const key = {};
    for (const items of [...entries, iterating([[key, 1]]), iterating([key]), [[key, 1]], [key]]) {
      const run = (made: new (items?: unknown) => object, target: new () => object) => {
        const log: unknown[] = [];
        const given = typeof items === 'function' ? items(log) : items;
        const construct =
          target === made
            ? () => new made(given)
            : () => (made === E ? constructing : Reflect.construct)(C, [given], target);
        return { result: outcome(construct, log), log };
      };
      expect(run(E, E)).toEqual(run(C, C));
      for (const add of [
        function (this: object) {
          return this;
        },
        fails,
        7,
      ]) {
        const Sub = class extends C {};
        Object.assign(Sub.prototype, { add, set: add });
        expect(run(E, Sub)).toEqual(run(C, Sub));
      }
    }
  });

  it('Iterator.prototype', () => {
    const prototype = (globalThis as { Iterator?: { prototype: object } }).Iterator?.prototype;
    if (!prototype) return;
    for (const name of ['every', 'find', 'forEach', 'some', 'reduce', 'toArray'])
      for (const items of [[], [1, 2, 3]])
        for (const more of [
          {},
          { next: fails },
          { next: 7 },
          { next: () => 7 },
          { return: fails },
          { return: () => 7 },
          { return: undefined },
        ])
          for (const args of [
            [telling(0)],
            [telling(1)],
            [telling(fails)],
            [telling(1), 5],
            [telling(1), undefined],
          ])
            for (const log of [[] as unknown[]])
              compare(
                own(prototype, name),
                name,
                () => ({ receiver: iterating(items, more)(log), args }),
                false,
              );
  });
});

it('Iterator.prototype, what makes iterators', () => {
  const prototype = (globalThis as { Iterator?: { prototype: object } }).Iterator?.prototype;
  if (!prototype) return;
  /** Drives a helper in every way, natively and by the equivalents of its methods. */
  const driven = (made: Iterator<unknown>, asked: readonly string[]) =>
    asked.map((name) =>
      outcome(
        () =>
          Reflect.apply(
            resolve(name, (made as unknown as Record<string, unknown>)[name]) as Any,
            made,
            [],
          ),
        [],
      ),
    );
  for (const [name, cases] of Object.entries({
    map: [[telling(1, 2)], [telling(fails)], [undefined], [{}]],
    filter: [[telling(0, 1)], [telling(fails)], [null]],
    flatMap: [
      [telling([1, 2], new Set([3]), new String('ab'))],
      [telling('ab')],
      [telling(fails)],
      [telling(iterating([1, 2])([]))],
      [telling({ next: fails })],
      [telling({ [Symbol.iterator]: 7 })],
      [7],
    ],
    take: [[0], [1], [9], ['2'], [Number.POSITIVE_INFINITY], [0.5], [-0.5]],
    drop: [[0], [1], [9], ['2'], [Number.POSITIVE_INFINITY], [{ valueOf: (): number => 1 }]],
  }))
    for (const args of cases)
      for (const more of [
        {},
        { next: fails },
        { next: 7 },
        { next: () => 7 },
        { return: fails },
        { return: () => 7 },
        { return: undefined },
      ])
        for (const asked of [
          ['next', 'next', 'next', 'next'],
          ['next', 'return', 'next', 'return'],
          ['return', 'next'],
          ['next', 'next', 'next', 'next', 'next', 'return'],
        ]) {
          const run = (f: Any) => {
            const log: unknown[] = [];
            const source = iterating([1, 2, 3], more)(log);
            const given = args.map((arg) => (typeof arg === 'function' ? arg(log) : arg));
            const result = outcome(
              () => driven(Reflect.apply(f, source, given) as Iterator<unknown>, asked),
              log,
            );
            return { result, log };
          };
          expect(run(equivalent(own(prototype, name), name))).toEqual(
            run(own(prototype, name) as Any),
          );
        }
});
