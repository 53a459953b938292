// A process that runs the tests its parent sends, and writes a line for each run. A test may hang or kill it.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { modesOf, readMeta } from './tests.mjs';

const { test262, variants, timeout } = JSON.parse(process.argv[2]);
const root = join(test262, 'test');
/** Realms are never quite collected. */
const mostRuns = 4000;
let runs = 0;

/** At once: what is sent by a process that dies would be lost. */
function tell(message) {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < line.length; ) {
    try {
      written += writeSync(3, line, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

/** @param known results of runs from before the last process died: `mode/step` → result */
async function runTest(file, known) {
  const source = readFileSync(join(root, file), 'utf8');
  const meta = readMeta(source);
  for (const mode of modesOf(meta)) {
    const test = { test262, root, file, source, meta, mode };
    const step = async (name, how) => {
      const before = known[`${mode}/${name}`];
      if (before !== undefined) return before.status === 'pass';
      tell({ file, mode, step: name });
      const start = performance.now();
      const result = await run(test, { ...how, timeout });
      runs += 1;
      const detail = result.detail?.slice(0, 400);
      tell({
        file,
        mode,
        step: name,
        ...result,
        detail,
        ms: Math.round(performance.now() - start),
      });
      return result.status === 'pass';
    };
    if (!(await step('plain', { variant: null, wrapped: false }))) continue;
    const early = meta.negative !== null && meta.negative.phase !== 'runtime';
    const wrappable = (mode === 'sloppy' || mode === 'strict') && !early;
    const wrapped = wrappable && (await step('wrapped', { variant: null, wrapped: true }));
    for (const variant of variants) await step(variant, { variant, wrapped });
  }
  tell({ file, finished: true });
}

process.on('disconnect', () => process.exit(0));
process.on('message', async (batch) => {
  for (const { file, known } of batch) await runTest(file, known);
  tell({ next: true, tired: runs > mostRuns });
});
