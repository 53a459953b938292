// The equivalents for everything else side by side with the built-ins.
import { describe, expect, it } from 'vitest';
import {
  type Any,
  compare,
  equivalent,
  fails,
  iterating,
  outcome,
  resolve,
  telling,
} from './observed.ts';

/** The built-in, unless this engine does not have it. */
const own = (owner: object, name: string): Any | undefined =>
  (owner as Readonly<Record<string, Any>>)[name];
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
    const key = {};
    for (const items of [...entries, iterating([[key, 1]]), iterating([key]), [[key, 1]], [key]]) {
      const run = (made: new (items?: unknown) => object, target: new () => object) => {
        const log: unknown[] = [];
        const given = typeof items === 'function' ? items(log) : items;
        return { result: outcome(() => Reflect.construct(made, [given], target), log), log };
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
    expect(outcome(() => (E as unknown as Any)(), [])).toEqual(
      outcome(() => (C as unknown as Any)(), []),
    );
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

describe('collections', () => {
  it('forEach of maps and sets', () => {
    const change = (_: unknown, key: number, all: Map<number, number> | Set<number>) => {
      all.delete(key);
      if (key < 5) 'set' in all ? all.set(key + 10, 1) : all.add(key + 10);
    };
    for (const f of [telling(1), telling(fails), telling(change), undefined, {}])
      for (const make of [
        () =>
          new Map([
            [1, 2],
            [2, 3],
            [Number.NaN, 4],
          ]),
        () => new Set([1, 2, -0]),
        () => new WeakMap(),
        () => [],
        () => 7,
      ]) {
        compare(
          Map.prototype.forEach,
          'forEach',
          () => ({ receiver: make(), args: [f, 'receiver'] }),
          false,
        );
        compare(Set.prototype.forEach, 'forEach', () => ({ receiver: make(), args: [f] }), false);
      }
  });
});

describe('strings', () => {
  class Own extends RegExp {
    override exec(s: string) {
      return super.exec(s);
    }
  }
  const withExec = (exec: unknown, flags = ''): RegExp =>
    Object.assign(/a/.constructor ? new RegExp('a', flags) : /a/, { exec });
  let n = 0;
  const searches: readonly (() => unknown)[] = [
    () => 'b',
    () => '',
    () => /b/,
    () => /b/g,
    () => /(?<first>b)(x)?/gu,
    () => /(?:)/g,
    () => /(?:)/gu,
    () => /b/y,
    () => /B/gi,
    () => new Own('b', 'g'),
    () => new Own('', 'gu'),
    () => withExec(() => null),
    () => withExec(() => 7),
    () => withExec(undefined, 'g'),
    () =>
      withExec(() => (n++ % 2 ? null : { index: 1, length: 3, 0: 'b', 1: undefined, 2: 5 }), 'g'),
    () =>
      withExec(() => (n++ % 2 ? null : { index: -5, length: 1, 0: 'b', groups: { x: 1 } }), 'g'),
    () => ({ [Symbol.replace]: (...args: unknown[]) => args.length }),
    () => ({ [Symbol.replace]: 7 }),
    () => ({ [Symbol.replace]: null, toString: () => 'b' }),
    () => ({ [Symbol.match]: true, flags: 'g' }),
    () => ({ [Symbol.match]: true, flags: null }),
    () => Object.assign(/b/g, { [Symbol.match]: false }),
    () => Object.defineProperty(/b/, 'flags', { value: 'g' }),
    () => undefined,
    () => null,
    () => 7,
    () => Symbol.replace,
    () => ({ toString: fails }),
  ];
  it.each(['replace', 'replaceAll'] as const)('%s', (name) => {
    for (const search of searches)
      for (const f of [
        telling('$&'),
        telling(1, undefined, { toString: () => 'o' }),
        telling(fails),
        telling(Symbol.iterator),
        '$&-$1',
        undefined,
      ])
        for (const text of ['abcb', 'undefined null', '𝒳', '', 7, null, { toString: () => 'obj' }])
          compare(
            String.prototype[name],
            name,
            () => ({ receiver: text, args: [search(), f] }),
            false,
          );
  });
  it('leaves lastIndex as the built-in does', () => {
    for (const flags of ['', 'g', 'y', 'gy']) {
      const run = (f: Any) => {
        const rx = new RegExp('b', flags);
        rx.lastIndex = 1;
        const seen: number[] = [];
        const result = Reflect.apply(f, 'abab', [rx, () => seen.push(rx.lastIndex)]);
        return { result, seen, last: rx.lastIndex };
      };
      expect(run(equivalent(String.prototype.replace, 'replace'))).toEqual(
        run(String.prototype.replace as Any),
      );
    }
  });
});

describe('JSON', () => {
  const texts = [
    '1',
    '"s"',
    'null',
    '[]',
    '{}',
    '[1,[2,"x"],{"a":{"b":null}}]',
    '{"a":1,"a":2,"__proto__":3,"1":4}',
    '-0',
    '1e1000',
    ' [ 1.50 , true ] ',
    '{',
    '',
    'undefined',
  ];
  it('parse', () => {
    const drop = (key: string, value: unknown) => (key === '0' || key === 'a' ? undefined : value);
    const keep = (_: string, value: unknown) => value;
    const grow = function (this: unknown, key: string, value: unknown) {
      if (key === '0' && Array.isArray(this)) this[1] = [9, 'new'];
      if (key === 'a' && typeof this === 'object') Object.assign(this as object, { b: [1] });
      return value;
    };
    for (const text of [...texts, 7, null, { toString: () => '[3]' }, Symbol.iterator])
      for (const f of [
        telling(drop),
        telling(keep),
        telling(fails),
        telling(1),
        undefined,
        null,
        {},
      ])
        compare(JSON.parse, 'parse', () => ({ receiver: JSON, args: [text, f] }), false);
    for (const text of texts)
      expect(
        outcome(() => equivalent(JSON.parse, 'parse')(...([text, grow] as never[])), []),
      ).toEqual(outcome(() => JSON.parse(text, grow), []));
  });

  const cyclic: Record<string, unknown> = { x: 1 };
  cyclic.list = [{ back: cyclic }];
  class Deep {
    inner: unknown;
  }
  const deep = new Deep();
  deep.inner = { a: { b: { c: [0, deep] } } };
  const self: unknown[] = [];
  self.push(self);
  const values: readonly unknown[] = [
    1,
    -0,
    Number.NaN,
    'q"\u2028\ud800',
    true,
    null,
    undefined,
    Symbol.iterator,
    fails,
    7n,
    Object(7n),
    Object(1),
    Object('s'),
    Object(false),
    Object(Symbol.iterator),
    [],
    {},
    [undefined, fails, Symbol.iterator],
    { a: undefined, b: fails, c: 1 },
    [1, [2, { a: [3] }]],
    { a: { b: {} }, 1: 2, [Symbol.iterator]: 3 },
    new Date(0),
    { toJSON: (key: string) => [key] },
    { a: { toJSON: () => undefined } },
    { toJSON: 7 },
    { toJSON: fails },
    new Map([[1, 2]]),
    cyclic,
    deep,
    self,
    new Proxy([1, 2], {}),
    new Proxy({ a: 1 }, {}),
    Object.create({ inherited: 1 }),
    /x/g,
    new Error('e'),
    Object.assign(Object(1), { toString: () => 'x', valueOf: () => 2 }),
  ];
  const spaces = [
    undefined,
    2,
    '--',
    'longer than ten',
    20,
    Object(3),
    Object('ab'),

    {},
    null,
  ];
  it('stringify', () => {
    const keep = (_: string, value: unknown) => value;
    const drop = (key: string, value: unknown) => (key === 'a' || key === '0' ? undefined : value);
    const wrap = (key: string, value: unknown) => (key === '' ? { inside: value } : value);
    for (const value of values)
      for (const space of spaces)
        for (const f of [telling(keep), telling(drop), telling(wrap), telling(fails), telling(5)])
          compare(
            JSON.stringify,
            'stringify',
            () => ({
              receiver: JSON,
              args: [value, f, space].map((x) => (x === fails ? () => fails : x)),
            }),
            false,
          );
  });
  it('stringify for all', () => {
    const replacers = [
      undefined,
      null,
      [],
      ['a', 'b', 'a', 1, Object('c'), Object(2), {}, null],
      new Proxy(['a'], {}),
      {},
    ];
    for (const value of values)
      for (const space of spaces)
        for (const replacer of replacers)
          compare(
            JSON.stringify,
            'stringifyAll',
            () => ({
              receiver: JSON,
              args: [value === fails ? () => fails : value, replacer, space],
            }),
            false,
          );
  });
  it('keeps raw text', () => {
    const raw = own(JSON, 'rawJSON');
    if (raw)
      expect(
        equivalent(
          JSON.stringify,
          'stringify',
        )(...([[Reflect.apply(raw, JSON, ['1e3'])], (_: string, v: unknown) => v] as never[])),
      ).toBe('[1e3]');
  });
});

describe('promises', () => {
  const E = equivalent(Promise, 'Promise') as unknown as typeof Promise;
  const settled = async (promise: Promise<unknown>) =>
    promise.then(
      (value) => ['value', value],
      (error) => ['error', String(error)],
    );
  it('new Promise', async () => {
    const executors: readonly ((
      resolve: (value: unknown) => void,
      reject: (error: unknown) => void,
    ) => unknown)[] = [
      (resolve) => resolve(1),
      (_, reject) => reject(2),
      fails,
      (resolve) => {
        resolve(1);
        throw new Error('late');
      },
      (resolve) => resolve(Promise.resolve(3)),
      (resolve) => {
        resolve(1);
        resolve(2);
      },
    ];
    for (const executor of executors)
      expect(await settled(new E(executor))).toEqual(await settled(new Promise(executor)));
    for (const wrong of [undefined, null, {}])
      expect(outcome(() => new E(wrong as never), [])).toEqual(
        outcome(() => new Promise(wrong as never), []),
      );
    expect(outcome(() => (E as unknown as Any)(), [])).toEqual(
      outcome(() => (Promise as unknown as Any)(), []),
    );
    class Sub extends Promise<unknown> {}
    const made = Reflect.construct(
      E,
      [(resolve: (value: unknown) => void) => resolve(1)],
      Sub,
    ) as object;
    expect(made).toBeInstanceOf(Sub);
    expect(Object.getPrototypeOf(new E(() => {}))).toBe(Promise.prototype);
  });
  it('Promise.try', async () => {
    const attempt = own(Promise, 'try');
    if (!attempt) return;
    const f = equivalent(attempt, 'try');
    for (const args of [
      [() => 1],
      [fails],
      [(...all: unknown[]) => all, 1, 2],
      [undefined],
      [async () => 5],
    ] as never[][])
      expect(await settled(Reflect.apply(f, Promise, args) as Promise<unknown>)).toEqual(
        await settled(Reflect.apply(attempt, Promise, args) as Promise<unknown>),
      );
    class Sub extends Promise<unknown> {}
    expect(Reflect.apply(f, Sub, [() => 1])).toBeInstanceOf(Sub);
    expect(outcome(() => Reflect.apply(f, 7, [() => 1]), [])).toEqual(
      outcome(() => Reflect.apply(attempt, 7, [() => 1]), []),
    );
  });
});

it('finds every equivalent in the table, too', () => {
  const owners = [
    Array,
    Array.prototype,
    Object.getPrototypeOf(Int8Array),
    Object.getPrototypeOf(Int8Array.prototype),
    Map,
    Map.prototype,
    Set.prototype,
    Object,
    JSON,
    String.prototype,
    Promise,
    (globalThis as { Iterator?: { prototype: object } }).Iterator?.prototype ?? {},
  ];
  for (const owner of owners)
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      const found = resolve(name, value);
      if (found !== value) expect(resolve('any', value), name).toBe(found);
    }
});
