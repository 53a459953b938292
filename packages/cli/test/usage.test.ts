import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { project } from './fiberc.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 60_000 });

test('help for newcomers', () => {
  const p = project({});
  const help = p.fiberc('--help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  for (const word of ['compile', 'run', 'dump', 'Examples:', 'hello.mjs']) {
    expect(help.stdout).toContain(word);
  }
  for (const command of ['compile', 'run', 'dump']) {
    const { status, stdout } = p.fiberc(command, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: fiberc ${command}`);
  }
  expect(p.fiberc()).toMatchObject({ status: 2, stdout: '' });
});

test('the program in the help works', () => {
  const lines = project({}).fiberc('--help').stdout.split('\n');
  const from = lines.findIndex((line) => line.includes('hello.mjs'));
  const to = lines.findIndex((line, i) => i > from && line === '');
  const p = project({ 'hello.mjs': lines.slice(from + 1, to).join('\n') });
  expect(p.fiberc('run', 'hello.mjs')).toEqual({ status: 0, stdout: 'hello\nworld\n', stderr: '' });
});

test('version', () => {
  const json = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(project({}).fiberc('--version').stdout).toBe(`${JSON.parse(json).version}\n`);
});

test.each([
  [['compile', 'a.js', '--uot', 'x'], "unknown option '--uot'\n(Did you mean --out?)"],
  [['compile', 'a.js'], "option '-o, --out <folder>' is missing"],
  [['compile'], "missing required argument 'paths'"],
  [['compile', 'a.js', '-o', 'x', '--mode', 'fast'], 'Allowed choices are development, production'],
  [['comple'], "unknown command 'comple'\n(Did you mean compile?)"],
  [['run', '--inclde', 'x', 'a.js'], "unknown option '--inclde'\n(Did you mean --include?)"],
  [['dump', '--after', 'nothing', 'a.js'], "no pass is called 'nothing'; the passes are "],
])('a wrong command line is 2: fiberc %s', (args, message) => {
  const { status, stdout, stderr } = project({ 'a.js': '' }).fiberc(...args);
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});
