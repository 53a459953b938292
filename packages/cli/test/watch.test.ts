import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { project } from './fiberc.ts';

const patience = { timeout: 15_000, interval: 50 };

test('compiles again when something changes, waits out errors, and removes what is gone', async () => {
  const p = project({ 'src/a.js': 'export const a = 1;', 'src/b.js': 'export const b = 1;' });
  const child = p.start('compile', 'src', '-o', 'out', '--watch');
  let output = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    output += text;
  });
  const says = (text: string) => vi.waitFor(() => expect(output).toContain(text), patience);

  await says('watching');
  expect(output).toContain('compiled 2 files');
  output = '';

  p.write({ 'src/a.js': 'export const a = 22;' });
  await says('compiled out/a.js');
  expect(p.read('out/a.js')).toContain('22');
  output = '';

  p.write({ 'src/a.js': 'export const a = ;' });
  await says('nothing was written');
  expect(output).toContain('src/a.js:1:18');
  expect(p.read('out/a.js')).toContain('22');
  output = '';

  p.write({ 'src/a.js': 'export const a = 333;', 'src/new/c.ts': 'export const c: number = 1;' });
  await vi.waitFor(() => expect(p.read('out/new/c.js')).toContain('c'), patience);
  await vi.waitFor(() => expect(p.read('out/a.js')).toContain('333'), patience);

  rmSync(join(p.folder, 'src/b.js'));
  await vi.waitFor(() => expect(existsSync(join(p.folder, 'out/b.js'))).toBe(false), patience);
  expect(existsSync(join(p.folder, 'out/b.js.map'))).toBe(false);
}, 60_000);
