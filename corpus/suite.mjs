// Runs the tests of one library in processes of their own.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const vitest = [
  join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs'),
  ...['run', '--config', path('./vitest.config.mjs')],
];
const LIMIT = 15 * 60_000;

/** @returns what was printed, how many tests passed and failed, and how long it took */
export function runSuite(library, { root, ...settings }) {
  const { name, folder = name, alias = {}, include, vitest: options, read } = library;
  const cwd = join(root, folder);
  const seed = createHash('sha1').update(name).digest().readInt32LE();
  const config = { ...settings, root: cwd, alias, include, seed, vitest: options };
  const start = performance.now();
  const output = commands(library, root, cwd)
    .map((args) => {
      const { stdout, stderr } = spawnSync(process.execPath, args, {
        cwd,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        timeout: LIMIT,
        env: { ...process.env, FIBERC_CORPUS: JSON.stringify(config) },
      });
      return `${stdout}\n${stderr}`;
    })
    .join('\n');
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  return { output, seconds, counts: read(output) };
}

/** What is given to Node. */
function commands({ runner, each, run }, root, cwd) {
  if (runner === 'vitest') return [vitest];
  const preload = ['--import', path('./hook.mjs')];
  if (each)
    return globSync(each, { cwd })
      .sort()
      .map((file) => [...preload, `./${file}`]);
  const [program, ...args] = run;
  return [
    [...preload, /^[.-]/.test(program) ? program : join(root, 'node_modules', program), ...args],
  ];
}
