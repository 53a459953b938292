// Builds and runs the project in fixtures/hosts with every host, and writes what was tried into the table of docs/hosts.md:
// host × feature × version, from the results of the tests.
// Usage: hosts.mjs [--check] [test file …]: with names (`bundlers`, `deno`) only these tests run, and what the others have
// come to is taken from their last run. With --check the table must be there already.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writePart } from './part.mjs';
import { root } from './shell.mjs';

const home = join(root, 'compat/hosts');
const kept = join(root, 'node_modules/.cache/fiberc/hosts');
mkdirSync(kept, { recursive: true });

const nameOf = (file) => basename(file, '.test.ts');
const all = readdirSync(home)
  .filter((file) => file.endsWith('.test.ts'))
  .map(nameOf);
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0)
  throw new Error(`no tests are called ${unknown.join(', ')}; there are ${all.join(', ')}`);
const chosen = named.length > 0 ? named : all;

for (const name of named.length > 0
  ? chosen
  : readdirSync(kept).map((file) => basename(file, '.json')))
  rmSync(join(kept, `${name}.json`), { force: true });
const report = join(root, 'node_modules/.cache/fiberc/hosts.json');
rmSync(report, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    join(home, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...chosen.map((name) => `${name}.test.ts`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { cwd: home, stdio: 'inherit' },
);
for (const file of existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []) {
  const tests = file.assertionResults.map(({ ancestorTitles, title, status }) => ({
    title: [...ancestorTitles, title].filter((part) => part !== '').join(', '),
    status,
  }));
  writeFileSync(join(kept, `${nameOf(file.name)}.json`), JSON.stringify(tests));
}
const tests = readdirSync(kept).flatMap((file) =>
  JSON.parse(readFileSync(join(kept, file), 'utf8')),
);

const versionIn = (folder, name) => {
  const file = join(folder, 'node_modules', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : '';
};
const version = (name) => versionIn(home, name);
const engine = (name) => versionIn(join(root, 'engines'), name);
const nodes = [engine('node20'), engine('node22'), process.versions.node, engine('node26')]
  .filter((one) => one !== '')
  .join(', ');
/** A program's own word for it. */
const asked = (command) =>
  /\d+(?:\.\d+)+/.exec(spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[0] ??
  '';

/** Host, its version, and which tests are about it. */
const hosts = [
  ['Vite', version('vite'), /^vite, |^serves|^loads on the server/],
  ['Rollup', version('rollup'), /^rollup, /],
  ['Rolldown', version('rolldown'), /^rolldown, /],
  ['webpack', version('webpack'), /^webpack, /],
  ['Rspack', version('@rspack/core'), /^rspack, /],
  ['esbuild', version('esbuild'), /^esbuild, /],
  ['Farm', version('@farmfe/core'), /^farm, /],
  ['Bun', engine('@oven/bun-linux-x64'), /^Bun\.build|^bun --preload/],
  ['Node, register', nodes, /^register|start from the disk/],
  ['Deno', engine('@deno/linux-x64-glibc'), /^Deno/],
  ['node:test', nodes, /^node:test/],
  ['Vitest', version('vitest'), /^Vitest/],
  ['Jest', version('jest'), /^Jest/],
  ['Vue files', version('vue'), /^App\.vue|^a style/],
  ['Svelte files', version('svelte'), /^App\.svelte/],
  ['Chromium', asked('chromium'), /^Chromium/],
  ['Firefox', asked('firefox-esr') || asked('firefox'), /^Firefox/],
  ['Debuggers', '', /^debugger/],
  [
    'TypeScript, ts-patch',
    `${versionIn(root, 'typescript')}, ${versionIn(root, 'ts-patch')}`,
    /^(?:tspc, |what cannot|an incremental|options come|stack traces, where|a wrong option|whole program, )/,
  ],
  ['Starters', '', /^starter/],
  ['npm, empty project', '', /^installed with npm/],
];

/** What tests are about, by their titles. A test may be about several. */
const features = [
  ['develop', /development|^serves|^loads on the server|^bun --preload|^register|^tspc, /],
  ['produce', /production|starter/],
  ['whole program', /whole program|on the way/],
  ['watch', /watching|after a change|again|incremental/],
  ['options, errors', /option|cannot be compiled|stack traces/],
  ['coverage', /coverage/],
  ['async contexts', /async contexts/],
];

const counted = (own) => {
  if (own.length === 0) return '';
  const passed = own.filter((test) => test.status === 'passed').length;
  return passed === own.length ? `✓ ${passed}` : `${passed} of ${own.length}`;
};
const enginesOf = (own) => {
  const found = own.flatMap(({ title, status }) =>
    status === 'passed'
      ? [...title.matchAll(/\bon (?:Node )?(\d+|Bun)\b/g)].map(([, name]) => name)
      : [],
  );
  return [...new Set(found)].sort().join(', ');
};
const rows = hosts.map(([title, known, about]) => {
  const own = tests.filter(
    (test) => about.test(test.title) && test.status !== 'pending' && test.status !== 'skipped',
  );
  const cells = features.map(([, feature]) =>
    counted(own.filter((test) => feature.test(test.title))),
  );
  return [
    title,
    own.length === 0 ? '' : known,
    own.length === 0 ? 'not run' : counted(own),
    ...cells,
    enginesOf(own),
  ];
});
const line = (cells) => `| ${cells.join(' | ')} |`;
const head = ['host', 'version', 'tests', ...features.map(([name]) => name), 'on Node'];
const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
writePart('docs/hosts.md', 'tested', table, 'npm run test:hosts');
if (status !== 0) process.exitCode = 1;
