import { defineConfig } from 'tsdown';

const entries = [
  'index',
  'analyze',
  'babel',
  'typescript',
  'vite',
  'rollup',
  'rolldown',
  'webpack',
  'rspack',
  'esbuild',
  'farm',
  'bun',
  'node',
  'register',
  'hooks',
  'jest',
  'preset',
];

export default defineConfig({
  entry: Object.fromEntries(entries.map((name) => [name, `src/entries/${name}.ts`])),
});
