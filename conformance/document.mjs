// Writes docs/conformance.md from a report.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/shell.mjs';
import { summarise } from './summary.mjs';

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

function render({ meta, tests }) {
  const { directories, total, refusals, wrong } = summarise(tests, meta.variants);
  const compared = total.pass + total.wrong + total.expected;
  return `<!-- Written by conformance/main.mjs. Do not edit. -->
# Conformance

The tests of [test262](https://github.com/tc39/test262), compiled in torture mode: *every* suspension
point captures and resumes, in three variants (${meta.variants.join(', ')} the call). A test that passes
untransformed on the same engine must pass like that too. [How it is done](../conformance/README.md).

Node ${meta.node}, ${meta.date}${meta.sample ? `, every ${meta.sample.every}th test` : ''}: ${number(total.plain)} tests (a test counts twice if it
runs in sloppy and in strict mode), ${number(compared)} compiled runs, ${number(total.suspensions)} suspensions.
**${number(total.wrong)} wrong**, ${number(total.expected)} different as [expected](#expected-differences), ${number(total.refused)} refused by the compiler.

${row(['directory', 'tests', 'pass untransformed', 'runs that pass', 'refused', 'expected', 'wrong', 'suspensions'])}
| --- |${' ---: |'.repeat(7)}
${directories.map(([name, counts]) => cellsOf(name, counts)).join('\n')}
${cellsOf('**all**', total)}

## Refused

${row(['code', 'runs'])}
| --- | ---: |
${refusals.map(([code, count]) => row([`\`ERR_FIBERC_${code}\``, number(count)])).join('\n')}

## Expected differences

${expected.map(({ reason, tests: files }) => `* ${reason}: ${files.map((file) => `\`${file}\``).join(', ')}`).join('\n') || 'None.'}

## Wrong

${wrongLines(wrong).join('\n') || 'None.'}
`;
}

export function writeDocument(report) {
  writeFileSync(join(root, 'docs/conformance.md'), render(report));
}
