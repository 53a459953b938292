// Random programs, plain against compiled, for as long as wanted: an interrupt ends it, with the numbers so far.
// What differs is made small and printed.
// Usage: fuzz.mjs [--from <seed>] [--count <programs>] [--size <expressions>] [--stop <failures>] [--whole]
//        [--jobs <processes>] [--quick: quiet and one torture mode for each] [--singles <suspensions>] [--features <comma separated, or none; all if left out>] [--file <program to make small>]
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import buildEquivalents from './equivalents.mjs';
import { root } from './shell.mjs';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    size: { type: 'string', default: '150' },
    stop: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '1' },
    whole: { type: 'boolean', default: false },
    singles: { type: 'string', default: '3' },
    features: { type: 'string' },
    file: { type: 'string' },
    child: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    careful: { type: 'boolean', default: false },
  },
});
const [from, count, size, stop, jobs, singles] = [
  values.from,
  values.count,
  values.size,
  values.stop,
  values.jobs,
  values.singles,
].map(Number);
/** After how many milliseconds without a word a child is ended. */
const patience = 10_000;

/** Runs seeds until one has left this thread unfit, with one line of JSON for each. */
async function work() {
  const folder = join(root, 'packages/transform/test/random');
  const { program } = await import(join(folder, 'program.ts'));
  const { features } = await import(join(folder, 'scope.ts'));
  const { compare, isSound, variants } = await import(join(folder, 'run.ts'));
  const torture = variants.filter((one) => one !== 'quiet');
  const { reduce } = await import(join(folder, 'reduce.ts'));
  const wanted = values.features === 'none' ? [] : (values.features?.split(',') ?? features);
  const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  for (let seed = from; seed < from + count; seed++) {
    const whole =
      values.file === undefined
        ? program(seed, size, wanted)
        : { source: readFileSync(values.file, 'utf8'), filename: 'input.cjs' };
    print({ seed, starts: true });
    const outcome = await compare(whole, {
      seed,
      singles,
      timeout: values.careful ? 1500 : null,
      variants: values.quick ? ['quiet', torture[seed % torture.length]] : variants,
    });
    const line = { seed, ...outcome };
    if (outcome.verdict === 'different') {
      // Making it small goes by way of programs that do not end.
      print({ seed, reduces: true });
      const small =
        values.whole || !(await isSound())
          ? { program: whole }
          : await reduce(whole, outcome.difference, seed);
      Object.assign(line, {
        source: small.program.source,
        difference: small.difference ?? outcome.difference,
      });
    }
    print(line);
    if (outcome.verdict === 'different' && !(await isSound())) return;
  }
}

const keywords =
  /^(?:break|case|catch|class|const|continue|default|delete|do|else|extends|finally|for|function|if|in|instanceof|let|new|null|of|return|static|super|switch|this|throw|try|typeof|undefined|var|void|while|exports|run|log)$/;

/** A program without its names and numbers: programs of one shape fail for one reason. */
function shape(source) {
  const names = new Map();
  return source.replace(/[\w$]+/g, (word) => {
    if (keywords.test(word)) return word;
    if (!names.has(word)) names.set(word, `v${names.size}`);
    return names.get(word);
  });
}

const children = new Set();
let interrupted = false;

/** Runs a child, gives its lines away, and resolves with the seed in whose middle it ended. */
async function follow(first, amount, careful, onLine) {
  const args = [
    '--max-semi-space-size=64',
    '--conditions=fiberc-source',
    '--experimental-strip-types',
    '--no-warnings',
    fileURLToPath(import.meta.url),
    '--child',
    `--from=${first}`,
    `--count=${amount}`,
    ...['size', 'singles', 'features', 'file']
      .filter((name) => values[name] !== undefined)
      .map((name) => `--${name}=${values[name]}`),
    ...(values.whole ? ['--whole'] : []),
    ...(values.quick ? ['--quick'] : []),
    ...(careful ? ['--careful'] : []),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  let open;
  let timer;
  const expect = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  };
  expect(patience * 3);
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text);
    expect(line.reduces ? patience * 60 : patience);
    if (line.starts) open = line.seed;
    if (line.starts || line.reduces) continue;
    open = undefined;
    if (onLine(line)) child.kill();
  }
  clearTimeout(timer);
  children.delete(child);
  return interrupted ? undefined : open;
}

/** Shares the seeds out among children. Each has its own part; another one goes on after the seed that ended it. */
async function oversee() {
  buildEquivalents();
  const tally = {};
  const shapes = new Set();
  let [programs, failures, runs] = [0, 0, 0];
  const began = Date.now();
  process.on('SIGINT', () => {
    interrupted = true;
    for (const child of children) child.kill();
  });
  const note = (line) => {
    programs += 1;
    runs += line.runs ?? 0;
    const verdict = line.verdict === 'refused' ? line.detail : line.verdict;
    tally[verdict] = (tally[verdict] ?? 0) + 1;
    if (line.verdict === 'ended the engine') console.log(`## seed ${line.seed}: ${line.verdict}\n`);
    if (line.verdict !== 'different' || shapes.has(shape(line.source))) return;
    shapes.add(shape(line.source));
    failures += 1;
    const { variant, kind, ticks, detail } = line.difference;
    console.log(
      `## seed ${line.seed}: ${variant}, ${kind}, ticks: ${ticks}\n${detail.slice(0, 600)}\n\`\`\`js\n${line.source}\n\`\`\`\n`,
    );
  };
  const share = async (first, end) => {
    let next = first;
    const onLine = (line) => {
      next = line.seed + 1;
      note(line);
      return failures >= stop;
    };
    while (next < end && failures < stop && !interrupted) {
      const before = next;
      const open = await follow(next, end - next, false, onLine);
      if (open === undefined && next === before && !interrupted)
        throw new Error('a child ended before it began');
      if (open === undefined || failures >= stop) continue;
      // Once more, with a limit for each run: what does not end can be made small as well.
      const again = await follow(open, 1, true, onLine);
      if (again !== undefined) note({ seed: open, verdict: 'ended the engine' });
      next = open + 1;
    }
  };
  const bounds = Array.from(
    { length: jobs + 1 },
    (_, job) => from + Math.floor((count * job) / jobs),
  );
  await Promise.all(bounds.slice(1).map((end, job) => share(bounds[job], end)));
  console.log({ programs, ...tally, runs, seconds: Math.round((Date.now() - began) / 1000) });
  process.exitCode = failures === 0 ? 0 : 1;
}

await (values.child ? work() : oversee());
