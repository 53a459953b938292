// Tries what is published (dist) on every engine that is installed: the runtime
// by import and by require, the compiler itself, compiled programs against
// their logs, and all fixtures in all modes.
// Usage: engines.mjs [--smoke] [file for the counts as JSON]
// With --smoke only some of the fixtures run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { root } from './shell.mjs';

const home = join(root, 'engines');
const programs = join(home, 'programs');
// Inside the package, so that the engines resolve @fiberc/* from its node_modules.
const output = join(home, 'dist');
const fixtures = join(root, 'node_modules/.cache/fixtures/dist');

const engines = [
  { name: 'Node 20', command: join(home, 'node_modules/node20/bin/node') },
  { name: 'Node 22', command: join(home, 'node_modules/node22/bin/node') },
  { name: `Node ${process.versions.node.split('.')[0]} (this one)`, command: process.execPath },
  { name: 'Node 26', command: join(home, 'node_modules/node26/bin/node') },
  { name: 'Bun', command: join(home, 'node_modules/@oven/bun-linux-x64/bin/bun') },
];

/** Compiles every program; returns its compiled file and what it must print. */
function compilePrograms(compile) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  return readdirSync(programs)
    .filter((file) => extname(file) !== '.log')
    .map((file) => {
      const source = readFileSync(join(programs, file), 'utf8');
      const compiled = join(output, file);
      writeFileSync(compiled, compile(source, { filename: file }).code);
      const log = join(programs, `${basename(file, extname(file))}.log`);
      return { title: `runs ${file}`, args: [compiled], expected: readFileSync(log, 'utf8') };
    });
}

/** A check that a module loads, in both module systems. */
function loads(name, member) {
  const print = `console.log(typeof module.${member})`;
  return [
    [`imports ${name}`, 'import.mjs', `import * as module from '${name}'; ${print}`],
    [`requires ${name}`, 'require.cjs', `{ const module = require('${name}'); ${print} }`],
  ].map(([title, suffix, code]) => {
    const file = join(output, `${name.replaceAll(/\W+/g, '-')}.${suffix}`);
    writeFileSync(file, code);
    return { title, args: [file], expected: 'function\n' };
  });
}

/** The compiler gives the same code on every engine. */
function compiles(compile) {
  const source = readFileSync(join(programs, 'tree.mjs'), 'utf8');
  const file = join(output, 'compile.mjs');
  writeFileSync(
    file,
    `import { compile } from '@fiberc/transform';
process.stdout.write(compile(${JSON.stringify(source)}, { filename: 'tree.mjs' }).code);`,
  );
  const expected = compile(source, { filename: 'tree.mjs' }).code;
  return { title: 'compiles tree.mjs', args: [file], expected };
}

function run(engine, { title, args, expected }) {
  const { stdout, stderr, error } = spawnSync(engine.command, args, {
    cwd: home,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (stdout === expected) return true;
  console.error(`✗ ${engine.name} ${title}\n  expected: ${JSON.stringify(expected)}`);
  console.error(`  printed:  ${JSON.stringify(stdout)}\n${error?.message ?? stderr}`);
  return false;
}

/** Runs the prepared fixtures; returns how many fixtures passed in each mode, and how many did not. */
function runFixtures(engine) {
  const args = [join(root, 'fixtures/runner.mjs'), fixtures, ...(smoke ? ['--smoke'] : [])];
  const { stdout, stderr, error } = spawnSync(engine.command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 900_000,
  });
  const lines = (stdout ?? '').split('\n').filter((line) => line !== '');
  const verdicts = lines.map((line) => JSON.parse(line));
  const bad = verdicts.filter(({ verdict }) => verdict === 'fail');
  for (const fixture of new Set(bad.map((verdict) => verdict.fixture))) {
    const own = bad.filter((verdict) => verdict.fixture === fixture);
    const modes = own.map(({ mode, k }) => `${mode}${k ? ` k=${k}` : ''}`).join(', ');
    console.error(`✗ ${engine.name} ${fixture} (${modes}): ${own[0].detail.slice(0, 300)}`);
  }
  if (verdicts.length === 0 || error) {
    console.error(`✗ ${engine.name} fixtures: ${error?.message ?? stderr}`);
    return { passed: 0, failed: 1 };
  }
  return {
    passed: verdicts.filter(({ verdict }) => verdict === 'pass').length,
    failed: bad.length,
  };
}

const smoke = process.argv.includes('--smoke');
const report = process.argv.slice(2).find((argument) => argument !== '--smoke');

const { compile } = await import(`${home}/node_modules/@fiberc/transform/dist/index.mjs`);
const checks = compilePrograms(compile);
checks.push(
  ...loads('@fiberc/runtime', 'Fiber'),
  ...loads('@fiberc/runtime/abi', 'load'),
  ...loads('@fiberc/runtime/testing', 'load'),
  ...loads('@fiberc/runtime/builtins', 'map'),
  compiles(compile),
);

const prepared = spawnSync(process.execPath, [join(root, 'fixtures/prepare.mjs'), fixtures], {
  cwd: root,
  stdio: 'inherit',
});
if (prepared.status !== 0) process.exit(1);

let passed = 0;
let failed = 0;
for (const engine of engines) {
  if (!existsSync(engine.command)) {
    console.log(`- ${engine.name}: not available here`);
    continue;
  }
  const good = checks.filter((check) => run(engine, check)).length;
  const counts = runFixtures(engine);
  const sum = { passed: good + counts.passed, failed: checks.length - good + counts.failed };
  console.log(`${engine.name}: ${sum.passed} passed, ${sum.failed} failed`);
  passed += sum.passed;
  failed += sum.failed;
}

if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }));
else console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
