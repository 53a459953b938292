// Runs test262 untransformed and compiled, and compares. See README.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import buildEquivalents from '../scripts/equivalents.mjs';
import { writeDocument } from './document.mjs';
import { runAll } from './lanes.mjs';
import { parseOptions, usage } from './options.mjs';
import { collect, summarise } from './summary.mjs';
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
const files = findTests(options);
const seen = new Set();
const results = collect();
let noted = Date.now();
await runAll(files, options, (result) => {
  results.add(result);
  seen.add(result.file);
  if (Date.now() - noted < noteEvery) return;
  noted = Date.now();
  process.stderr.write(
    `${seen.size} of ${files.length} tests${process.stderr.isTTY ? '\r' : '\n'}`,
  );
});

const tests = results.sorted();
const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
const meta = {
  date: new Date().toISOString().slice(0, 10),
  node: version,
  paths: options.paths,
  variants,
  sample: options.sample,
};
const report = { meta, tests };
mkdirSync(dirname(options.json), { recursive: true });
writeFileSync(options.json, JSON.stringify(report).replaceAll('{"file"', '\n{"file"'));

const { directories, total, refusals, wrong } = summarise(tests, variants);
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
if (options.document) writeDocument(report);
process.exitCode = total.wrong === 0 ? 0 : 1;
