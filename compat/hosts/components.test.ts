import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fiberc from '@fiberc/transform/vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installProject, type Project, removeProject } from './project.ts';

let project: Project;
let server: ViteDevServer;

beforeAll(async () => {
  project = installProject();
  for (const name of ['vue', 'svelte'])
    symlinkSync(
      join(import.meta.dirname, 'node_modules', name),
      join(project.app, 'node_modules', name),
      'dir',
    );
  const script =
    "import { pull } from './pull.ts';\nconst run = (f: (x: number) => void): void => f(1);\nconst next = pull<number>((give) => run(give));\nlet text: string = String(next());";
  writeFileSync(
    join(project.app, 'src/App.vue'),
    `<script setup lang="ts">\n${script}\n</script>\n<template><b>{{ text }}</b></template>\n<style>b { color: red }</style>\n`,
  );
  writeFileSync(
    join(project.app, 'src/App.svelte'),
    `<script lang="ts">\n${script}\n</script>\n<b>{text}</b>\n`,
  );
  server = await createServer({
    root: project.app,
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, ws: false },
    appType: 'custom',
    plugins: [vue(), svelte(), fiberc()],
  });
});
afterAll(async () => {
  await server.close();
  removeProject(project);
});

test.each(['App.vue', 'App.svelte'])('%s: what its plugin has made is compiled', async (name) => {
  const result = await server.transformRequest(`/src/${name}`);
  expect(result?.code).toMatch(/\$cap\d/);
  expect(result?.code).not.toContain(': string');
  const sources = (result?.map as { readonly sources?: readonly string[] } | null)?.sources ?? [];
  expect(sources.some((source) => source.endsWith(name))).toBe(true);
});

test('a style of a component is left alone', async () => {
  expect(
    (await server.transformRequest('/src/App.vue?vue&type=style&index=0&lang.css'))?.code,
  ).not.toContain('$cap');
});
