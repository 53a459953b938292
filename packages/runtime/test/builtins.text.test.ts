// The equivalents for strings and JSON side by side with the built-ins.
import { describe, expect, it } from 'vitest';
import { type Any, compare, equivalent, fails, outcome, own, telling } from './observed.ts';

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
