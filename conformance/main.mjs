// Runs test262 untransformed and compiled, and compares. See README.md.
import { execFileSync } from 'node:child_process';
import buildEquivalents from '../scripts/equivalents.mjs';
import { writeDocument } from './document.mjs';
import { runAll } from './lanes.mjs';
import { parseOptions, usage } from './options.mjs';
import { openReport } from './report.mjs';
import { counter } from './summary.mjs';
import { findTests } from './tests.mjs';

const shown = 60;
const noteEvery = process.stderr.isTTY ? 1000 : 15_000;

function optionsOrUsage() {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const options = optionsOrUsage();
buildEquivalents();
const { variants, node } = options;
const meta = {
  date: new Date().toISOString().slice(0, 10),
  node: execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim(),
  paths: options.paths,
  variants,
  sample: options.sample,
};
const report = openReport(options.json, meta, options.resume);
const files = findTests(options);
const left = files.filter((file) => !report.done.has(file));
const counts = counter(variants);
for (const file of files) for (const test of report.done.get(file) ?? []) counts.add(test);
const begun = Date.now();
let finished = 0;
let noted = begun;
await runAll(left, options, report.add, (file) => {
  for (const test of report.finish(file)) counts.add(test);
  finished += 1;
  if (Date.now() - noted < noteEvery) return;
  noted = Date.now();
  const minutes = Math.round((((noted - begun) / finished) * (left.length - finished)) / 60_000);
  const { wrong } = counts.result();
  const note = `${files.length - left.length + finished} of ${files.length} tests, ${minutes} minutes left, ${wrong.length} wrong`;
  process.stderr.write(`${note}${process.stderr.isTTY ? '\r' : '\n'}`);
});

const { directories, total, refusals, wrong } = counts.result();
const columns = ['tests', 'plain', 'pass', 'refused', 'expected', 'wrong', 'suspensions'];
const line = (name, cells) =>
  console.log(name.padEnd(40) + cells.map((c) => String(c).padStart(12)).join(''));
line('', columns);
for (const [name, counts] of [...directories, ['all', total]])
  line(
    name,
    columns.map((column) => counts[column]),
  );
console.log(`refused: ${refusals.map(([code, count]) => `${code} ${count}`).join(', ')}`);
for (const { file, mode, variant, status, detail } of wrong.slice(0, shown))
  console.log(`${status} ${file} [${mode} ${variant}] ${(detail ?? '').split('\n')[0]}`);
if (wrong.length > shown) console.log(`… and ${wrong.length - shown} more in ${options.json}`);
if (options.document) writeDocument([options.json]);
if (finished < left.length) console.log(`${left.length - finished} tests are left: --resume`);
process.exitCode = total.wrong === 0 ? 0 : 1;
