/**
 * What the garbage collector takes: run by `memory.test.ts` with --expose-gc. Prints, for each
 * name, whether what was made has been collected (or the expected log of a check).
 */
import { current, Fiber } from '@fiberc/runtime';
import { compiled, on } from './compiled.ts';

declare const gc: () => void;

const main = current();
const log: string[] = [];
/** Kept alive to the end. */
const kept: unknown[] = [];

const suspend = compiled(function* (...held: unknown[]) {
  try {
    yield on(main, 'switch');
  } finally {
    log.push('finally');
  }
  return held;
});
const start = (f: Fiber): Fiber => {
  f.switch();
  return f;
};

/** Each makes something, drops its own references, and returns what should be gone. */
const things: Record<string, () => object> = {
  unstarted: () => new Fiber(() => 1),
  'unstarted, in a cycle': () => {
    class Circular extends Fiber {
      self = this;
    }
    return new Circular();
  },
  suspended: () => start(new Fiber(suspend)),
  'suspended, referenced from its own frame': () => {
    const f: Fiber = new Fiber(
      compiled(function* () {
        const me = current();
        yield on(main, 'switch');
        return me;
      }),
    );
    return start(f);
  },
  ended: () => start(new Fiber(() => 1)),
  'ended, that returned itself': () => new Fiber(current).switch() as object,
  'ended by an exception': () => {
    const f = new Fiber(() => 1);
    try {
      f.throw(new Error('x'));
    } catch {}
    return f;
  },
  'what a suspended fiber held': () => {
    const held = {};
    start(new Fiber(suspend as (held: object) => unknown, [held]));
    return held;
  },
  'the arguments of a fiber that has ended': () => {
    const held = {};
    kept.push(start(new Fiber((x: object) => typeof x, [held])));
    return held;
  },
  'the kwargs of a fiber that has ended': () => {
    const held = { x: 1 };
    kept.push(start(new Fiber((x: object) => typeof x, undefined, held)));
    return held;
  },
  'the arguments of a fiber that was thrown into before its start': () => {
    const held = {};
    const f = new Fiber((x: object) => typeof x, [held]);
    try {
      f.throw(new Error('x'));
    } catch {}
    kept.push(f);
    return held;
  },
  'the target of a fiber that has ended': () => {
    const target = (): number => 1;
    kept.push(start(new Fiber(target)));
    return target;
  },
  'the locals of a fiber that has ended': () => {
    const held = {};
    const f = start(new Fiber(suspend as (held: object) => unknown, [held]));
    f.switch();
    kept.push(f);
    return held;
  },
  'a value that was switched, when it has been used': () => {
    const held = {};
    const f = start(
      new Fiber(
        compiled(function* () {
          yield on(main, 'switch');
          yield on(main, 'switch');
        }),
      ),
    );
    f.switch(held);
    kept.push(f);
    return held;
  },
  'a child, by its parent': () => {
    const parent = start(new Fiber(suspend));
    kept.push(parent);
    return start(new Fiber({ target: suspend, parent }));
  },
  'a fiber that another one has switched to, and that has ended': () => {
    const targets = [new Fiber(() => 1)];
    const ref = new WeakRef(targets[0] as Fiber);
    const f = start(
      new Fiber(
        compiled(function* () {
          yield on(targets.pop() as Fiber, 'switch');
        }),
      ),
    );
    kept.push(f);
    return ref.deref() as Fiber;
  },
};

/** These stay. */
const staying: Record<string, () => object> = {
  'a parent, by its child': () => {
    const parent = start(new Fiber(suspend));
    kept.push(new Fiber({ parent }));
    return parent;
  },
  'the arguments of an unstarted fiber': () => {
    const held = {};
    kept.push(new Fiber((x: object) => x, [held]));
    return held;
  },
  'what a suspended fiber holds': () => {
    const held = {};
    kept.push(start(new Fiber(suspend as (held: object) => unknown, [held])));
    return held;
  },
};

const refs = new Map<string, WeakRef<object>>();
for (const [name, make] of Object.entries({ ...things, ...staying }))
  refs.set(name, new WeakRef(make()));
const logged = log.length;

let runs: boolean | undefined;
const alone = new WeakRef(
  new Fiber(() => {
    gc();
    runs = current().isAlive();
  }),
);
alone.deref()?.switch();

// A weak reference holds its target until the job ends in which it was made or read.
setTimeout(() => {
  gc();
  const collected: Record<string, boolean> = {};
  for (const [name, ref] of refs) collected[name] = ref.deref() === undefined;
  process.stdout.write(
    JSON.stringify({
      collected,
      gone: Object.keys(things),
      stay: Object.keys(staying),
      finallyRan: log.length - logged,
      runs,
      kept: kept.length,
    }),
  );
}, 10);
