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

/** Groups the single results by test and mode. */
export function collect() {
  const tests = new Map();
  return {
    add({ file, mode, step, ...run }) {
      const key = `${file} ${mode}`;
      const test = tests.get(key) ?? { file, mode, runs: {} };
      tests.set(key, test);
      test.runs[step] = run;
    },
    get size() {
      return tests.size;
    },
    sorted: () => [...tests.keys()].sort().map((key) => tests.get(key)),
  };
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

export function summarise(tests, variants) {
  const directories = new Map();
  const total = emptyCounts();
  const refusals = new Map();
  const wrong = [];
  for (const test of tests) {
    const name = test.file.split('/').slice(0, -1).slice(0, depth).join('/');
    const own = directories.get(name) ?? emptyCounts();
    directories.set(name, own);
    for (const counts of [own, total]) {
      counts.tests += 1;
      if (test.runs.plain?.status === 'pass') counts.plain += 1;
      for (const variant of variants) {
        const verdict = verdictOf(test, variant);
        if (verdict !== null) counts[verdict] += 1;
        counts.suspensions += test.runs[variant]?.suspensions ?? 0;
      }
    }
    for (const variant of variants) {
      const verdict = verdictOf(test, variant);
      const { code, status, detail } = test.runs[variant] ?? {};
      if (verdict === 'refused') refusals.set(code, (refusals.get(code) ?? 0) + 1);
      if (verdict === 'wrong')
        wrong.push({ file: test.file, mode: test.mode, variant, status, detail });
    }
  }
  return {
    directories: [...directories].sort(([a], [b]) => (a < b ? -1 : 1)),
    total,
    refusals: [...refusals].sort(([, a], [, b]) => b - a),
    wrong,
  };
}
