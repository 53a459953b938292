// Random programs, plain against compiled, for as long as wanted. What differs is made small and printed.
// Usage: fuzz.mjs [--from <seed>] [--count <programs>] [--size <expressions>] [--stop <failures>] [--whole]
import { spawn } from 'node:child_process';
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
    whole: { type: 'boolean', default: false },
    child: { type: 'boolean', default: false },
  },
});
const [from, count, size, stop] = [values.from, values.count, values.size, values.stop].map(Number);

/** Runs seeds until one has left this thread unfit, with one line of JSON for each. */
async function work() {
  const folder = join(root, 'packages/transform/test/random');
  const { program } = await import(join(folder, 'program.ts'));
  const { compare, isSound } = await import(join(folder, 'run.ts'));
  const { reduce } = await import(join(folder, 'reduce.ts'));
  for (let seed = from; seed < from + count; seed++) {
    const whole = program(seed, size);
    process.stdout.write(`${JSON.stringify({ seed, starts: true })}\n`);
    const outcome = compare(whole, { seed });
    const line = { seed, ...outcome };
    if (outcome.verdict === 'different') {
      const small =
        values.whole || !isSound() ? { program: whole } : reduce(whole, outcome.difference, seed);
      Object.assign(line, {
        source: small.program.source,
        difference: small.difference ?? outcome.difference,
      });
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
    if (outcome.verdict === 'different' && !isSound()) return;
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

/** Starts a child on the seeds that are left, and another one after the seed that ended it. */
async function oversee() {
  buildEquivalents();
  const tally = {};
  const shapes = new Set();
  let [next, failures, runs] = [from, 0, 0];
  const began = Date.now();
  while (next < from + count && failures < stop) {
    const args = [
      '--conditions=fiberc-source',
      '--experimental-strip-types',
      '--no-warnings',
      fileURLToPath(import.meta.url),
      '--child',
      `--from=${next}`,
      `--count=${from + count - next}`,
      `--size=${size}`,
      ...(values.whole ? ['--whole'] : []),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let open;
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text);
      open = line.starts ? line.seed : undefined;
      if (line.starts) continue;
      next = line.seed + 1;
      runs += line.runs ?? 0;
      const verdict = line.verdict === 'refused' ? line.detail : line.verdict;
      tally[verdict] = (tally[verdict] ?? 0) + 1;
      if (line.verdict !== 'different') continue;
      if (shapes.has(shape(line.source))) continue;
      shapes.add(shape(line.source));
      failures += 1;
      const { variant, kind, ticks, detail } = line.difference;
      console.log(
        `## seed ${line.seed}: ${variant}, ${kind}, ticks: ${ticks}\n${detail.slice(0, 600)}\n\`\`\`js\n${line.source}\n\`\`\`\n`,
      );
      if (failures >= stop) child.kill();
    }
    if (open === undefined) continue;
    if (failures < stop) console.log(`## seed ${open}: ended the engine\n`);
    next = open + 1;
  }
  console.log({
    programs: next - from,
    ...tally,
    runs,
    seconds: Math.round((Date.now() - began) / 1000),
  });
  process.exitCode = failures === 0 ? 0 : 1;
}

await (values.child ? work() : oversee());
