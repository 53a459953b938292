// What fixtures cannot show of async contexts: stacks, memory, wrong arguments. The rest: fixtures/*/async-context*, bound-context.
import { AsyncLocalStorage } from 'node:async_hooks';
import * as builtins from '@fiberc/runtime/builtins';
import { expect, test } from 'vitest';
import { compile } from '../../transform/src/entries/index.ts';
import * as abi from '../src/abi.ts';
import { bindContext } from '../src/async-context.ts';
import { current, Fiber } from '../src/index.ts';
import * as stack from '../src/stack.ts';
import { thrownBy } from './compiled.ts';

const modules: Readonly<Record<string, unknown>> = {
  '@fiberc/runtime/abi': abi,
  '@fiberc/runtime/builtins': builtins,
  '@fiberc/runtime/stack': stack,
};

const SOURCE = `
exports.pause = function pause() { return current().parent.switch(); };
exports.fail = function fail() { exports.pause(); exports.pause(); throw new Error('late'); };
exports.middle = function middle(als) { als.run(2, exports.fail); };
exports.outer = function outer(als) { als.run(1, exports.middle, als); };
exports.again = function again(n) { while (n-- > 0) exports.pause(); };`;

function load() {
  const { code } = compile(SOURCE, { filename: '/app/input.cjs', stacks: true });
  const exports: Record<string, (...args: readonly unknown[]) => unknown> = {};
  new Function('exports', 'require', 'current', code)(
    exports,
    (name: string) => modules[name],
    current,
  );
  return exports as Readonly<Record<'outer' | 'again', (...args: readonly unknown[]) => unknown>>;
}

const { outer, again } = load();
const names = (fiber: Fiber) => stack.stackOf(fiber).map((frame) => frame.function);

test('what waits inside of als.run is on the stack of its fiber', () => {
  const fiber = new Fiber(outer as never, [new AsyncLocalStorage()] as never);
  for (const _ of ['captured', 'resumed and captured again']) {
    fiber.switch();
    expect(names(fiber)).toEqual(['pause', 'fail', 'run', 'middle', 'run', 'outer']);
  }
});

test('an error that leaves it shows all of it', () => {
  const fiber = new Fiber(outer as never, [new AsyncLocalStorage()] as never);
  fiber.switch();
  fiber.switch();
  const { stack: text = '' } = thrownBy(() => fiber.switch()) as Error;
  const [inside = ''] = text.split('--- fiber');
  const found = [...inside.matchAll(/at (?:\w+\.)*(fail|run|middle|outer)\b/g)];
  expect(found.map(([, name]) => name)).toEqual(['fail', 'run', 'middle', 'run', 'outer']);
});

test('a bound fiber is in nobody else’s stack, however often it goes on', () => {
  const als = new AsyncLocalStorage<number>();
  const fiber = als.run(1, () => bindContext(new Fiber(again as never, [10_000] as never)));
  for (let n = 0; n <= 10_000; n++) fiber.switch();
  expect(fiber.isAlive()).toBe(false);
  expect(als.getStore()).toBe(undefined);
});

test('only fibers can be bound', () => {
  expect(thrownBy(() => bindContext({} as Fiber))).toBeInstanceOf(TypeError);
  const fiber = new Fiber(() => 1);
  expect(bindContext(fiber)).toBe(fiber);
});

test('where there is no AsyncLocalStorage, an error says so', () => {
  const { getBuiltinModule } = process;
  Object.defineProperty(process, 'getBuiltinModule', { value: undefined, configurable: true });
  try {
    expect(thrownBy(() => bindContext(new Fiber()))).toMatchObject({
      name: 'FiberError',
      code: 'ERR_FIBER_NO_CONTEXT',
    });
  } finally {
    Object.defineProperty(process, 'getBuiltinModule', {
      value: getBuiltinModule,
      configurable: true,
    });
  }
});
