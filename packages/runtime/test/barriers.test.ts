import { current, Fiber, FiberError } from '@fiberc/runtime';
import { describe, expect, test } from 'vitest';
import { abi, type Call, compiled, on, thrownBy, to } from './compiled.ts';

const { S, Q, cap2, caught, bound, proxied } = abi;
const main = current();
const pass = compiled(function* pass(v?: unknown) {
  return yield on(main, 'switch', v);
});
const fiber = (body: () => Generator<Call, unknown, unknown>): Fiber => new Fiber(compiled(body));

/** That a fiber ends with a barrier error which names these, and that all else works on. */
const barred = (f: Fiber, ...names: string[]): FiberError => {
  const witness = new Fiber(
    compiled(function* () {
      return yield to(pass, 'witness');
    }),
  );
  witness.switch();
  const e = thrownBy(() => f.switch()) as FiberError;
  expect(e).toBeInstanceOf(FiberError);
  expect(e.code).toBe('ERR_FIBER_BARRIER');
  for (const name of names) expect(e.message).toContain(name);
  expect(f.isAlive()).toBe(false);
  expect(Q.pending).toBe(false);
  expect(current()).toBe(main);
  expect(witness.switch('works')).toBe('works');
  return e;
};

describe('barriers', () => {
  test('a native function that calls back', () => {
    function comparer(): unknown {
      return pass() === S ? cap2(() => 0, 1, comparer, pass, 0, 0) : 0;
    }
    barred(
      fiber(function* sorting() {
        return yield on([2, 1], 'sort', comparer);
      }),
      'sorting',
      'comparer',
    );
  });

  test('one that returns the token itself: the callee is compared', () => {
    function reducer(): unknown {
      return pass() === S ? cap2(() => 0, 1, reducer, pass, 0, 0) : 0;
    }
    barred(
      fiber(function* () {
        return yield on([1], 'reduce', reducer, 0);
      }),
      'reduce',
      'reducer',
    );
  });

  test('a target that was not compiled', () => {
    barred(
      new Fiber(function plainTarget() {
        main.switch();
        return 'lost';
      }),
      'plainTarget',
      'switch',
    );
    barred(
      new Fiber(function plainTarget() {
        return main.switch();
      }),
      'plainTarget',
      'switch',
    );
  });

  test('the token used as a value', () => {
    const uses: ((x: never) => unknown)[] = [
      (x) => x + 1,
      (x) => `${x}`,
      (x) => (x as { y: unknown }).y,
      (x) => [...x],
      (x) => 'y' in (x as object),
      (x) => Object.keys(x),
      (x) => JSON.stringify(x),
      (x) => (x as object) instanceof Fiber,
      (x) => ({ ...(x as object) }),
      (x) => Object.assign(x, { y: 1 }),
      (x) => delete (x as { y?: unknown }).y,
    ];
    for (const use of uses) barred(new Fiber(() => use(main.switch() as never)));
  });

  test('the token used where it is swallowed', () => {
    barred(
      new Fiber(() => {
        try {
          return `${main.switch()}`;
        } catch {
          return 'swallowed';
        }
      }),
    );
    barred(
      fiber(function* () {
        return yield to(() => {
          new Promise((resolve) => resolve(pass() as never)).catch(() => 0);
          return 'swallowed';
        });
      }),
    );
  });

  test('no handler runs on a capture that was cut short', () => {
    const log: string[] = [];
    const f = fiber(function* () {
      try {
        yield on([1], 'map', pass);
      } catch {
        log.push('catch');
      } finally {
        // As it is emitted.
        if (!Q.pending) log.push('finally');
      }
    });
    barred(f);
    expect(log).toEqual([]);
  });

  test('a second switch before the first is complete', () => {
    const second: unknown[] = [];
    const e = barred(
      new Fiber(() => {
        main.switch(1);
        for (const again of [
          () => main.switch(2),
          () => new Fiber().switch(),
          () => main.throw(Error),
        ])
          second.push(thrownBy(again));
        return 'goes on';
      }),
    );
    expect(second).toEqual([e, e, e]);
  });

  test('the value is not delivered', () => {
    const f = new Fiber(() => {
      main.switch('not delivered');
    });
    expect(() => f.switch()).toThrow(FiberError);
  });

  test('foreign code that throws while the capture is under way: its exception is the cause', () => {
    const cause = new TypeError('foreign');
    const e = barred(
      fiber(function* () {
        return yield to(() => {
          pass();
          throw cause;
        });
      }),
    );
    expect(e.cause).toBe(cause);
  });

  test('the error goes to the nearest suspended ancestor, which can catch it', () => {
    const f = fiber(function* () {
      try {
        yield on(new Fiber(() => [1].map(() => main.switch())), 'switch');
      } catch (e) {
        return (e as FiberError).code;
      }
      return 'not caught';
    });
    expect(f.switch()).toBe('ERR_FIBER_BARRIER');
  });

  test('frames below the barrier do not run', () => {
    const log: string[] = [];
    const outer = compiled(function* () {
      try {
        yield to(pass);
        yield on([1], 'map', pass);
      } finally {
        if (!Q.pending) log.push('finally');
      }
    });
    const f = fiber(function* () {
      try {
        yield to(outer);
      } finally {
        log.push('outer finally');
      }
    });
    f.switch();
    barred(f);
    expect(log).toEqual([]);
  });

  test('a token that was kept, and comes back later', () => {
    let kept: unknown;
    const stale = compiled(function* () {
      return yield to(() => kept as never);
    });
    barred(
      new Fiber(() => {
        kept = main.switch();
      }),
    );
    expect(kept).toBe(S);
    const f = new Fiber(
      compiled(function* () {
        try {
          yield to(stale);
        } catch (e) {
          return (e as FiberError).code;
        }
        return 'not noticed';
      }),
    );
    expect(f.switch()).toBe('ERR_FIBER_BARRIER');
    expect(thrownBy(() => new Fiber(() => kept).switch())).toMatchObject({
      code: 'ERR_FIBER_BARRIER',
    });
  });

  test('calling compiled functions from native code is no barrier if nothing switches', () => {
    const twice = compiled(function* (x: number): Generator<Call, unknown, unknown> {
      return x * ((yield to(() => 2)) as number);
    });
    expect(
      fiber(function* () {
        return yield on([1, 2], 'map', twice);
      }).switch(),
    ).toEqual([2, 4]);
  });

  test('caught rethrows stack overflow as it is, and everything else as the barrier error', () => {
    for (const [e, code] of [
      [new RangeError('stack'), undefined],
      [new Error('other'), 'ERR_FIBER_BARRIER'],
    ] as const) {
      const f = new Fiber(() => {
        main.switch();
        const first = thrownBy(() => caught(e)) as FiberError;
        expect(first.code).toBe(code);
        if (!code) expect(first).toBe(e);
        expect(thrownBy(() => caught(new Error('later')))).toBe(first);
        throw first;
      });
      expect(thrownBy(() => f.switch())).toMatchObject({ message: expect.any(String) });
      expect(Q.pending).toBe(false);
    }
  });
});

