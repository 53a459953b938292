// What the commands for whole programs share: finding modules, the decisions file, compiling with it.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createResolver } from '../src/program/resolver.ts';
import { project } from './fiberc.ts';
import { PROGRAM } from './program.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 60_000 });

test('finds what Node and TypeScript find', () => {
  const { folder } = project({
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
    'package.json': '{ "name": "own", "imports": { "#in": "./in.js" } }',
    'in.js': '',
    'a.ts': '',
    'b.mts': '',
    'c.js': '',
    'c.ts': '',
    'types.d.ts': '',
    'space in name.js': '',
    'folder/index.js': '',
    'data.json': '{}',
    'lib/deep.ts': '',
    'node_modules/both/package.json':
      '{ "exports": { ".": { "import": "./i.mjs", "require": "./r.cjs" }, "./data": "./d.json" } }',
    'node_modules/both/i.mjs': '',
    'node_modules/both/r.cjs': '',
    'node_modules/both/d.json': '{}',
    'node_modules/both/secret.js': '',
    'node_modules/@s/main/package.json': '{ "main": "lib/x" }',
    'node_modules/@s/main/lib/x.js': '',
    'node_modules/left/index.js': '',
    'packages/linked/index.ts': '',
  });
  symlinkSync(join(folder, 'packages/linked'), join(folder, 'node_modules/linked'));
  const resolver = createResolver((name) => name === 'left');
  const find = (specifier: string, kind: 'import' | 'require' = 'import'): string | null =>
    resolver.resolve(specifier, join(folder, 'main.ts'), kind)?.slice(folder.length + 1) ?? null;
  expect(find('./a.js')).toBe('a.ts');
  expect(find('./a')).toBe('a.ts');
  expect(find('./b.mjs')).toBe('b.mts');
  expect(find('./c.js')).toBe('c.js');
  expect(find('./folder', 'require')).toBe('folder/index.js');
  expect(find('./data.json')).toBe('data.json');
  expect(find(`file://${folder}/space%20in%20name.js`)).toBe('space in name.js');
  expect(find('./a.js?once')).toBe('a.ts');
  expect(find('@/deep')).toBe('lib/deep.ts');
  expect(find('#in')).toBe('in.js');
  expect(find('both')).toBe('node_modules/both/i.mjs');
  expect(find('both', 'require')).toBe('node_modules/both/r.cjs');
  expect(find('both/data')).toBe('node_modules/both/d.json');
  expect(find('@s/main', 'require')).toBe('node_modules/@s/main/lib/x.js');
  expect(find('linked')).toBe('packages/linked/index.ts');
  expect(resolver.missing).toEqual([]);
  for (const none of [
    'node:fs',
    'fs',
    'fs/promises',
    'left',
    './types.d.ts',
    'data:text/javascript,',
  ])
    expect(find(none), none).toBe(null);
  expect(resolver.missing).toEqual([]);
  for (const none of ['both/secret.js', 'nowhere', './nowhere.js'])
    expect(find(none), none).toBe(null);
  expect(resolver.missing.map(({ specifier }) => specifier)).toEqual([
    'both/secret.js',
    'nowhere',
    './nowhere.js',
  ]);
  expect([...resolver.packages].sort()).toEqual(['@s/main', 'both']);
});

test('analyze writes decisions, and writes the same again', () => {
  const p = project(PROGRAM);
  const first = p.fiberc('analyze', 'src/main.ts');
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^analysed 4 modules: 6 of \d+ functions are compiled; see fiber\.decisions\.json\n$/,
  );
  const text = p.read('fiber.decisions.json');
  const { version, precision, modules } = JSON.parse(text);
  expect({ version, precision }).toEqual({ version: 1, precision: 'fine' });
  expect(modules.map(({ file }: { file: string }) => file)).toEqual([
    'node_modules/walk/index.js',
    'src/main.ts',
    'src/numbers.ts',
    'src/pause.ts',
  ]);
  expect(modules[3].functions).toContainEqual({
    name: 'pause',
    line: 4,
    column: 8,
    start: expect.any(Number),
    end: expect.any(Number),
    decision: 'compile',
    reason: 'it can be on the stack of a switch',
  });
  p.fiberc('analyze', 'src/main.ts', '--out', 'deep/er.json');
  expect(p.read('deep/er.json').replaceAll('../', '')).toBe(text);
  p.fiberc('analyze', 'src/main.ts');
  expect(p.read('fiber.decisions.json')).toBe(text);
});

test('analyze overwrites nothing but its own', () => {
  const p = project({ 'a.js': 'let a;', 'package.json': '{}' });
  for (const file of ['a.js', 'package.json']) {
    const before = p.read(file);
    expect(p.fiberc('analyze', 'a.js', '--out', file)).toEqual({
      status: 1,
      stdout: '',
      stderr: `fiberc: ${file} exists and is no decisions file; it was left alone\n`,
    });
    expect(p.read(file)).toBe(before);
  }
});

