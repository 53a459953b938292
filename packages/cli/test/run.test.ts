import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { type Project, project, run } from './fiberc.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 60_000 });

/** Suspends inside a function of every module; what is not compiled would be a barrier. */
const give = (header: string, footer = '') => `
${header}
function give(x) { current().parent.switch(x); return x; }
${footer}`;

const MIXED = {
  'main.ts': `
import { current, Fiber } from '@fiberc/runtime';
import type { Nothing } from './nowhere.js';
import { fromModule } from './module.mjs';
import { fromTypes, Color } from './types.js';
import { createRequire } from 'node:module';
import common from './common.cjs';
const require = createRequire(import.meta.url);
const typed = require('./typed.cts');
const fiber = new Fiber((): string => {
  const names: unknown[] = [];
  for (const f of [fromModule, fromTypes, common.give, common.again, typed.give]) names.push(f(f.name));
  const parent: Fiber = current().parent!;
  parent.switch(Color.Blue);
  return names.join() satisfies string;
});
const seen: unknown[] = [];
while (fiber.isAlive()) seen.push(fiber.switch());
console.log(seen.join(' '));
`,
  'module.mjs': give(
    "import { current } from '@fiberc/runtime';",
    'export { give as fromModule };',
  ),
  'types.ts': `
import { current } from '@fiberc/runtime';
export enum Color { Red, Blue }
export function fromTypes<T>(x: T): T { current().parent!.switch(x); return x; }
`,
  'common.cjs': give(
    "const { current } = require('@fiberc/runtime');",
    "module.exports = { give, again: require('./again').give };",
  ),
  'again.js': give("const { current } = require('@fiberc/runtime');", 'exports.give = give;'),
  'typed.cts': `
const { current } = require('@fiberc/runtime');
const one: number = 1;
exports.give = function typed(x: unknown) { current().parent.switch(x); return x; };
`,
};
const EXPECTED = 'give fromTypes give give typed 1 give,fromTypes,give,give,typed\n';

test('ES modules, CommonJS and TypeScript, in a folder that knows no runtime', () => {
  expect(project(MIXED).fiberc('run', 'main.ts')).toEqual({
    status: 0,
    stdout: EXPECTED,
    stderr: '',
  });
});

const engines = fileURLToPath(new URL('../../../engines/node_modules/', import.meta.url));
const built = fileURLToPath(new URL('../bin/fiberc.mjs', import.meta.url));
const others = ['node20', 'node22', 'node26'].filter((name) => existsSync(join(engines, name)));

/** The built command on another Node; the sources would need one that reads TypeScript. */
function runOn(name: string, { folder }: Project, ...args: readonly string[]) {
  return run(join(engines, name, 'bin/node'), [built, ...args], folder);
}

// Whoever has no binaries for this platform tests the Node he has.
test.for(others)('the same on %s, as it is published', (name) => {
  expect(runOn(name, project(MIXED), 'run', 'main.ts')).toEqual({
    status: 0,
    stdout: EXPECTED,
    stderr: '',
  });
});

test.for(others)('errors in a CommonJS program on %s', (name) => {
  const p = project({
    'main.js': "require('./late');",
    'late.js': 'exports.a = 1;\n\nfunction late() {\n  throw new Error("late");\n}\nlate();\n',
    'bad.js': "require('./syntax');",
    'syntax.js': 'let a = 1;\nlet = ;\n',
  });
  const late = runOn(name, p, 'run', 'main.js');
  expect(late.status).toBe(1);
  expect(late.stderr).toMatch(/at late \(.*late\.js:4:9\)/);
  const bad = runOn(name, p, 'run', 'bad.js');
  expect(bad.status).toBe(1);
  expect(bad.stderr).toMatch(/syntax\.js:2:\d+: .*\n\n.*\n> 2 \| let = ;/);
});

test('what the program sees of its process', () => {
  const p = project({
    'a.cjs': 'console.log(require.main === module, __filename, ...process.argv.slice(1));',
    'b.mjs': 'console.log(import.meta.filename, ...process.argv.slice(1)); process.exitCode = 3;',
  });
  const a = join(p.folder, 'a.cjs');
  const b = join(p.folder, 'b.mjs');
  expect(p.fiberc('run', 'a.cjs', '--include', '-x', 'y')).toEqual({
    status: 0,
    stdout: `true ${a} ${a} --include -x y\n`,
    stderr: '',
  });
  expect(p.fiberc('run', 'b.mjs', '--help')).toEqual({
    status: 3,
    stdout: `${b} ${b} --help\n`,
    stderr: '',
  });
});

