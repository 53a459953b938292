import vm from 'node:vm';
import * as abi from '@fiberc/runtime/abi';
import { expect, test } from 'vitest';
import { compile } from '../src/entries/index.ts';

/** A context in which scripts find the runtime, and the scripts in it, one after the other. */
function runScripts(sources: readonly string[]): unknown {
  const context = vm.createContext({ '@fiberc/runtime/abi': abi });
  let result: unknown;
  for (const [index, source] of sources.entries())
    result = vm.runInContext(
      compile(source, { filename: `${index}.js`, sourceType: 'script', verify: true }).code,
      context,
    );
  return result;
}

test('scripts share their variables, and nothing that is added to them', () => {
  const result = runScripts([
    'function twice(f, x) { return f(f(x)); } const start = 1;',
    'function thrice(f, x) { return f(twice(f, x)); } const next = 2;',
    'thrice((x) => x + next, start)',
  ]);
  expect(result).toBe(7);
});

test('a script may be loaded twice', () => {
  const source = 'var made = function (f) { return f(1); }; function g(f) { return made(f); }';
  expect(runScripts([source, 'g((x) => x + 1)'])).toBe(2);
  const code = compile(source, { filename: 'twice.js', sourceType: 'script' }).code;
  const context = vm.createContext({ '@fiberc/runtime/abi': abi });
  for (let i = 0; i < 2; i++) vm.runInContext(code, context);
  expect(vm.runInContext('g((x) => x + 2)', context)).toBe(3);
});

test('a function of a script can be replaced by another script', () => {
  const result = runScripts([
    'function f() { return 1; } function g(h) { h(); return f(); }',
    'function f() { return 2; }',
    'g(() => { globalThis.f = () => 3; }) + f()',
  ]);
  expect(result).toBe(6);
});

test('a script is sloppy unless it says otherwise', () => {
  expect(
    runScripts(['function f(g) { g(); undeclared = 1; return undeclared; } f(() => {})']),
  ).toBe(1);
  expect(runScripts(['(function (g) { g(); return this === globalThis; })(() => {})'])).toBe(true);
  expect(() =>
    runScripts(['"use strict"; function f(g) { g(); undeclared = 1; } f(() => {})']),
  ).toThrow(/not defined/);
});

test('a script cannot import', () => {
  expect(() => runScripts(['import "x";'])).toThrow(/import/);
});