test('packages are left out, or taken whole', () => {
  const p = project(PROGRAM);
  const names = (...flags: readonly string[]): unknown => {
    expect(p.fiberc('analyze', 'src/main.ts', ...flags).status).toBe(0);
    const { modules } = JSON.parse(p.read('fiber.decisions.json'));
    type Function = { name: string; decision: string };
    return modules
      .find(({ file }: { file: string }) => file.includes('node_modules'))
      ?.functions.filter(({ decision }: Function) => decision === 'compile')
      .map(({ name }: Function) => name);
  };
  expect(names()).toEqual(['each']);
  expect(names('--include', 'wa*')).toEqual(['each', 'unused']);
  expect(names('--exclude', 'walk')).toBe(undefined);
});

test('compile with a decisions file, until a source changes', () => {
  const p = project(PROGRAM);
  p.fiberc('analyze', 'src/main.ts');
  const compiled = p.fiberc('compile', 'src', '-o', 'out', '--decisions', 'fiber.decisions.json');
  expect(compiled).toMatchObject({ status: 0 });
  expect(compiled.stdout).toContain('6 functions can be suspended');
  expect(compiled.stderr).toBe(
    'note: 1 function on the way of a fiber is not among what was compiled, and will be barriers: in walk\n' +
      'note: 1 file of no known part of the program, compiled without decisions: src/other.ts\n',
  );
  expect(p.read('out/numbers.js')).toContain('export const double = n => n * 2;');
  const before = p.read('out/numbers.js');

  p.write({ 'src/numbers.ts': 'export const double = (n: number): number => n + n;' });
  const stale = p.fiberc('compile', 'src', '-o', 'out', '--decisions', 'fiber.decisions.json');
  expect(stale).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'fiberc: fiber.decisions.json is out of date: it was made from another text of src/numbers.ts ' +
      '[ERR_FIBERC_STALE_DECISIONS]\nWrite it again with "fiberc analyze".\n',
  });
  expect(p.read('out/numbers.js')).toBe(before);
});

test('compile with an entry point: the program is what is compiled', () => {
  const p = project(PROGRAM);
  const { status, stdout } = p.fiberc('compile', '--entry', 'src/main.ts', '-o', 'out');
  expect(status).toBe(0);
  expect(stdout).toContain('compiled 3 files into out: 5 functions can be suspended');
  expect(() => p.read('out/other.js')).toThrow();
});

test('decisions that cannot be read', () => {
  const p = project({ ...PROGRAM, 'bad.json': '{', 'other.json': '{ "version": 2 }' });
  const read = (file: string) =>
    p.fiberc('compile', 'src', '-o', 'out', '--decisions', file).stderr;
  expect(read('nowhere.json')).toContain(
    'fiberc: cannot read the decisions file nowhere.json: ENOENT',
  );
  expect(read('bad.json')).toContain('fiberc: cannot read the decisions file bad.json: ');
  expect(read('other.json')).toContain(
    'fiberc: other.json is no decisions file of this version of fiberc',
  );
});

test('run compiles what a fiber needs, in packages, too', () => {
  const p = project(PROGRAM);
  expect(p.fiberc('run', 'src/main.ts')).toEqual({ status: 0, stdout: '2 4 6\n', stderr: '' });
  const barrier = p.fiberc('run', '--exclude', 'walk', 'src/main.ts');
  expect(barrier.status).toBe(1);
  expect(barrier.stderr).toContain('ERR_FIBER_BARRIER');
  expect(p.fiberc('run', '--no-analyze', 'src/main.ts').stderr).toContain('ERR_FIBER_BARRIER');
  expect(p.fiberc('run', '--no-analyze', '--include', 'walk', 'src/main.ts').stdout).toBe(
    '2 4 6\n',
  );
});

test('a package without a package.json is CommonJS, whoever uses it', () => {
  const p = project({
    'package.json': '{ "type": "module" }',
    'node_modules/walk/index.js':
      'exports.each = function each(list, f) { for (const x of list) f(x); };',
    'main.js':
      "import { current, Fiber } from '@fiberc/runtime';\nimport walk from 'walk';\n" +
      'console.log(new Fiber(() => walk.each([1], (x) => current().parent.switch(x))).switch());\n',
  });
  expect(p.fiberc('run', 'main.js')).toEqual({ status: 0, stdout: '1\n', stderr: '' });
});

test('run does without an analysis that fails, and says so', () => {
  const p = project({
    'main.mjs': "console.log('runs'); if (process.argv[2]) await import('./broken.mjs');",
    'broken.mjs': 'let = ;',
  });
  const { status, stdout, stderr } = p.fiberc('run', 'main.mjs');
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'runs\n' });
  expect(stderr).toContain(
    'note: the program could not be analysed: every function that may suspend is compiled\n',
  );
  expect(stderr).toContain('broken.mjs:1:');
  const analysed = p.fiberc('analyze', 'main.mjs');
  expect(analysed).toMatchObject({ status: 1, stdout: '' });
  expect(analysed.stderr).toContain('> 1 | let = ;');
});

test.each([
  [['analyze'], "missing required argument 'entries'"],
  [['compile', '-o', 'out'], "missing required argument 'paths'"],
  [
    ['compile', '-o', 'out', '--entry', 'a.js', '--decisions', 'd.json'],
    "option '--entry' cannot be used with",
  ],
])('a wrong command line is 2: fiberc %s', (args, message) => {
  const { status, stderr } = project({ 'a.js': '' }).fiberc(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
