// Call sites that may reach a built-in which calls back: the names, and what is emitted.
import * as resolvers from '@fiberc/runtime/builtins';
import { expect, it } from 'vitest';
import { COMPUTED, CONSTRUCTORS, METHODS, REQUIRING } from '../src/1-read/builtins.ts';
import { type CompileOptions, compile } from '../src/entries/index.ts';

const compiled = (source: string, options: Partial<CompileOptions> = {}): string =>
  compile(source, { filename: 'module.js', ...options }).code;

it('knows the names that the runtime has resolvers for', () => {
  // Seven are chosen in other ways than by the name of what is called.
  const names = new Set([
    ...METHODS,
    ...CONSTRUCTORS,
    ...[...REQUIRING.values()].map(({ resolver }) => resolver),
    COMPUTED,
    'iterated',
    'list',
    'taken',
    'instanceOf',
    'toPrimitive',
    'superConstruct',
    'uncurried',
  ]);
  expect([...names].sort()).toEqual(Object.keys(resolvers).sort());
});

it('imports only the resolvers that are used', () => {
  const code = compiled('export function f(list, g) { return list.map(g); }');
  expect(code).toContain('import { map as $map$import } from "@fiberc/runtime/builtins";');
  expect(code).toContain('const $map = $map$import;');
  expect(code).toContain('$map(list.map)');
  expect(compiled('export function f(o) { return o.other(); }')).not.toContain('builtins');
});

it('leaves built-ins to the engine that get a function which cannot suspend', () => {
  const code = compiled(
    'export function f(list, g) { list.forEach((x) => { g.n += x; }); list.findLast((x) => x > 1); list.some((x) => g(x)); }',
  );
  expect(code).toContain('$iterated(list.forEach)');
  expect(code).not.toContain('$findLast');
  expect(code).toContain('$some(list.some)');
});

it('requires them in CommonJS, and finds them on the global object in scripts', () => {
  const source = 'function f(list, g) { return list.map(g); }';
  expect(compiled(source, { filename: 'module.cjs' })).toContain(
    '= require("@fiberc/runtime/builtins")',
  );
  expect(compiled(source, { sourceType: 'script' })).toContain(
    '= globalThis["@fiberc/runtime/builtins"]',
  );
});

it('takes them from where it is told, or not at all', () => {
  const source = 'export function f(list, g) { return list.map(g); }';
  expect(compiled(source, { torture: 'after' })).toContain('"@fiberc/runtime/builtins/after"');
  expect(compiled(source, { builtins: './mine.js' })).toContain('"./mine.js"');
  expect(compiled(source, { builtins: false })).not.toContain('$map');
  expect(compiled(source, { runtime: './abi.js' })).not.toContain('$map');
});

it('leaves names of the program alone', () => {
  const code = compiled('const $map = 1; export function f(list, g) { return list.map(g, $map); }');
  expect(code).toContain('$map$1(list.map)');
});
