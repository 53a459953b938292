import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { type Project, project, run } from './fiberc.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 60_000 });

/** A program whose `numbers` suspends two calls deep. */
const PULL = `
import { current } from '@fiberc/runtime';
export function numbers(n: number): void {
  for (let i = 0; i < n; i++) give(i);
}
function give(i: number): void {
  if (i === 3) throw new Error('three');
  current().parent!.switch(i);
}
`;
const MAIN = `
import { Fiber } from '@fiberc/runtime';
import { numbers } from './pull.ts';
export type { Nothing } from './nothing.ts';
const { a } = await import('./deep/er/a.mts');
const fiber = new Fiber(numbers, [4]);
const seen: unknown[] = [];
try {
  for (;;) seen.push(fiber.switch());
} catch (error) {
  console.log(a, seen.join(), (error as Error).stack);
}
`;
const MODULE = '{ "type": "module" }';

const tree = ({ folder }: Project, name: string): string[] =>
  (readdirSync(join(folder, name), { recursive: true }) as string[])
    .filter((file) => statSync(join(folder, name, file)).isFile())
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

function linkRuntime({ folder }: Project): void {
  mkdirSync(join(folder, 'node_modules/@fiberc'), { recursive: true });
  const runtime = fileURLToPath(new URL('../../runtime', import.meta.url));
  symlinkSync(runtime, join(folder, 'node_modules/@fiberc/runtime'), 'junction');
}

test('a folder: the tree is kept, the output runs, positions lead to the source', () => {
  const p = project({
    'package.json': MODULE,
    'src/main.ts': MAIN,
    'src/pull.ts': PULL,
    'src/deep/er/a.mts': 'export const a: number = 1;',
    'src/deep/b.cts': 'const b: number = 2; module.exports = b;',
    'src/deep/c.tsx': 'export const c = <T,>(x: T) => x;',
    'src/types.d.ts': '// as it is\nexport type T  =  1;\n',
    'src/data.json': '{}',
    'src/node_modules/x/x.js': 'syntax error',
  });
  linkRuntime(p);
  const result = p.fiberc('compile', 'src', '-o', 'dist');
  expect(result).toMatchObject({ status: 0, stderr: '' });
  expect(result.stdout).toMatch(/^compiled 6 files into dist: \d+ functions can be suspended/);
  expect(tree(p, 'dist')).toEqual([
    'deep/b.cjs',
    'deep/b.cjs.map',
    'deep/c.js',
    'deep/c.js.map',
    'deep/er/a.mjs',
    'deep/er/a.mjs.map',
    'main.js',
    'main.js.map',
    'pull.js',
    'pull.js.map',
    'types.d.ts',
  ]);
  expect(p.read('dist/types.d.ts')).toBe(p.read('src/types.d.ts'));
  expect(JSON.parse(p.read('dist/pull.js.map'))).toMatchObject({
    file: 'pull.js',
    sources: ['../src/pull.ts'],
  });

  const flags = ['--conditions=fiberc-source', '--enable-source-maps'];
  const program = run(process.execPath, [...flags, 'dist/main.js'], p.folder);
  expect(program).toMatchObject({ status: 0, stderr: '' });
  expect(program.stdout).toMatch(/^1 0,1,2 Error: three\n/);
  expect(program.stdout).toMatch(/src[\\/]pull\.ts:7:/);
});

test('files, patterns and folders each have their own root', () => {
  const p = project({
    'a/one.js': 'export {}',
    'a/sub/two.js': 'export {}',
    'b/three.js': 'export {}',
    'c/four.mjs': '',
  });
  expect(p.fiberc('compile', 'a/one.js', 'a/sub/two.js', 'b/*.js', 'c', '-o', 'out').status).toBe(
    0,
  );
  expect(tree(p, 'out').filter((file) => !file.endsWith('.map'))).toEqual([
    'four.mjs',
    'one.js',
    'sub/two.js',
    'three.js',
  ]);
});

test('output below the input is not input the next time', () => {
  const p = project({ 'a.ts': 'export const a = 1;' });
  expect(p.fiberc('compile', '.', '-o', 'dist').status).toBe(0);
  expect(p.fiberc('compile', '.', '-o', 'dist').stdout).toContain('compiled 1 file ');
  expect(tree(p, 'dist')).toEqual(['a.js', 'a.js.map']);
});

test('the map of a generated input is composed', () => {
  const map = { version: 3, sources: ['../original/a.coffee'], names: [], mappings: 'AAUA' };
  const p = project({
    'gen/a.js': 'export const a = 1;\n//# sourceMappingURL=a.js.map\n',
    'gen/a.js.map': JSON.stringify(map),
  });
  expect(p.fiberc('compile', 'gen', '-o', 'out/deep').status).toBe(0);
  expect(JSON.parse(p.read('out/deep/a.js.map')).sources).toEqual(['../../original/a.coffee']);
  expect(p.read('out/deep/a.js').match(/sourceMappingURL/g)).toHaveLength(1);
});

test('the executable bit stays', () => {
  const p = project({ 'src/bin.mjs': '#!/usr/bin/env node\n' });
  chmodSync(join(p.folder, 'src/bin.mjs'), 0o755);
  p.fiberc('compile', 'src', '-o', 'out');
  expect(statSync(join(p.folder, 'out/bin.mjs')).mode & 0o777).toBe(0o755);
});

