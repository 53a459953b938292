// Builds and runs the project in fixtures/hosts with every host, and writes what was tried into the table of docs/hosts.md.
// Usage: hosts.mjs [--check]: with --check the table must be there already.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.mjs';

const home = join(root, 'compat/hosts');
const report = join(root, 'node_modules/.cache/fiberc/hosts.json');
rmSync(report, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(home, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { cwd: home, stdio: 'inherit' },
);
const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
const version = (name) =>
  JSON.parse(readFileSync(join(home, 'node_modules', name, 'package.json'), 'utf8')).version;

/** Host, package that has its version, and which tests are about it. */
const hosts = [
  ['Vite', 'vite', /^vite, |^serves|^loads on the server/],
  ['Rollup', 'rollup', /^rollup, /],
  ['Rolldown', 'rolldown', /^rolldown, /],
  ['webpack', 'webpack', /^webpack, /],
  ['Rspack', '@rspack/core', /^rspack, /],
  ['esbuild', 'esbuild', /^esbuild, /],
  ['Farm', '@farmfe/core', /^farm, /],
  ['Bun.build, bun --preload', null, /^Bun\.build|^bun --preload/],
  ['Node, register', null, /^register|start from the disk/],
  ['node:test', null, /^node:test/],
  ['Vitest', 'vitest', /^Vitest/],
  ['Jest', 'jest', /^Jest/],
  ['Vue and Svelte files', 'vue', /^App\.|^a style/],
  ['Chromium', null, /^Chromium/],
  ['Firefox', null, /^Firefox/],
  ['Debuggers', null, /^debugger/],
  [
    'TypeScript, ts-patch',
    null,
    /^(?:compiles what TypeScript|inline maps|no maps|what cannot|an incremental|options come|tspc)/,
  ],
  ['npm, empty project', null, /^installed with npm/],
];
const tests = results.flatMap((file) => file.assertionResults);
const rows = hosts.map(([title, name, about]) => {
  const own = tests.filter((test) => about.test(test.title));
  const passed = own.filter((test) => test.status === 'passed');
  const tried = passed.map((test) => test.title.replace(/^\w+, (?=\w+, on)/, '')).join('; ');
  const sum = own.length === 0 ? 'not run' : `${passed.length} of ${own.length}`;
  return `| ${title} | ${name === null ? '' : version(name)} | ${sum} | ${tried} |`;
});
const table = [
  '| host | version | tests passed | what was tried |',
  '| --- | --- | --- | --- |',
  ...rows,
].join('\n');
const file = join(root, 'docs/hosts.md');
const before = readFileSync(file, 'utf8');
const after = before.replace(
  /(<!-- tested -->\n)[\s\S]*?(\n<!-- \/tested -->)/,
  (_, start, end) => start + table + end,
);
if (process.argv.includes('--check') && after !== before) {
  console.error('docs/hosts.md says something else: run npm run test:hosts');
  process.exitCode = 1;
} else writeFileSync(file, after);
if (status !== 0) process.exitCode = 1;
