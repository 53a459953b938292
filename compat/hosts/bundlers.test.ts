import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  engines,
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
const names = ['vite', 'rollup', 'rolldown', 'webpack', 'rspack', 'esbuild', 'farm'] as const;
/** What Farm's maps can do, with and without us: lines while developing, nothing when it has minified. */
const inexact: Readonly<Record<string, (output: string) => string>> = {
  'farm development': (output) => output.replaceAll(/^(at .*):\d+$/gm, '$1'),
  'farm production': (output) => output.replaceAll(/^at .*$/gm, 'at undefined:null:0'),
};

/** The newest does everything, the others what is published. */
const builds = engines.flatMap((engine) =>
  names.flatMap((bundler) =>
    (engine.node === process.execPath ? ['development', 'production'] : ['production']).map(
      (mode) => ({
        title: `${bundler}, ${mode}, on ${engine.name}`,
        bundler,
        mode,
        engine,
      }),
    ),
  ),
);

test.each(builds)('$title', ({ bundler, mode, engine }) => {
  const out = join(project.folder, 'out', `${bundler}-${mode}-${engine.name.replace(' ', '')}`);
  const built = run(engine.node, [script, bundler, project.app, out, mode], project.app);
  expect(built.status, built.stderr + built.stdout).toBe(0);
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.m?js$/.test(file),
  );
  const entry = (name: string): string =>
    files.find((file) => new RegExp(`^${name}\\.m?js$`).test(file)) ?? name;

  // Fibers of one entry run in the code of chunks that both share: there is one runtime.
  const main = run(engine.node, [entry('main')], out);
  const seen = inexact[`${bundler} ${mode}`] ?? ((output: string) => output);
  const places =
    bundler === 'farm' && mode === 'development' ? seen(traced(main.stdout)) : traced(main.stdout);
  expect({ ...main, stdout: places }).toEqual({ stdout: seen(expected), stderr: '', status: 0 });
  expect(run(engine.node, [entry('other')], out)).toEqual({
    stdout: expectedOther,
    stderr: '',
    status: 0,
  });
  expect(
    run(
      engine.node,
      ['--input-type=module', '-e', `import './${entry('main')}'; import './${entry('other')}';`],
      out,
    ).stdout,
  ).toContain(expectedOther);

  const text = files.map((file) => readFileSync(join(out, file), 'utf8')).join('');
  // webpack and Rspack keep whole modules while developing.
  if (mode === 'production' || !/pack$/.test(bundler)) expect(text).not.toContain('unusedText');
  expect(text.match(/cannot switch to a Fiber on a different thread/g)).toHaveLength(1);
  rmSync(out, { recursive: true });
});
