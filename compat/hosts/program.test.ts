// Builds with decisions for the whole program: by a pass before the build, or by stored ones.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  expected,
  expectedOther,
  installProject,
  type Project,
  removeProject,
  run,
  traced,
} from './project.ts';

const project: Project = installProject();
afterAll(() => removeProject(project));

const script = join(import.meta.dirname, 'bundlers.mjs');
const names = ['vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'esbuild'] as const;

/** Builds for production; the folder, and how long the code is. */
function build(bundler: string, ...flags: readonly string[]) {
  const out = join(project.folder, 'out', `${bundler}${flags.join('')}`);
  const args = [script, bundler, project.app, out, 'production', ...flags];
  const { status, stderr, stdout } = run(process.execPath, args, project.app);
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.m?js$/.test(file),
  );
  const text = files.map((file) => readFileSync(join(out, file), 'utf8')).join('');
  const entry = (name: string): string =>
    files.find((file) => new RegExp(`^${name}\\.m?js$`).test(file)) ?? name;
  return { out, entry, length: text.length };
}

test.each(names)('%s, whole program', (bundler) => {
  const { out, entry, length } = build(bundler, '--program');
  const main = run(process.execPath, [entry('main')], out);
  expect({ ...main, stdout: traced(main.stdout) }).toEqual({
    stdout: expected,
    stderr: '',
    status: 0,
  });
  expect(run(process.execPath, [entry('other')], out).stdout).toBe(expectedOther);
  expect(length).toBeLessThan(build(bundler).length);
});
