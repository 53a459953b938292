// Tries what is published (dist) on every engine that is installed: the runtime
// by import and by require, the compiler itself, compiled programs against
// their logs, and all fixtures in all modes. On the engine that runs this, which
// the unit tests have run all of them on, against the sources, only some.
// Usage: engines.mjs [--smoke] [--prepared] [file for the counts as JSON]
// With --smoke only some of the fixtures run; with --prepared, as the unit tests have just compiled them.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './shell.mjs';

const home = join(root, 'engines');
const programs = join(home, 'programs');
// Inside the package, so that the engines resolve @fiberc/* from its node_modules.
const folder = join(home, 'dist');
const fixtures = join(
  root,
  `node_modules/.cache/fixtures/${process.argv.includes('--prepared') ? 'source' : 'dist'}`,
);

const engines = [
  { name: 'Node 20', command: join(home, 'node_modules/node20/bin/node') },
  { name: 'Node 22', command: join(home, 'node_modules/node22/bin/node') },
  {
    name: `Node ${process.versions.node.split('.')[0]} (this one)`,
    command: process.execPath,
    isTested: true,
  },
  { name: 'Node 26', command: join(home, 'node_modules/node26/bin/node') },
  { name: 'Bun', command: join(home, 'node_modules/@oven/bun-linux-x64/bin/bun') },
];

/** Compiles every program; returns its compiled file and what it must print. */
function compilePrograms(compile) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return readdirSync(programs)
    .filter((file) => extname(file) !== '.log')
    .map((file) => {
      const source = readFileSync(join(programs, file), 'utf8');
      const compiled = join(folder, file);
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
    const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.${suffix}`);
    writeFileSync(file, code);
    return { title, args: [file], expected: 'function\n' };
  });
}

/** The compiler gives the same code on every engine. */
function compiles(compile) {
  const source = readFileSync(join(programs, 'tree.mjs'), 'utf8');
  const file = join(folder, 'compile.mjs');
  writeFileSync(
    file,
    `import { compile } from '@fiberc/transform';
process.stdout.write(compile(${JSON.stringify(source)}, { filename: 'tree.mjs' }).code);`,
  );
  const expected = compile(source, { filename: 'tree.mjs' }).code;
  return { title: 'compiles tree.mjs', args: [file], expected };
}

/** Runs an engine, and gives what it prints however it ends. */
async function output(engine, args, options) {
  try {
    return await promisify(execFile)(engine.command, args, options);
  } catch (error) {
    return { stdout: error.stdout ?? '', stderr: error.stderr ?? '', error };
  }
}

async function run(engine, { title, args, expected }) {
  const { stdout, stderr, error } = await output(engine, args, { cwd: home, timeout: 60_000 });
  if (stdout === expected) return true;
  console.error(`✗ ${engine.name} ${title}\n  expected: ${JSON.stringify(expected)}`);
  console.error(`  printed:  ${JSON.stringify(stdout)}\n${error?.message ?? stderr}`);
  return false;
}

/** Runs the prepared fixtures; returns how many fixtures passed in each mode, and how many did not. */
async function runFixtures(engine) {
  const args = [join(root, 'fixtures/runner.mjs'), fixtures];
  if (smoke || engine.isTested) args.push('--smoke');
  const { stdout, stderr, error } = await output(engine, args, {
    cwd: root,
    maxBuffer: 2 ** 28,
    timeout: 900_000,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const verdicts = lines.map((line) => JSON.parse(line));
  const bad = verdicts.filter(({ verdict }) => verdict === 'fail');
  for (const fixture of new Set(bad.map((verdict) => verdict.fixture))) {
    const own = bad.filter((verdict) => verdict.fixture === fixture);
    const modes = own.map(({ mode, k }) => `${mode}${k ? ` k=${k}` : ''}`).join(', ');
    console.error(`✗ ${engine.name} ${fixture} (${modes}): ${own[0].detail.slice(0, 300)}`);
  }
  if (verdicts.length === 0 || (error && bad.length === 0)) {
    console.error(`✗ ${engine.name} fixtures: ${error?.message ?? stderr}`);
    return { passed: 0, failed: 1 };
  }
  return {
    passed: verdicts.filter(({ verdict }) => verdict === 'pass').length,
    failed: bad.length,
  };
}

const smoke = process.argv.includes('--smoke');
const report = process.argv.slice(2).find((argument) => !argument.startsWith('--'));

const { compile } = await import(`${home}/node_modules/@fiberc/transform/dist/index.mjs`);
const checks = compilePrograms(compile);
checks.push(
  ...loads('@fiberc/runtime', 'Fiber'),
  ...loads('@fiberc/runtime/abi', 'load'),
  ...loads('@fiberc/runtime/testing', 'load'),
  ...loads('@fiberc/runtime/builtins', 'map'),
  ...loads('@fiberc/runtime/async-context', 'bindContext'),
  compiles(compile),
);

// The unit tests have compiled them, if they have just run.
const prepared = process.argv.includes('--prepared')
  ? { status: 0 }
  : spawnSync(process.execPath, [join(root, 'fixtures/prepare.mjs'), fixtures], {
      cwd: root,
      stdio: 'inherit',
    });
if (prepared.status !== 0) process.exit(1);

let passed = 0;
let failed = 0;
const left = engines.filter(({ name, command }) => {
  if (existsSync(command)) return true;
  console.log(`- ${name}: not available here`);
  return false;
});
async function lane() {
  for (let engine = left.shift(); engine !== undefined; engine = left.shift()) {
    let good = 0;
    for (const check of checks) if (await run(engine, check)) good += 1;
    const counts = await runFixtures(engine);
    const sum = { passed: good + counts.passed, failed: checks.length - good + counts.failed };
    console.log(`${engine.name}: ${sum.passed} passed, ${sum.failed} failed`);
    passed += sum.passed;
    failed += sum.failed;
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, lane));

if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }));
else console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
