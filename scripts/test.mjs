// Everything that has to hold before a commit. The last line is the sum of the
// vitest tests and of the engine checks; any other step that fails counts as
// one failure, so that the sum never looks better than the exit code.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, shell } from './shell.mjs';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function step(title, command) {
  console.log(`\n> ${title}: ${command}`);
  return shell(command);
}

/** Runs a step that counts tests and reads its counts back from the file it writes. */
function counted(title, command, read) {
  const file = join(root, `node_modules/.cache/fiberc/${title}.json`);
  mkdirSync(join(file, '..'), { recursive: true });
  rmSync(file, { force: true });
  const status = step(title, `${command} "${file}"`);
  let counts = { passed: 0, failed: 0 };
  try {
    counts = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`${title} left no readable report: ${error.message}`);
  }
  // A failure outside of any test (an unhandled rejection, a crash) counts too.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function readVitest(report) {
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

let failedSteps = 0;
for (const title of ['build', 'check', 'lint', 'size']) {
  if (step(title, scripts[title]) !== 0) failedSteps += 1;
}
for (const title of ['errors', 'examples', 'builtins']) {
  if (step(title, `node scripts/${title}.mjs --check`) !== 0) failedSteps += 1;
}
const vitest = counted(
  'vitest',
  `${scripts['test:unit']} --reporter=default --reporter=json --outputFile.json`,
  readVitest,
);
const engines = counted('engines', `${scripts['test:engines']} --prepared`, (report) => report);

const passed = vitest.passed + engines.passed;
const failed = vitest.failed + engines.failed + failedSteps;
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