test('an error nobody catches: 1, and a stack of the source', () => {
  const p = project({
    'main.ts':
      "import { current, Fiber } from '@fiberc/runtime';\n\n" +
      'interface Long {\n  very: string;\n}\n\n' +
      'function fail(value: Long): never {\n  current().parent!.switch();\n' +
      '  throw new Error(value.very);\n}\n' +
      "const fiber = new Fiber(() => fail({ very: 'sad' }));\nfiber.switch();\nfiber.switch();\n",
  });
  const { status, stderr } = p.fiberc('run', 'main.ts');
  expect(status).toBe(1);
  expect(stderr).toContain('Error: sad');
  expect(stderr).toMatch(/main\.ts:9:9/);
});

test('a file that does not compile: its place and frame; import() can catch it', () => {
  const p = project({
    'main.mjs': "import './bad.ts';",
    'bad.ts': 'const a: number = 1;\nconst = 2;\n',
    'catch.mjs': "await import('./bad.ts').catch((error) => console.log(error.code));",
  });
  const { status, stderr } = p.fiberc('run', 'main.mjs');
  expect(status).toBe(1);
  expect(stderr).toContain(`${join(p.folder, 'bad.ts')}:2:`);
  expect(stderr).toContain('> 2 | const = 2;');
  const caught = { status: 0, stdout: 'ERR_FIBERC_SYNTAX\n' };
  expect(p.fiberc('run', 'catch.mjs')).toMatchObject(caught);
  expect(p.fiberc('run', '--no-analyze', 'catch.mjs')).toEqual({ ...caught, stderr: '' });
});

const PACKAGE = {
  'node_modules/@scope/each/package.json':
    '{ "name": "@scope/each", "version": "1.0.0", "main": "index.js" }',
  'node_modules/@scope/each/index.js':
    'exports.each = function each(list, f) { for (const x of list) f(x); };',
  'main.mjs': `
import { current, Fiber } from '@fiberc/runtime';
import { each } from '@scope/each';
const fiber = new Fiber(() => each([1, 2], (x) => current().parent.switch(x)));
console.log(fiber.switch(), fiber.switch());
`,
};

test('without an analysis packages are compiled when they are included, and are barriers when not', () => {
  const p = project(PACKAGE);
  const without = p.fiberc('run', '--no-analyze', 'main.mjs');
  expect(without.status).toBe(1);
  expect(without.stderr).toContain('ERR_FIBER_BARRIER');
  for (const pattern of ['@scope/each', '@scope/*', '*']) {
    const flags = ['--no-analyze', '--include', 'other', '--include', pattern];
    const after = { status: 0, stdout: '1 2\n', stderr: '' };
    expect(p.fiberc('run', ...flags, 'main.mjs')).toEqual(after);
  }
});

test('workers and forks are compiled as well', () => {
  const p = project({
    'main.mjs': `
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fork } from 'node:child_process';
import { once } from 'node:events';
const worker = new Worker(new URL('./unit.ts', import.meta.url));
const [fromWorker] = await once(worker, 'message');
const [fromFork] = await once(fork(new URL('./unit.ts', import.meta.url)), 'message');
console.log(fromWorker, fromFork);
`,
    'unit.ts': `
import { parentPort } from 'node:worker_threads';
import { current, Fiber } from '@fiberc/runtime';
const fiber = new Fiber((): void => { current().parent!.switch('suspended' as string); });
const value = fiber.switch();
if (parentPort) parentPort.postMessage(value);
else { process.send!(value); process.disconnect(); }
`,
  });
  expect(p.fiberc('run', 'main.mjs')).toEqual({
    status: 0,
    stdout: 'suspended suspended\n',
    stderr: '',
  });
});

test('messages and signals reach the program', async () => {
  const p = project({
    'main.cjs': `
process.on('message', (message) => process.send({ echo: message }));
process.on('SIGTERM', () => process.exit(42));
process.send('ready');
`,
    'killed.cjs': "process.kill(process.pid, 'SIGKILL');",
  });
  const child = p.start('run', 'main.cjs');
  expect(await once(child, 'message')).toContain('ready');
  child.send('hello');
  expect((await once(child, 'message'))[0]).toEqual({ echo: 'hello' });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([42, null]);

  expect(await once(p.start('run', 'killed.cjs'), 'exit')).toEqual([null, 'SIGKILL']);
});

test('programs that are not there', () => {
  const p = project({ 'a.txt': '' });
  expect(p.fiberc('run', 'nope.js')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'fiberc: no such file: nope.js\n',
  });
  expect(p.fiberc('run', 'a.txt').stderr).toContain('not a JavaScript or TypeScript file');
});
