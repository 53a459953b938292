// Reports: a line of what the run was, then a line for each test file, written as soon as it is finished. So a run that
// was cut short can be resumed, and nothing but counts has to be kept.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Lines of a file; the last one may be cut short. */
function linesOf(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

/** `{ meta, files }`: the files map to their tests, `{ file, mode, runs }`. */
export function readReport(path) {
  const [meta, ...lines] = linesOf(path);
  if (meta?.variants === undefined) throw new Error(`${path} is no report`);
  return {
    meta,
    files: new Map(
      lines.map(({ file, tests }) => [file, tests.map((test) => ({ file, ...test }))]),
    ),
  };
}

const sameRun = (a, b) => a.node === b.node && `${a.variants}` === `${b.variants}`;

/** Begins a report, or goes on with one. `done` has what is in it already. */
export function openReport(path, meta, resumes) {
  let done = new Map();
  if (resumes && existsSync(path)) {
    const before = readReport(path);
    if (!sameRun(before.meta, meta))
      throw new Error(`${path} is of Node ${before.meta.node}, ${before.meta.variants}`);
    done = before.files;
    // What was cut short would spoil the next line.
    appendFileSync(path, '\n');
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(meta)}\n`);
  }
  const pending = new Map();
  return {
    done,
    add({ file, mode, step, ...run }) {
      const tests = pending.get(file) ?? new Map();
      pending.set(file, tests);
      const runs = tests.get(mode) ?? {};
      tests.set(mode, runs);
      runs[step] = run;
    },
    /** Writes the tests of a file, and gives them. */
    finish(file) {
      const tests = [...(pending.get(file) ?? [])].map(([mode, runs]) => ({ mode, runs }));
      pending.delete(file);
      appendFileSync(path, `${JSON.stringify({ file, tests })}\n`);
      return tests.map((test) => ({ file, ...test }));
    },
  };
}
