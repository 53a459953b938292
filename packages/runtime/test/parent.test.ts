import { current, Fiber } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { compiled, on, thrownBy } from './compiled.ts';
import { foreignFiber } from './foreign.ts';

const main = current();
const reparent = (f: Fiber, parent: unknown): void => {
  f.parent = parent as Fiber;
};
const refused = (f: Fiber, parent: unknown, Class: unknown, message: string): void => {
  const before = f.parent;
  const e = thrownBy(() => reparent(f, parent));
  expect(e).toMatchObject({ message });
  expect((e as object).constructor).toBe(Class);
  expect(f.parent).toBe(before);
};
const ended = (parent = main): Fiber => {
  const f = new Fiber({ target: () => 1, parent });
  f.switch();
  return f;
};
const suspended = (): Fiber => {
  const f = new Fiber(
    compiled(function* () {
      return yield on(main, 'switch', 'suspended');
    }),
  );
  f.switch();
  return f;
};

describe('parent', () => {
  test('P1 a fiber, null for main; kept after the end', () => {
    expect(main.parent).toBe(null);
    const parent = new Fiber();
    const f = new Fiber({ target: () => 1, parent });
    f.switch();
    parent.switch();
    expect(f.parent).toBe(parent);
  });

  test('P2 may be set in every state', () => {
    const parent = new Fiber();
    const done = ended();
    for (const f of [new Fiber(), suspended(), done]) {
      f.parent = parent;
      expect(f.parent).toBe(parent);
    }
    const self = new Fiber(() => {
      current().parent = parent;
      return 'to main, as parent is unstarted';
    });
    expect(self.switch()).toBe('to main, as parent is unstarted');
    expect(self.parent).toBe(parent);
  });

  test('P2 takes effect at the next end', () => {
    const collector = new Fiber(
      compiled(function* () {
        return ['collected', yield on(main, 'switch')];
      }),
    );
    collector.switch();
    const f = suspended();
    f.parent = collector;
    expect(f.switch('result')).toEqual(['collected', 'result']);
  });

  test('P3 not a fiber', () => {
    for (const x of [null, undefined, 42, 'x', {}, () => 1])
      refused(new Fiber(), x, TypeError, 'parent must be a Fiber');
  });

  test('P4 no cycles: itself, a child, a grandchild, through ended fibers', () => {
    const a = new Fiber();
    const b = new Fiber({ parent: a });
    const c = new Fiber({ parent: b });
    for (const x of [a, b, c]) refused(a, x, RangeError, 'cyclic parent chain');
    const root = suspended();
    const dead = ended(root);
    void dead;
    const root2 = new Fiber();
    const middle = new Fiber({ target: () => 1, parent: root2 });
    const leaf = new Fiber({ parent: middle });
    middle.switch();
    expect(middle.isAlive()).toBe(false);
    refused(root2, leaf, RangeError, 'cyclic parent chain');
  });

  test('P5 a parent that has ended', () => {
    refused(new Fiber(), ended(), RangeError, 'parent must not have ended');
  });

  test('P6 a parent of another tree', async () => {
    const foreign = await foreignFiber();
    refused(new Fiber(), foreign, RangeError, 'parent cannot be on a different thread');
    foreign.switch();
    refused(new Fiber(), foreign, RangeError, 'parent must not have ended');
  });

  test('P7 order of checks: type, cycle, end', () => {
    const f = new Fiber({ target: () => 1 });
    const child = new Fiber({ target: () => 1, parent: f });
    child.switch();
    refused(f, child, RangeError, 'cyclic parent chain');
  });

  test('P8 delete does nothing', () => {
    const f = new Fiber();
    expect(Reflect.deleteProperty(f, 'parent')).toBe(true);
    expect(f.parent).toBe(main);
  });

  test("P9 main's parent cannot be changed", async () => {
    for (const f of [main, new Fiber(), ended(), suspended()])
      refused(main, f, RangeError, 'cyclic parent chain');
    refused(main, 5, TypeError, 'parent must be a Fiber');
    refused(main, await foreignFiber(), RangeError, 'parent cannot be on a different thread');
  });

  test('P10 not a fiber that was just created', () => {
    const f = new Fiber(() => {
      refused(current(), new Fiber(), RangeError, 'cyclic parent chain');
      return 1;
    });
    expect(f.switch()).toBe(1);
  });

  test('P11 unstarted, suspended, current, main, the same again', () => {
    const f = new Fiber();
    const inner = new Fiber(() => {
      f.parent = current();
      expect(f.parent).toBe(inner);
    });
    inner.switch();
    for (const p of [new Fiber(), suspended(), main, main]) {
      f.parent = p;
      expect(f.parent).toBe(p);
    }
  });

  test('P14 generators: reparent to the asker, then switch', () => {
    const source = new Fiber(
      compiled(function* () {
        for (const v of [1, 2]) yield on(current().parent as Fiber, 'switch', v);
      }),
    );
    const ask = compiled(function* () {
      source.parent = current();
      return yield on(source, 'switch');
    });
    expect([new Fiber(ask).switch(), new Fiber(ask).switch()]).toEqual([1, 2]);
  });
});
