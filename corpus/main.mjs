// Real libraries under their own tests, suspended at every call. Usage:
//   main.mjs <directory of the checkouts> [name…] [--variants before,after,entry] [--every n]
// With --every only one call in n suspends, at random. When each of the libraries has done as it
// should, whether in one run or in several, docs/corpus.md is written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { libraries } from './libraries.mjs';
import { missing } from './missing.mjs';
import { runSuite } from './suite.mjs';
import { table } from './table.mjs';
import { addAll } from './tally.mjs';

const home = dirname(fileURLToPath(import.meta.url));
const cache = join(home, '.cache');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variants: { type: 'string', default: 'before,after,entry' },
    every: { type: 'string', default: '1' },
  },
});
const variants = values.variants.split(',');
const [directory, ...names] = positionals;
if (directory === undefined) {
  console.error('Usage: pnpm corpus <directory of the checkouts> [name…]; see corpus/README.md');
  process.exit(2);
}
const root = resolve(directory);
const known = libraries.map(({ name }) => name);
for (const name of names.filter((one) => !known.includes(one))) {
  console.error(`There is no ${name}, only ${known.join(', ')}.`);
  process.exit(2);
}
const wanted = libraries.filter(({ name }) => names.length === 0 || names.includes(name));
const absent = missing(root, wanted);
if (absent.length > 0) {
  console.error(`Something is missing. To get it:\n\n${absent.join('\n')}\n`);
  process.exit(2);
}

const every = Number(values.every);
const wrong = [];
for (const library of wanted) {
  const plain = attempt(library, undefined, passes);
  const as = (one) => isAsExpected(library, plain, one);
  const runs = passes(plain) ? variants.map((variant) => attempt(library, variant, as)) : [];
  if (runs.length > 0 && runs.every(as)) keep(library, { plain, runs });
  else {
    rmSync(join(cache, 'results', library.name), { force: true });
    wrong.push(library.name);
  }
}
if (wrong.length > 0) {
  console.log(`Wrong: ${wrong.join(', ')}. See ${join(cache, 'logs')}.`);
  process.exit(1);
}
console.log('All as expected.');
const kept = libraries.flatMap((library) => recallResult(library) ?? []);
if (kept.length === libraries.length) writeFileSync(join(home, '../docs/corpus.md'), table(kept));
else console.log('docs/corpus.md wants all of the libraries.');

/** Runs a suite, again if it is one of those that a busy machine breaks. */
function attempt(library, variant, isGood) {
  let result = run(library, variant);
  for (let again = 0; library.timed && again < 2 && !isGood(result); again++) {
    result = run(library, variant);
  }
  return result;
}

/** Runs a suite in one variant, or plainly without one, and prints a line about it. */
function run(library, variant) {
  const title = `${library.name} ${variant ?? 'plain'}`;
  const report = join(cache, 'reports', title);
  rmSync(report, { recursive: true, force: true });
  const { output, seconds, counts } = runSuite(library, {
    root,
    variant,
    every,
    cache: join(cache, 'code'),
    report,
  });
  mkdirSync(join(cache, 'logs'), { recursive: true });
  writeFileSync(join(cache, 'logs', `${title}.txt`), output);
  console.log(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  if (variant === undefined) return counts;
  const result = { ...counts, ...total(report), output };
  const left = Object.entries(result.left).map(([what, n]) => `${n} × ${what}`);
  console.log(
    `  ${result.suspended} suspensions, ${result.compiled} functions; left out: ${left.join(', ') || 'none'}`,
  );
  return result;
}

function passes({ passed, failed }) {
  return passed > 0 && failed === 0;
}

/** The tests that pass plainly pass, but for those that are known not to; and there was something to pass. */
function isAsExpected({ differs = [] }, plain, { passed, failed, suspended, output }) {
  const expected = differs.reduce((sum, { shows }) => sum + (output.match(shows)?.length ?? 0), 0);
  return suspended > 0 && failed === expected && passed + failed === plain.passed;
}

/** What the processes of a run have counted. */
function total(report) {
  const ones = readdirSync(report).map((file) =>
    JSON.parse(readFileSync(join(report, file), 'utf8')),
  );
  const sum = { compiled: 0, left: {}, suspended: 0 };
  for (const { suspended } of ones) sum.suspended += suspended;
  // Several processes load the same files.
  for (const { compiled, left } of Object.values(
    Object.assign({}, ...ones.map(({ files }) => files)),
  )) {
    sum.compiled += compiled;
    addAll(sum.left, left);
  }
  return sum;
}

/** Remembers a result for the table. */
function keep(library, { plain, runs }) {
  if (every !== 1 || variants.length !== 3) return;
  mkdirSync(join(cache, 'results'), { recursive: true });
  const result = { plain, runs: runs.map(({ output, ...rest }) => rest) };
  writeFileSync(join(cache, 'results', library.name), JSON.stringify(result));
}

function recallResult(library) {
  const file = join(cache, 'results', library.name);
  if (!existsSync(file)) return undefined;
  return { library, ...JSON.parse(readFileSync(file, 'utf8')) };
}
