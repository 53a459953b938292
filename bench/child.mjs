// Measures one variant in a process of its own, so that no other variant has shaped its machine
// code. Prints one line of JSON: { nanoseconds }, per run or per round trip.
import { Fiber } from '@fiberc/runtime';

const WARM_UP_MS = 250;
const MEASURE_MS = 350;

/**
 * Milliseconds of processor time: what else the machine does must not count. Of all threads, because
 * Linux counts that of one in ticks of several milliseconds; once all is warm only one is busy.
 */
function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const [kind, file, depth] = process.argv.slice(2);
const program = await import(file);

function check(actual, expected) {
  if (actual !== expected) throw new Error(`${file} gave ${actual} instead of ${expected}`);
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Whole runs of a program; a compiled one runs where it would run: in a fiber. */
function measureRuns() {
  const samples = [];
  const once = () => {
    const started = now();
    check(program.run(), program.expected);
    return now() - started;
  };
  const all = () => {
    for (const until = performance.now() + WARM_UP_MS; performance.now() < until; ) once();
    for (const until = performance.now() + MEASURE_MS; performance.now() < until; ) {
      samples.push(once());
    }
  };
  if (kind === 'compiled') new Fiber(all).switch();
  else all();
  return median(samples) * 1e6;
}

/** Batches of round trips: out of the stack with a number and back into it. */
async function measureRoundTrips() {
  const samples = [];
  let batch = 16;
  let elapsed = 0;
  for (const until = performance.now() + WARM_UP_MS; performance.now() < until; ) {
    elapsed = await roundTrips(batch);
    if (elapsed < 2) batch *= 2;
  }
  for (const until = performance.now() + MEASURE_MS; performance.now() < until; ) {
    samples.push((await roundTrips(batch)) / batch);
  }
  return median(samples) * 1e6;
}

const pulled = new Map();

async function roundTrips(count) {
  let sum = 0;
  let started = 0;
  if (kind === 'push') {
    const push = program.start(Number(depth));
    started = now();
    await push(count, (value) => {
      sum += value;
    });
    const time = now() - started;
    check(sum, (count * (count - 1)) / 2);
    return time;
  }
  // One stack for all batches: only its innermost activation is ever touched again.
  const { pull, next } = pulled.get(depth) ?? { pull: program.start(Number(depth)), next: 0 };
  started = now();
  for (let i = 0; i < count; i++) sum += pull();
  const time = now() - started;
  check(sum, count * next + (count * (count - 1)) / 2);
  pulled.set(depth, { pull, next: next + count });
  return time;
}

const nanoseconds = kind === 'pull' || kind === 'push' ? await measureRoundTrips() : measureRuns();
console.log(JSON.stringify({ nanoseconds }));