describe('functions that stand for others', () => {
  const { bind } = Function.prototype;
  const bind2 = (f: (...args: never[]) => unknown): ((...args: never[]) => unknown) =>
    bound(bind, f, f.bind(undefined) as (...args: never[]) => unknown);
  const via = (f: unknown): unknown => {
    const g = fiber(function* () {
      return ['got', yield to(f as never, 'x')];
    });
    g.switch();
    return g.switch('back');
  };
  const proxyOf = (handler: object): unknown =>
    proxied(Proxy, pass, handler, new Proxy(pass, handler));

  test('bound in compiled code, once and twice', () => {
    expect(via(bind2(pass as never))).toEqual(['got', 'back']);
    expect(via(bind2(bind2(pass as never)))).toEqual(['got', 'back']);
  });

  test('bound elsewhere', () => {
    barred(
      fiber(function* () {
        return yield to(pass.bind(undefined) as never);
      }),
      'bound pass',
      'pass',
    );
    const notBind = (): unknown => pass.bind(undefined);
    const lookalike = bound(notBind, pass, notBind());
    barred(
      fiber(function* () {
        return yield to(lookalike as never);
      }),
    );
  });

  test('proxies, while their handler has no trap for calls', () => {
    expect(via(proxyOf({}))).toEqual(['got', 'back']);
    expect(via(proxyOf({ get: Reflect.get }))).toEqual(['got', 'back']);
    expect(via(proxyOf({ apply: undefined }))).toEqual(['got', 'back']);
    const trapped = proxyOf({ apply: (f: typeof pass) => f() });
    barred(
      fiber(function* () {
        return yield to(trapped as never);
      }),
    );
    const inherited = proxyOf(Object.create({ apply: (f: typeof pass) => f() }));
    barred(
      fiber(function* () {
        return yield to(inherited as never);
      }),
    );
  });

  test('a handler is looked at without running its accessors', () => {
    let asked = 0;
    const handler = {
      get apply(): undefined {
        asked++;
        return undefined;
      },
    };
    const f = proxyOf(handler);
    barred(
      fiber(function* () {
        return yield to(f as never);
      }),
    );
    expect(asked).toBe(1);
  });

  test('as the target of a fiber', () => {
    const f = new Fiber(bind2(pass as never) as () => unknown);
    f.switch();
    expect(f.switch('v')).toBe('v');
    barred(new Fiber(pass.bind(undefined)), 'bound pass');
  });

  test('constructed: a proxy with a trap for `construct` stands for nothing', () => {
    const C = function (this: unknown): unknown {
      return pass() === S ? cap2((frame) => frame.s0, 1, C, pass, this, 0) : this;
    };
    const newOf = (P: unknown): Fiber => {
      const target = (): unknown => {
        const $1 = Reflect.construct(P as typeof C, []);
        return $1 === S ? cap2((_, v) => v, 1, target, abi.construct(P), 0, 0) : $1;
      };
      return new Fiber(target);
    };
    const plain = { apply: () => 0 };
    const f = newOf(proxied(Proxy, C, plain, new Proxy(C, plain)));
    f.switch();
    expect(f.switch()).toBeInstanceOf(C);
    const trapping = { construct: (X: typeof C) => Reflect.construct(X, []) as object };
    barred(newOf(proxied(Proxy, C, trapping, new Proxy(C, trapping))));
  });
});
