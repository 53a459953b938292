// Builds with decisions for the whole program: by a pass before the build, or by stored ones.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping';
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

/** Builds for production; the folder, and how long the project's own code is. */
function build(bundler: string, ...flags: readonly string[]) {
  const out = join(project.folder, 'out', `${bundler}${flags.join('')}`);
  const args = [script, bundler, project.app, out, 'production', ...flags];
  const { status, stderr, stdout } = run(process.execPath, args, project.app);
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.m?js$/.test(file),
  );
  const entry = (name: string): string =>
    files.find((file) => new RegExp(`^${name}\\.m?js$`).test(file)) ?? name;
  return { out, entry, length: files.reduce((sum, file) => sum + ownLength(join(out, file)), 0) };
}

/** How much of a file comes from the project: of the runtime another piece may be used, as a whole. */
function ownLength(file: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  let sum = 0;
  let last: { line: number; column: number; isOwn: boolean } | null = null;
  eachMapping(new TraceMap(readFileSync(`${file}.map`, 'utf8')), (mapping) => {
    const { generatedLine: line, generatedColumn: column, source } = mapping;
    const end = last?.line === line ? column : (lines[(last?.line ?? 1) - 1]?.length ?? 0);
    if (last?.isOwn) sum += end - last.column;
    last = { line, column, isOwn: source !== null && !/runtime[\\/](?:src|dist)/.test(source) };
  });
  return sum;
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

const TOOLS = `import { current } from '@fiberc/runtime';
export function each(list, f) {
  for (const one of list) f(one);
}
export const pause = (x) => current().parent.switch(x);
`;
const program = (body: string): string => `import { Fiber } from '@fiberc/runtime';
import { each, pause } from './tools.js';
const fiber = new Fiber(() => { ${body}; });
console.log(fiber.switch());
`;

/** Builds twice; in between `main.js` is edited, by which something else is decided for `tools.js`. */
type Watcher = (entry: string, out: string, edit: () => void) => Promise<void>;

/** Calls `edit` after the first build, and ends after the second. */
function twice(edit: () => void) {
  let builds = 0;
  let end: (error?: unknown) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  const built = (error?: unknown): void => {
    builds++;
    if (error || builds === 2) end(error);
    // File systems tell of changes by time.
    else setTimeout(edit, 1100);
  };
  return { built, done };
}

const watchers: Readonly<Record<string, Watcher>> = {
  async rollup(entry, out, edit) {
    const { watch } = await import('rollup');
    const { nodeResolve } = await import('@rollup/plugin-node-resolve');
    const { default: fiberc } = await import('@fiberc/transform/rollup');
    const { built, done } = twice(edit);
    const watcher = watch({
      input: entry,
      plugins: [nodeResolve(), fiberc({ program: true, root: project.app })],
      output: { dir: out, format: 'esm' },
    });
    watcher.on('event', (event) => {
      if (event.code === 'END') built();
      if (event.code === 'ERROR') built(event.error);
    });
    await done.finally(() => watcher.close());
  },

  async webpack(entry, out, edit) {
    const { default: webpack } = await import('webpack');
    const { default: fiberc } = await import('@fiberc/transform/webpack');
    const { built, done } = twice(edit);
    const compiler = webpack({
      mode: 'production',
      context: project.app,
      target: 'node20',
      entry,
      cache: { type: 'memory' },
      output: { path: out, filename: 'main.cjs' },
      optimization: { minimize: false },
      plugins: [fiberc({ program: true, root: project.app })],
    });
    const watching = compiler.watch({ aggregateTimeout: 20 }, (error) => built(error));
    await done.finally(() => new Promise((closed) => watching?.close(closed)));
  },

  async esbuild(entry, out, edit) {
    const { context } = await import('esbuild');
    const { default: fiberc } = await import('@fiberc/transform/esbuild');
    const build = await context({
      entryPoints: [entry],
      outdir: out,
      bundle: true,
      format: 'esm',
      plugins: [fiberc({ program: true, root: project.app })],
    });
    await build.rebuild();
    edit();
    await build.rebuild();
    await build.dispose();
  },
};

test.each(Object.entries(watchers))('%s, watching', async (name, watch) => {
  const folder = join(project.app, `watched-${name}`);
  const entry = join(folder, 'main.js');
  mkdirSync(folder);
  writeFileSync(join(folder, 'tools.js'), TOOLS);
  writeFileSync(entry, program('each([1], (x) => x); pause(1)'));
  const out = join(folder, 'out');
  const seen: string[] = [];
  const read = (): string =>
    readdirSync(out)
      .filter((file) => /\.[cm]?js$/.test(file))
      .map((file) => readFileSync(join(out, file), 'utf8'))
      .join('');
  await watch(entry, out, () => {
    seen.push(read());
    writeFileSync(entry, program('each([1], pause)'));
  });
  expect(seen[0]).toContain('pause$r');
  expect(seen[0]).not.toContain('each$r');
  expect(read()).toContain('each$r');
});

test('stored decisions: a production build ends where they are out of date', async () => {
  const { rollup } = await import('rollup');
  const { default: fiberc } = await import('@fiberc/transform/rollup');
  const file = join(project.app, 'fibers.json');
  const entry = join(project.app, 'stored.js');
  const source = program('each([1], pause)').replace('./tools.js', '@fiberc/runtime');
  const functions = [{ name: 'f', line: 1, column: 1, start: 0, end: 1, decision: 'untouched' }];
  const modules = [{ file: 'stored.js', hash: '-', functions }];
  writeFileSync(entry, source);
  writeFileSync(file, JSON.stringify({ version: 1, modules }));
  const build = (mode: 'production' | 'development') =>
    rollup({
      input: entry,
      external: [/runtime/],
      plugins: [fiberc({ decisions: 'fibers.json', root: project.app, mode })],
    });
  await expect(build('production')).rejects.toThrow('fiberc analyze');
  await (await build('development')).close();
});

test('options that exclude one another', async () => {
  const { default: rollup } = await import('@fiberc/transform/rollup');
  const { default: farm } = await import('@fiberc/transform/farm');
  expect(() => rollup({ program: true, decisions: 'fibers.json' })).toThrow('give one');
  expect(() => farm({ program: true })).toThrow('Farm');
});

test('vite, whole program, with a page and a component', async () => {
  const { build: viteBuild } = await import('vite');
  const { default: vue } = await import('@vitejs/plugin-vue');
  const { default: fiberc } = await import('@fiberc/transform/vite');
  symlinkSync(
    join(import.meta.dirname, 'node_modules/vue'),
    join(project.app, 'node_modules/vue'),
    'dir',
  );
  const folder = join(project.app, 'page');
  mkdirSync(folder);
  const files = {
    'index.html': '<script type="module" src="./main.ts"></script>',
    'main.ts': `import { createApp } from 'vue';
import App from './App.vue';
import { quiet } from './tools.ts';
console.log(quiet([1], (x: number) => x));
createApp(App).mount('#app');
`,
    'App.vue': `<script setup lang="ts">
import { Fiber } from '@fiberc/runtime';
import { each, pause } from './tools.ts';
const fiber = new Fiber((): void => each([1], pause));
const text: string = String(fiber.switch());
</script>
<template><b>{{ text }}</b></template>
`,
    'tools.ts': `${TOOLS.replaceAll('list, f', 'list: number[], f: (x: number) => void').replace('pause = (x)', 'pause = (x: number)').replace('parent.', 'parent!.')}
import { quiet as calm } from './calm.ts';
export const quiet = calm;
`,
    'calm.ts': `export function quiet(list: number[], f: (x: number) => number): number[] {
  const found: number[] = [];
  for (const one of list) found.push(f(one));
  return found;
}
export function unused(f: () => void): void { f(); }
console.log(unused);
`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const warn: string[] = [];
  const built = await viteBuild({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [vue(), fiberc({ program: true, mode: 'production', exclude: ['vue', '@vue/*'] })],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { onLog: (_, log) => warn.push(log.message) },
    },
  });
  const code = [built]
    .flat()
    .flatMap((one) => ('output' in one ? one.output : []))
    .map((one) => ('code' in one ? one.code : ''))
    .join('');
  expect(warn.filter((text) => text.includes('fiberc'))).toEqual([]);
  // What the component imports may run in a fiber of its own; what is found by the map stays.
  expect(code).toContain('each$r');
  expect(code).toContain('pause$r');
  expect(code).not.toContain('unused$r');
});
