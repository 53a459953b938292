// What compiled code costs when nothing suspends, and what a switch costs. All variants of all
// programs take turns, round after round, so that a machine that gets slower gets slower for all;
// each measurement has a process of its own. Usage: main.mjs [rounds] [part of a name]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@fiberc/transform';

const [roundsArgument = '5', only = ''] = process.argv.slice(2);
const rounds = Number(roundsArgument);
const programs = new URL('./programs/', import.meta.url);
// Below this folder, so that compiled programs find the runtime.
const output = new URL('./.cache/', import.meta.url);
const child = fileURLToPath(new URL('./child.mjs', import.meta.url));

const PROGRAMS = ['fib', 'matrix', 'loop', 'long-loop', 'mandelbrot', 'richards', 'deltablue'];
const PEERS = ['fiber', 'generator', 'async', 'callback'];
const DEPTHS = [1, 10, 100, 1000];

const source = (name) => fileURLToPath(new URL(`${name}.mjs`, programs));

function compileProgram(name) {
  const file = source(name);
  const { code, functions } = compile(readFileSync(file, 'utf8'), {
    filename: file,
    sourceType: 'module',
    mode: 'production',
  });
  mkdirSync(output, { recursive: true });
  const compiled = fileURLToPath(new URL(basename(file), output));
  writeFileSync(compiled, code);
  return { compiled, points: functions.reduce((sum, { points }) => sum + points, 0) };
}

function measure(...args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the measurement of ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout).nanoseconds;
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => {
  const list = sorted(values);
  return (list[(list.length - 1) >> 1] + list[list.length >> 1]) / 2;
};

function show(values, digits) {
  const list = sorted(values);
  const [low, middle, high] = [list[0], median(list), list.at(-1)].map((n) => n.toFixed(digits));
  return `${middle} (${low}–${high})`;
}

function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ');
  const ruler = widths.map((width) => '─'.repeat(width)).join('  ');
  console.log([line(rows[0]), ruler, ...rows.slice(1).map(line)].join('\n'));
}

/** Keeps a watcher patient. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}

function benchPrograms(names) {
  const tasks = names.map((name) => ({ name, ...compileProgram(name), plain: [], ratios: [] }));
  for (let round = 1; round <= rounds; round++) {
    for (const task of tasks) {
      progress(`round ${round} of ${rounds}: ${task.name}`);
      // Whoever comes first may find the machine colder.
      const variants = [
        () => measure('plain', source(task.name)),
        () => measure('compiled', task.compiled),
      ];
      const swap = round % 2 === 0;
      const first = variants[swap ? 1 : 0]();
      const second = variants[swap ? 0 : 1]();
      const [plain, compiled] = swap ? [second, first] : [first, second];
      task.plain.push(plain / 1e6);
      task.ratios.push(compiled / plain);
    }
  }
  progress('');
  console.log('\nNothing suspends: time compared with the same program untransformed\n');
  table([
    ['program', 'ratio', 'untransformed, ms', 'suspension points'],
    ...tasks.map(({ name, ratios, plain, points }) => [
      name,
      show(ratios, 2),
      show(plain, 1),
      String(points),
    ]),
  ]);
}

function benchSwitches() {
  const { compiled } = compileProgram('switch-fiber');
  const cells = DEPTHS.flatMap((depth) =>
    PEERS.map((peer) => ({
      depth,
      peer,
      file: peer === 'fiber' ? compiled : source(`switch-${peer}`),
      kind: peer === 'fiber' || peer === 'generator' ? 'pull' : 'push',
      times: [],
    })),
  );
  for (let round = 1; round <= rounds; round++) {
    for (const { depth, peer, kind, file, times } of cells) {
      progress(`round ${round} of ${rounds}: ${peer} at depth ${depth}`);
      times.push(measure(kind, file, String(depth)));
    }
  }
  progress('');
  const timesOf = (depth, peer) =>
    cells.find((cell) => cell.depth === depth && cell.peer === peer).times;
  console.log('\nOne value out of a call stack and back into it, ns\n');
  table([
    ['depth', 'one switch', 'fiber (two)', 'generator, yield*', 'await', 'callback'],
    ...DEPTHS.map((depth) => [
      String(depth),
      median(timesOf(depth, 'fiber').map((time) => time / 2)).toFixed(1),
      ...PEERS.map((peer) => show(timesOf(depth, peer), 1)),
    ]),
  ]);
  console.log('\nA callback suspends nothing; it is the floor. An await waits for its turn in the');
  console.log('microtask queue, and so does everybody above it, as async functions, at the end.');
}

const engine = process.versions.bun
  ? `Bun ${process.versions.bun}`
  : `Node ${process.versions.node} (V8 ${process.versions.v8})`;
console.log(`${engine}, ${rounds} rounds: median (lowest–highest)`);
const started = performance.now();
const chosen = PROGRAMS.filter((name) => name.includes(only));
if (chosen.length > 0) benchPrograms(chosen);
if ('switch'.includes(only)) benchSwitches();
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
