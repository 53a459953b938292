// Two copies of the package in one realm: where they meet, the error says so. Each program has a process of its own, as the
// copies are known to the whole realm.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../transform/src/entries/index.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-copies-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };

/** A module in a bundle of its own, with a copy of the package in it. */
async function bundle(name: string, source: string, isCompiled: boolean, format: 'esm' | 'iife') {
  const { outputFiles } = await build({
    stdin: {
      contents: isCompiled ? compile(source, { filename: `${name}.js` }).code : source,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    conditions: ['fiberc-source'],
    format,
    ...(format === 'iife' && { globalName: name }),
    target: 'es2022',
    outfile: `${name}.mjs`,
    write: false,
  });
  writeFileSync(join(folder, `${name}.mjs`), outputFiles[0]?.text ?? '');
}

const PROGRAM = `
import { Fiber, current } from '@fiberc/runtime';
export { Fiber, current };
export function each(list, f) { for (const one of list) f(one); }
export function pull(f) { return new Fiber(() => each([1, 2], f)).switch(); }`;

beforeAll(async () => {
  await bundle('left', PROGRAM, true, 'esm');
  await bundle('right', PROGRAM, true, 'esm');
  await bundle('page', PROGRAM, true, 'iife');
  await bundle('plain', PROGRAM, false, 'esm');
});

const place = (name: string): string => `${version} (${pathToFileURL(join(folder, name)).href})`;

/** What a program prints that has the bundles by their names. */
function prints(program: string, bundles: readonly string[] = ['left', 'right']): string {
  const imports = bundles.map((name) => `import * as ${name} from './${name}.mjs';`);
  const file = join(folder, 'main.mjs');
  writeFileSync(
    file,
    `${imports.join('\n')}
const known = Symbol.for('@fiberc/runtime') in globalThis;
const refused = (f) => { try { f(); } catch (e) { console.log(e.name, e.code, e.message); } };
${program}`,
  );
  return execFileSync(process.execPath, [file], { encoding: 'utf8' });
}

const ADVICE =
  '`npm ls @fiberc/runtime` tells where they come from; `npm dedupe`, or `resolve.dedupe` of a bundler, leaves one';
const both = `There are several copies of @fiberc/runtime: ${place('left.mjs')}, ${place('right.mjs')}. ${ADVICE}`;

test('as long as they do not meet, both work', () => {
  const program = `
console.log(left.pull((x) => x), right.pull((x) => x));
refused(() => left.current().switch());`;
  expect(prints(program)).toBe(
    'undefined undefined\nFiberError ERR_FIBER_SELF cannot switch from a Fiber to itself\n',
  );
});

test('code that is compiled for another copy is a barrier', () => {
  expect(
    prints(`
const pause = (x) => left.current().parent.switch(x);
refused(() => new left.Fiber(() => right.each([1, 2], pause)).switch());`),
  ).toBe(
    `FiberError ERR_FIBER_BARRIER cannot switch in switch: an anonymous function or a function between is not compiled for fibers: include it; if it is compiled, then for another copy. ${both}\n`,
  );
});

test('a copy for which nothing is compiled', () => {
  expect(
    prints(
      `
const { current, Fiber } = plain;
refused(() => new Fiber(() => right.each([1], () => refused(() => current().parent.switch()))).switch());`,
      ['plain', 'right'],
    ),
  ).toBe(
    `FiberError ERR_FIBER_NOT_COMPILED nothing is compiled for this copy of @fiberc/runtime, but for another. There are several copies of @fiberc/runtime: this one, ${place('right.mjs')}. ${ADVICE}\n`,
  );
});

test('fibers of another copy', () => {
  expect(
    prints(`
const other = new right.Fiber();
refused(() => new left.Fiber(() => 1, [], undefined, other));
refused(() => left.Fiber.prototype.switch.call(other));
refused(() => { new left.Fiber().parent = other; });`),
  ).toBe(
    `FiberError ERR_FIBER_FOREIGN parent cannot be on a different thread. ${both}
FiberError ERR_FIBER_FOREIGN cannot switch to a Fiber on a different thread. ${both}
RangeError undefined parent cannot be on a different thread\n`,
  );
});

test('scripts of a page', () => {
  // They have no names of their own here; a page gives them theirs.
  writeFileSync(
    join(folder, 'scripts.mjs'),
    `import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
const load = (filename) => runInThisContext(readFileSync(new URL('./page.mjs', import.meta.url), 'utf8') + ';page', { filename });
export const [one, two] = ['https://shop.example/one.js', 'https://shop.example/two.js'].map(load);`,
  );
  const printed = prints(
    `
const { one, two } = scripts;
refused(() => new one.Fiber(() => two.each([1], (x) => one.current().parent.switch(x))).switch());`,
    ['scripts'],
  );
  expect(printed).toContain(
    `There are several copies of @fiberc/runtime: ${version} (https://shop.example/one.js), ${version} (https://shop.example/two.js).`,
  );
});

test('the global object knows of a copy when compiled code has loaded it, and shows nothing of it', () => {
  expect(prints('console.log(known);', ['plain'])).toBe('false\n');
  expect(prints('console.log(known);', ['left'])).toBe('true\n');
  expect(
    prints(
      'console.log(Object.getOwnPropertyDescriptor(globalThis, Symbol.for("@fiberc/runtime")).enumerable);',
      ['left'],
    ),
  ).toBe('false\n');
});

test('where the global object is frozen, errors are as they would be alone', () => {
  writeFileSync(join(folder, 'frozen.mjs'), 'Object.freeze(globalThis);');
  expect(
    prints(
      `
const pause = (x) => left.current().parent.switch(x);
refused(() => new left.Fiber(() => right.each([1], pause)).switch());`,
      ['frozen', 'left', 'right'],
    ),
  ).toBe(
    'FiberError ERR_FIBER_BARRIER cannot switch in switch: an anonymous function or a function between is not compiled for fibers: include it\n',
  );
});
