import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fiberc from '@fiberc/transform/vite';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { expected, installProject, type Project, removeProject } from './project.ts';

let project: Project;
let server: ViteDevServer;
let address: string;

beforeAll(async () => {
  project = installProject();
  server = await createServer({
    root: project.app,
    configFile: false,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [fiberc({ include: ['leafwalk'] })],
    optimizeDeps: { entries: ['src/main.ts'] },
  });
  await server.listen();
  address = server.resolvedUrls?.local[0] ?? '';
});

afterAll(async () => {
  await server.close();
  removeProject(project);
});

const get = async (path: string): Promise<string> => {
  const response = await fetch(new URL(path, address));
  expect(response.status, path).toBe(200);
  return response.text();
};

/** Addresses of the modules that a served module imports. */
const importsOf = (code: string): string[] =>
  [...code.matchAll(/(?:from|import)\s*"(\/[^"]+)"/g)].map(([, path]) => path as string);

test('serves compiled modules, and packages by way of the optimizer', async () => {
  const main = await get('/src/main.ts');
  expect(main).toContain('$cap');
  expect(main).not.toContain(': Tree');
  expect(main).toMatch(/sourceMappingURL=data:/);
  const imported = importsOf(main);
  const leafwalk = imported.find((path) => path.includes('leafwalk')) ?? '';
  expect(leafwalk).toContain('/.vite/deps/');
  expect(await get(leafwalk)).toContain('$cap');
});

test('serves one runtime', async () => {
  const seen = new Map<string, string>();
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.set(path, '');
    const code = await get(path);
    seen.set(path, code);
    const relative = [...code.matchAll(/(?:from|import)\s*"(\.\/[^"]+)"/g)].map(
      ([, to]) => new URL(to as string, new URL(path, address)).pathname,
    );
    for (const next of [...importsOf(code), ...relative])
      if (!next.startsWith('/@vite/')) await visit(next);
  };
  await visit('/src/main.ts');
  await visit('/src/other.ts');
  // Its two parts: fibers, and what compiled code captures with.
  for (const part of [
    'cannot switch to a Fiber on a different thread',
    'is not compiled for fibers',
  ]) {
    const runtimes = [...seen].filter(([, code]) => code.includes(part));
    expect(runtimes.map(([path]) => path)).toHaveLength(1);
  }
});

test('loads on the server, and again after a change', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const lines = (): string => log.mock.calls.map((call) => call.join(' ')).join('\n');
  await server.ssrLoadModule('/src/main.ts');
  expect(lines().replaceAll(/^at .*$/gm, 'at')).toBe(
    expected.trimEnd().replaceAll(/^at .*$/gm, 'at'),
  );

  log.mockClear();
  const trees = join(project.app, 'src/trees.ts');
  const update = new Promise<unknown>((done) => server.watcher.once('change', done));
  writeFileSync(trees, readFileSync(trees, 'utf8').replace("'a'", "'changed'"));
  await update;
  await vi.waitFor(async () => expect(await get('/src/trees.ts')).toContain('changed'), 5000);
  await server.ssrLoadModule('/src/main.ts');
  expect(lines()).toContain('changed w');
  log.mockRestore();
});
