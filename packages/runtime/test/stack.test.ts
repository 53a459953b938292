// Where fibers are, and what stack traces show of it. The same on all engines: fixtures/fibers/stacks.
import { expect, test } from 'vitest';
import { compile } from '../../transform/src/entries/index.ts';
import * as abi from '../src/abi.ts';
import { current, Fiber } from '../src/index.ts';
import * as stack from '../src/stack.ts';

const modules: Readonly<Record<string, unknown>> = {
  '@fiberc/runtime/abi': abi,
  '@fiberc/runtime/stack': stack,
};

type Program = Record<'wait' | 'fail' | 'resume' | 'other', (...args: never[]) => unknown>;

function load(options: { readonly stacks?: boolean; readonly inputSourceMap?: object }): Program {
  const source = [
    'exports.wait = function wait(n) { return n > 0 ? wait(n - 1) : main.switch(); };',
    'exports.fail = function fail() { exports.wait(1); exports.wait(0); throw new Error("late"); };',
    'exports.other = function other(f) { f.throw(new TypeError("given")); };',
    'exports.resume = function resume(f) { return f.switch(); };',
  ].join('\n');
  const { code } = compile(source, { filename: '/app/input.cjs', builtins: false, ...options });
  const exports = {};
  new Function('exports', 'require', 'main', code)(
    exports,
    (name: string) => modules[name],
    current(),
  );
  return exports as Program;
}

const { wait, fail, resume, other } = load({ stacks: true });
const functions = (fiber: Fiber) => stack.stackOf(fiber).map((frame) => frame.function);
const shown = (error: Error): string[] =>
  (error.stack ?? '').split('\n').filter((line) => !/node_modules|node:/.test(line));

const suspended = (target: (...args: never[]) => unknown): Fiber => {
  const fiber = new Fiber(target as () => unknown);
  fiber.switch();
  return fiber;
};

test('nothing is captured of a fiber that has not begun, runs, or has ended', () => {
  expect(stack.stackOf(new Fiber(wait as () => unknown))).toEqual([]);
  expect(stack.stackOf(current())).toEqual([]);
  const fiber = suspended(wait);
  fiber.switch();
  expect(stack.stackOf(fiber)).toEqual([]);
});

test('a frame says where it waits, and what its variables are, needed or not', () => {
  const fiber = new Fiber(wait as never, [1] as never);
  fiber.switch();
  const places = stack
    .stackOf(fiber)
    .map(({ function: name, file, line, column }) => `${name} ${file}:${line}:${column}`);
  expect(places).toEqual(['wait /app/input.cjs:1:64', 'wait /app/input.cjs:1:50']);
  expect(Object.keys(stack.stackOf(fiber)[0]?.locals ?? {})).toEqual(['this', 'n']);
});

test('without the option only functions are known', () => {
  const fiber = suspended(load({ stacks: false }).wait);
  expect(stack.stackOf(fiber)).toEqual([
    { function: 'wait', file: null, line: null, column: null, locals: null },
  ]);
});

test('places are those of the source that a source map names', () => {
  const inputSourceMap = {
    version: 3,
    names: [],
    sources: ['../src/app.ts'],
    mappings: 'AAUA',
  };
  const fiber = suspended(load({ stacks: true, inputSourceMap }).wait);
  expect(stack.stackOf(fiber)[0]).toMatchObject({ file: '/src/app.ts', line: 11 });
});

test('an error that leaves resumed functions shows them, then who has resumed the fiber', () => {
  const fiber = suspended(fail);
  expect(functions(fiber)).toEqual(['wait', 'wait', 'fail']);
  fiber.switch();
  let error = new Error();
  try {
    fiber.switch();
  } catch (caught) {
    error = caught as Error;
  }
  expect(shown(error).slice(0, 2)).toEqual(['Error: late', expect.stringMatching(/^ +at fail \(/)]);
  expect(shown(error)[2]).toMatch(/--- fiber, resumed by ---/);
  expect(shown(error)[3]).toMatch(/stack\.test\.ts/);
});

test('the stack of an error can be read, replaced and deleted', () => {
  const outer = load({ stacks: true });
  const fiber = suspended(outer.fail);
  fiber.switch();
  let error = new Error();
  try {
    fiber.switch();
  } catch (caught) {
    error = caught as Error;
  }
  expect(shown(error).join('\n')).not.toMatch(/drive|transfer|\$r/);
  expect(shown(error)[0]).toBe('Error: late');
  error.stack = 'mine';
  expect(error.stack).toBe('mine');
  expect(Object.keys(error)).toEqual([]);
});

test('an error thrown into a fiber keeps the stack of who made it', () => {
  const fiber = suspended(wait);
  const thrower = new Fiber(other as never, [fiber] as never);
  let error = new Error();
  try {
    thrower.switch();
  } catch (caught) {
    error = caught as Error;
  }
  expect(error.message).toBe('given');
  expect(shown(error).some((line) => /\bother\b/.test(line))).toBe(true);
  expect(shown(error).some((line) => /at wait/.test(line))).toBe(false);
});

test('who has resumed a fiber may be another fiber', () => {
  const inner = suspended(fail);
  inner.switch();
  const outer = new Fiber(resume as never, [inner] as never);
  inner.parent = outer;
  let error = new Error();
  try {
    outer.switch();
  } catch (caught) {
    error = caught as Error;
  }
  const lines = shown(error).map((line) => line.trim());
  const at = lines.findIndex((line) => line.startsWith('--- fiber'));
  expect(lines[at + 1]).toBe('at resume (/app/input.cjs:4:46)');
});

test.each([1, 'text', null, Object.freeze(new Error('frozen')), { stack: 'none' }])(
  'what is thrown stays what it is: %o',
  (value) => {
    const resumeBody = Object.assign((_f: unknown, _v: unknown, _t: unknown) => undefined);
    const before = value instanceof Error ? value.stack : undefined;
    expect(stack.traced(value, resumeBody, 1)).toBe(value);
    if (value instanceof Error) expect(value.stack).toBe(before);
  },
);
