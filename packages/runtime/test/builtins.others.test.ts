// The equivalents for collections and promises side by side with the built-ins, and the table of all.
import { describe, expect, it } from 'vitest';
import { compare, equivalent, fails, outcome, own, resolve, telling } from './observed.ts';

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
    class Sub extends Promise<unknown> {}
    const constructing = equivalent(
      Reflect.construct,
      'construct',
    ) as unknown as typeof Reflect.construct;
    const made = constructing(
      Promise,
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
      if (found !== value) expect(resolve('computed', value), name).toBe(found);
    }
});
