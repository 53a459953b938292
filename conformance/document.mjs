// Writes docs/conformance.md from reports, of one engine or of several.  Usage: document.mjs FILE…
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../scripts/shell.mjs';
import { readReport } from './report.mjs';
import { counter } from './summary.mjs';

const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8'));
const number = (n) => n.toLocaleString('en');
const row = (cells) => `| ${cells.join(' | ')} |`;
const cellsOf = (name, { tests, plain, pass, wrong, expected: known, refused, suspensions }) =>
  row([name, ...[tests, plain, pass, refused, known, wrong, suspensions].map(number)]);

/** Wrong verdicts of one test in one line. */
function wrongLines(wrong) {
  const tests = new Map();
  for (const { file, mode, variant } of wrong) {
    const runs = tests.get(file) ?? [];
    tests.set(file, runs);
    runs.push(`${mode} ${variant}`);
  }
  return [...tests].map(([file, runs]) => `* \`${file}\` (${runs.join(', ')})`);
}

/** Reports of one engine are one: a file that is in several counts as in the last. */
function byEngine(reports) {
  const engines = new Map();
  for (const { meta, files } of reports) {
    const engine = engines.get(meta.node) ?? { metas: [], files: new Map() };
    engines.set(meta.node, engine);
    engine.metas.push(meta);
    for (const [file, tests] of files) engine.files.set(file, tests);
  }
  return [...engines]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([node, { metas, files }]) => {
      const variants = [...new Set(metas.flatMap((meta) => meta.variants))];
      const counts = counter(variants);
      for (const tests of files.values()) for (const test of tests) counts.add(test);
      const samples = new Set(metas.map(({ sample }) => sample?.every ?? 1));
      return {
        node,
        variants,
        samples,
        date: metas
          .map(({ date }) => date)
          .sort()
          .at(-1),
        ...counts.result(),
      };
    });
}

function engineText({ node, date, samples, total, directories, refusals }) {
  const compared = total.pass + total.wrong + total.expected;
  const sampled = [...samples].filter((every) => every > 1);
  const sample = sampled.length > 0 ? `, every ${sampled.join('th or ')}th test` : '';
  return `## Node ${node}

${date}${sample}: ${number(total.plain)} tests (a test counts twice if it runs in sloppy and in strict mode),
${number(compared)} compiled runs, ${number(total.suspensions)} suspensions. **${number(total.wrong)} wrong**,
${number(total.expected)} different as [expected](#expected-differences), ${number(total.refused)} refused by the compiler${
    refusals.length > 0
      ? ` (${refusals.map(([code, count]) => `\`ERR_FIBERC_${code}\` ${number(count)}`).join(', ')})`
      : ''
  }.

${row(['directory', 'tests', 'pass untransformed', 'runs that pass', 'refused', 'expected', 'wrong', 'suspensions'])}
| --- |${' ---: |'.repeat(7)}
${directories.map(([name, counts]) => cellsOf(name, counts)).join('\n')}
${cellsOf('**all**', total)}
`;
}

const wrongText = ({ node, wrong }) =>
  wrong.length === 0 ? '' : `Node ${node}:\n\n${wrongLines(wrong).join('\n')}\n`;

function render(engines) {
  const variants = new Set(engines.flatMap((engine) => engine.variants));
  return `<!-- Written by conformance/document.mjs. Do not edit. -->
# Conformance

The tests of [test262](https://github.com/tc39/test262), compiled in torture mode: *every* suspension
point captures and resumes, in several variants (${[...variants].join(', ')} the call). A test that passes
untransformed on the same engine must pass like that too. [How it is done](../conformance/README.md).

${engines.map(engineText).join('\n')}
## Expected differences

${expected.map(({ reason, tests: files }) => `* ${reason}: ${files.map((file) => `\`${file}\``).join(', ')}`).join('\n') || 'None.'}

## Wrong

${engines.map(wrongText).filter(Boolean).join('\n') || 'None.\n'}`;
}

/** Writes the document from reports. */
export function writeDocument(paths) {
  writeFileSync(join(root, 'docs/conformance.md'), render(byEngine(paths.map(readReport))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeDocument(process.argv.slice(2));
