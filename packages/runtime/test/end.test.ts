import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { type Call, compiled, on, thrownBy } from './compiled.ts';

const main = current();
const make = (parent: Fiber, body: () => Generator<Call, unknown, unknown>): Fiber =>
  new Fiber({ target: compiled(body), parent });

describe('ending', () => {
  test('E1 the result goes to the parent, by identity', () => {
    for (const v of [{}, null, 0, '', undefined, false])
      expect(new Fiber(() => v).switch()).toBe(v);
  });

  test('E2 an uncaught exception goes to the parent, whatever it is', () => {
    for (const e of [new Error('x'), 1, null, undefined, 'str', {}])
      expect(
        thrownBy(() =>
          new Fiber(() => {
            throw e;
          }).switch(),
        ),
      ).toBe(e);
  });

  test('E3 to the parent, not to who switched last', () => {
    const y = new Fiber({ target: () => 'result of y', parent: main });
    const q = make(main, function* () {
      return yield on(y, 'switch');
    });
    expect(q.switch()).toBe('result of y');
    expect(q.isAlive()).toBe(true);
    expect(q.switch('late')).toBe('late');
  });

  test('E4 an unstarted parent is passed over, neither started nor ended', () => {
    let ran = false;
    const parent = new Fiber(() => {
      ran = true;
      return 'parent';
    });
    expect(new Fiber({ target: () => 'child', parent }).switch()).toBe('child');
    expect(() =>
      new Fiber({
        target: () => {
          throw new Error('x');
        },
        parent,
      }).switch(),
    ).toThrow('x');
    expect([ran, parent.isAlive()]).toEqual([false, true]);
    expect(parent.switch()).toBe('parent');
  });

  test('E5 a chain of ended parents is passed over', () => {
    let parent = main;
    const chain: Fiber[] = [];
    for (let i = 0; i < 20_000; i++) {
      parent = new Fiber({ target: () => i, parent });
      chain.push(parent);
    }
    const last = new Fiber({ target: () => 'last', parent });
    for (const f of chain.reverse()) f.switch();
    expect(chain.some((f) => f.isAlive())).toBe(false);
    expect(last.switch()).toBe('last');
  });

  test('E6 every ancestor that does not catch ends, its finally runs, innermost first', () => {
    const log: string[] = [];
    const nested = (name: string, inner?: () => Fiber): Fiber =>
      new Fiber(
        compiled(function* () {
          try {
            if (inner) yield on(inner(), 'switch');
            else throw new Error('x');
          } finally {
            log.push(name);
          }
        }),
      );
    const all: Fiber[] = [];
    const keep = (f: Fiber): Fiber => {
      all.push(f);
      return f;
    };
    const outer = keep(nested('outer', () => keep(nested('middle', () => keep(nested('inner'))))));
    expect(() => outer.switch()).toThrow('x');
    expect(log).toEqual(['inner', 'middle', 'outer']);
    expect(all.map((f) => f.isAlive())).toEqual([false, false, false]);
  });

  test('E7 an ancestor that catches goes on', () => {
    const f = make(main, function* () {
      let caught = '';
      try {
        yield on(
          new Fiber(() => {
            throw new Error('x');
          }),
          'switch',
        );
      } catch (e) {
        caught = (e as Error).message;
      }
      return [caught, yield on(new Fiber(() => 'next child'), 'switch')];
    });
    expect(f.switch()).toEqual(['x', 'next child']);
  });

  test('E8 an ancestor that waits in throw()', () => {
    const body = function* (): Generator<Call, unknown, unknown> {
      const child: Fiber = make(current(), function* () {
        try {
          yield on(main, 'switch');
        } catch {
          return 'caught';
        }
        return 'not thrown';
      });
      yield on(child, 'switch');
      return ['throw() returned', yield on(child, 'throw', new Error('x'))];
    };
    const f = make(main, body);
    f.switch();
    expect(f.switch()).toEqual(['throw() returned', 'caught']);
  });

  test('E10 the parent at the very end counts', () => {
    const other = make(main, function* () {
      return ['other got', yield on(main, 'switch')];
    });
    other.switch();
    const f = new Fiber(() => {
      try {
        return 'result';
      } finally {
        current().parent = other;
      }
    });
    expect(f.switch()).toEqual(['other got', 'result']);
  });

  test('E11 parent and expandos are kept', () => {
    const f = Object.assign(new Fiber(() => 1), { expando: 1 });
    f.switch();
    expect(f.parent).toBe(main);
    expect(f.expando).toBe(1);
  });

  test('E12 alive in its own last finally', () => {
    const log: boolean[] = [];
    const f = new Fiber(() => {
      try {
        return 1;
      } finally {
        log.push(current().isAlive());
      }
    });
    f.switch();
    expect([log, f.isAlive()]).toEqual([[true], false]);
  });
});
