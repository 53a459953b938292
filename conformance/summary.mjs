// From single results to verdicts and counts.
import { readFileSync } from 'node:fs';

const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8'));

/** `*` stands for any part of a path. */
const matches = (pattern, file) =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(
    file,
  );

const expects = (file, mode, variant) =>
  expected.some(
    (one) =>
      one.tests.some((pattern) => matches(pattern, file)) &&
      (one.modes?.includes(mode) ?? true) &&
      (one.variants?.includes(variant) ?? true),
  );

/**
 * What a compiled run says. `expected`: wrong, and listed in expected.json. A test that fails untransformed says
 * nothing: null.
 */
export function verdictOf({ file, mode, runs }, variant) {
  const run = runs[variant];
  if (runs.plain?.status !== 'pass' || run === undefined) return null;
  if (run.status === 'pass' || run.status === 'refused') return run.status;
  return expects(file, mode, variant) ? 'expected' : 'wrong';
}

const emptyCounts = () => ({
  tests: 0,
  plain: 0,
  pass: 0,
  wrong: 0,
  expected: 0,
  refused: 0,
  suspensions: 0,
});

/** Directories are told apart by the first parts of their paths. */
const depth = 2;

/** Counts tests, each of which is `{ file, mode, runs }`. */
export function counter(variants) {
  const directories = new Map();
  const total = emptyCounts();
  const refusals = new Map();
  const wrong = [];
  const count = (counts, test, verdicts) => {
    counts.tests += 1;
    if (test.runs.plain?.status === 'pass') counts.plain += 1;
    for (const verdict of verdicts) if (verdict !== null) counts[verdict] += 1;
    for (const variant of variants) counts.suspensions += test.runs[variant]?.suspensions ?? 0;
  };
  return {
    add(test) {
      const { file, mode, runs } = test;
      const name = file.split('/').slice(0, -1).slice(0, depth).join('/');
      const own = directories.get(name) ?? emptyCounts();
      directories.set(name, own);
      const verdicts = variants.map((variant) => verdictOf(test, variant));
      count(own, test, verdicts);
      count(total, test, verdicts);
      for (const [index, variant] of variants.entries()) {
        const { code, status, detail } = runs[variant] ?? {};
        if (verdicts[index] === 'refused') refusals.set(code, (refusals.get(code) ?? 0) + 1);
        if (verdicts[index] === 'wrong') wrong.push({ file, mode, variant, status, detail });
      }
    },
    result: () => ({
      directories: [...directories].sort(([a], [b]) => (a < b ? -1 : 1)),
      total,
      refusals: [...refusals].sort(([, a], [, b]) => b - a),
      wrong: wrong.sort((a, b) => (a.file < b.file ? -1 : 1)),
    }),
  };
}
