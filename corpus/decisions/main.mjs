// What whole-program decisions compile in programs around real libraries, and whether that is enough.
// Usage: main.mjs [name…]     See README.md. With no names, docs/decisions.md is written.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@fiberc/transform';
import { analyze } from '@fiberc/transform/analyze';
import { createResolver } from '../../packages/cli/src/program/resolver.ts';
import { describe, innermost } from './places.mjs';
import { table } from './table.mjs';

const home = fileURLToPath(new URL('.', import.meta.url));
const cache = join(home, '.cache');
const resolver = () => createResolver(() => false);

/** Compiles a program into a folder; the bytes that came out. */
function write(folder, program, options) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const map = {};
  let bytes = 0;
  for (const [index, module] of program.modules.entries()) {
    const { code, format } = compile(readFileSync(module.file, 'utf8'), {
      filename: module.file,
      unsupported: 'barrier',
      ...options(module),
    });
    bytes += Buffer.byteLength(code);
    const file = join(folder, `${index}.${format === 'module' ? 'mjs' : 'cjs'}`);
    writeFileSync(file, code);
    map[module.file] = { file, format: format === 'module' ? 'module' : 'commonjs' };
  }
  writeFileSync(join(folder, 'map.json'), JSON.stringify(map));
  return bytes;
}

/** What a program prints, and where its fiber was seen. */
function run(folder, entry, how) {
  const trace = join(folder, 'trace.json');
  rmSync(trace, { force: true });
  const args = ['--no-warnings', '--import', join(home, 'hooks.mjs'), entry];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 600_000,
    env: { ...process.env, FIBERC_FOLDER: folder, FIBERC_HOW: how },
  });
  if (status !== 0) return { error: stderr.trim().split('\n').slice(0, 12).join('\n') };
  return { output: stdout, frames: how === 'trace' ? JSON.parse(readFileSync(trace, 'utf8')) : [] };
}

function measure(name) {
  const entry = join(home, 'programs', `${name}.mjs`);
  const before = performance.now();
  const facts = new Map();
  const program = analyze([entry], resolver(), { cache: facts });
  const seconds = (performance.now() - before) / 1000;
  const functions = program.modules.flatMap((module) => module.functions);
  const source = program.modules.reduce((sum, { file }) => sum + readFileSync(file).length, 0);
  const folder = join(cache, name);
  const all = write(join(folder, 'all'), program, () => ({}));
  const decided = write(join(folder, 'decided'), program, (decisions) => ({ decisions }));
  write(join(folder, 'trace'), program, () => ({ mode: 'development' }));

  const problems = [];
  const whole = run(join(folder, 'all'), entry, 'plain');
  if (whole.error) problems.push(`everything compiled: ${whole.error}`);
  const same = (what, { output, error }) => {
    if (output !== whole.output) problems.push(`${what}: ${error ?? 'it prints something else'}`);
  };
  same('as decided', run(join(folder, 'decided'), entry, 'plain'));
  const closed = analyze([entry], resolver(), { cache: facts, callers: 'all' });
  for (const torture of ['before', 'after', 'entry']) {
    const place = join(folder, torture);
    write(place, closed, (decisions) => ({ decisions, torture }));
    same(`torture, ${torture}`, run(place, entry, 'torture'));
  }

  const traced = run(join(folder, 'trace'), entry, 'trace');
  same('everything compiled, with a tracer', traced);
  const needed = new Set((traced.frames ?? []).flatMap((frame) => innermost(program, frame) ?? []));
  const missed = [...needed].filter((one) => one.decision === 'untouched');
  for (const one of missed) problems.push(`missed: ${describe(one)}, ${one.reason}`);
  return {
    name,
    about: /^\/\/ (.*)$/m.exec(readFileSync(entry, 'utf8'))?.[1] ?? '',
    modules: program.modules.length,
    functions: functions.length,
    found: functions.filter(({ decision }) => decision === 'compile').length,
    needed: needed.size,
    missed: missed.length,
    source,
    all,
    decided,
    precision: program.precision,
    seconds,
    problems,
  };
}

/** Each in a process of its own, whose memory is its own. */
function scale() {
  return [1, 2, 5, 16, 47].map((copies) => {
    const args = [
      '--no-warnings',
      '--conditions=fiberc-source',
      join(home, 'scale.mjs'),
      `${copies}`,
    ];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  });
}

const known = readdirSync(join(home, 'programs'))
  .map((file) => basename(file, '.mjs'))
  .filter((name) => name !== 'pull');
const names = process.argv.slice(2);
const strangers = names.filter((name) => !known.includes(name));
if (strangers.length > 0) {
  console.error(`There is no ${strangers.join(', ')}, only ${known.join(', ')}.`);
  process.exit(2);
}
const rows = [];
for (const name of names.length > 0 ? names : known) {
  const row = measure(name);
  rows.push(row);
  const { problems, functions, found, needed, missed, precision, seconds } = row;
  console.log(
    `${problems.length === 0 ? '✓' : '✗'} ${name}: ${functions} functions, ${found} compiled, ${needed} needed, ` +
      `${missed} missed; ${precision}, ${seconds.toFixed(1)} s`,
  );
  for (const problem of problems) console.log(`  ${problem.replaceAll('\n', '\n  ')}`);
}
const isWell = rows.every(({ problems }) => problems.length === 0);
if (names.length === 0 && isWell)
  writeFileSync(join(home, '../../docs/decisions.md'), table(rows, scale()));
process.exitCode = isWell ? 0 : 1;
