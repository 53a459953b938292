import { passes } from '@fiberc/transform';
import { expect, test, vi } from 'vitest';
import { project } from './fiberc.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 60_000 });

const SOURCE = 'export function f(g) {\n  return g() + 1;\n}\n';

test.each(passes.map((pass) => [pass]))('after %s', (pass) => {
  const { status, stdout, stderr } = project({ 'a.js': SOURCE }).fiberc(
    'dump',
    '--after',
    pass,
    'a.js',
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).not.toBe('');
});

test('after the last pass it is what compile writes', () => {
  const p = project({ 'a.js': SOURCE });
  p.fiberc('compile', 'a.js', '-o', 'out');
  const written = p.read('out/a.js').replace(/\n\/\/# source.*\n$/, '');
  expect(p.fiberc('dump', 'a.js').stdout.trim()).toBe(written.trim());
});

test('bad input', () => {
  const p = project({ 'bad.js': 'let a = 1;\nlet = ;', 'a.txt': '' });
  const bad = p.fiberc('dump', 'bad.js');
  expect(bad.status).toBe(1);
  expect(bad.stderr).toContain('bad.js:2:');
  expect(bad.stderr).toContain('> 2 | let = ;');
  expect(p.fiberc('dump', 'nope.js')).toMatchObject({
    status: 1,
    stderr: 'fiberc: no such file: nope.js\n',
  });
  expect(p.fiberc('dump', 'a.txt').status).toBe(1);
});