test('broken files: all of them are reported with frames, and nothing is written', () => {
  const p = project({
    'src/good.js': 'export const good = 1;',
    'src/bad.js': 'export const a = 1;\nconst b = ;\n',
    'src/worse.ts': 'let x: number = 1\nlet x: number = 2\n',
  });
  const { status, stdout, stderr } = p.fiberc('compile', 'src', '-o', 'out');
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('src/bad.js:2:11: ');
  expect(stderr).toContain('> 2 | const b = ;');
  expect(stderr).toContain('src/worse.ts:2:5: ');
  expect(stderr).toContain('[ERR_FIBERC_SYNTAX]');
  expect(stderr).toContain('2 of 3 files could not be compiled; nothing was written.');
  expect(existsSync(join(p.folder, 'out'))).toBe(false);
});

test('what cannot be suspended yet is refused at its place, or left as a barrier', () => {
  const p = project({
    'src/a.mjs':
      "let x;\nexport class F extends Array { constructor(g) { super();\n  g(eval('x'));\n} }\n",
  });
  const refused = p.fiberc('compile', 'src', '-o', 'out');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/^fiberc: src\/a\.mjs:3:\d+: [^/]*\[ERR_FIBERC_\w+\]\n/);
  expect(refused.stderr).toContain("> 3 |   g(eval('x'));");
  expect(existsSync(join(p.folder, 'out'))).toBe(false);
  expect(p.fiberc('compile', 'src', '-o', 'out', '--unsupported', 'barrier').status).toBe(0);
});

test('a mistake in one file leaves earlier output as it was', () => {
  const p = project({ 'src/a.js': 'export const a = 1;', 'src/b.js': 'export const b = 1;' });
  p.fiberc('compile', 'src', '-o', 'out');
  const before = p.read('out/a.js');
  p.write({ 'src/a.js': 'export const a = 2;', 'src/b.js': 'export const b = ;' });
  expect(p.fiberc('compile', 'src', '-o', 'out').status).toBe(1);
  expect(p.read('out/a.js')).toBe(before);
});

test.each([
  ['the same folder', 'src', () => {}],
  ['a link to the folder', 'link', (f: string) => symlinkSync('src', join(f, 'link'), 'junction')],
  [
    'a link to the file',
    'out',
    (f: string) => {
      mkdirSync(join(f, 'out'));
      symlinkSync('../src/a.js', join(f, 'out/a.js'));
    },
  ],
  [
    'a hard link to the file',
    'out',
    (f: string) => {
      mkdirSync(join(f, 'out'));
      linkSync(join(f, 'src/a.js'), join(f, 'out/a.js'));
    },
  ],
])('output over input is refused: %s', (_, out, prepare) => {
  const p = project({ 'src/a.js': 'export const a = 1;', 'src/b.ts': '' });
  prepare(p.folder);
  const { status, stderr } = p.fiberc('compile', 'src', '-o', out);
  expect(status).toBe(1);
  expect(stderr).toContain(`the output ${out}/a.js would overwrite the input src/a.js`);
  expect(p.read('src/a.js')).toBe('export const a = 1;');
  expect(tree(p, 'src')).toEqual(['a.js', 'b.ts']);
});

test('two inputs for one output are refused', () => {
  const p = project({ 'src/a.js': '', 'src/a.ts': '' });
  const { status, stderr } = p.fiberc('compile', 'src', '-o', 'out');
  expect(status).toBe(1);
  expect(stderr).toContain('src/a.js and src/a.ts would both be written to out/a.js');
});

test('what cannot be written is undone', () => {
  const p = project({
    'src/a.js': '',
    'src/b/c.js': '',
    'out/b': 'a file where a folder has to be',
  });
  const { status, stderr } = p.fiberc('compile', 'src', '-o', 'out');
  expect(status).toBe(1);
  expect(stderr).toContain('cannot write the output');
  expect(tree(p, 'out')).toEqual(['b']);
});

test('inputs that are not there', () => {
  const p = project({ 'note.txt': 'x', 'empty/note.txt': 'x', 'a.js': '' });
  const compile = (...args: string[]) => p.fiberc('compile', ...args, '-o', 'out');
  expect(compile('nope.js')).toMatchObject({
    status: 1,
    stderr: 'fiberc: no such file or folder: nope.js\n',
  });
  expect(compile('nope/*.js').stderr).toContain('no file matches nope/*.js');
  expect(compile('empty').stderr).toContain('no JavaScript or TypeScript file in empty');
  expect(compile('note.txt').stderr).toContain('note.txt is not a JavaScript or TypeScript file');
  expect(p.fiberc('compile', 'a.js', '-o', 'note.txt').stderr).toContain('note.txt is a file');
  expect(existsSync(join(p.folder, 'out'))).toBe(false);
});

test('many files: now and then a line where nothing can be overwritten', () => {
  const files = Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => [`src/f${i}.js`, `export const a = ${i};`]),
  );
  const { status, stdout, stderr } = project(files).fiberc('compile', 'src', '-o', 'out');
  expect(status).toBe(0);
  expect(stderr).toBe('100 of 120 files\n');
  expect(stdout).toContain('compiled 120 files');
});
