import { defineConfig } from 'tsdown';

/** Builds every package: what is shared stands here, the entries stand in each package. */
export default defineConfig({
  workspace: ['packages/*'],
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  sourcemap: true,
  dts: true,
  hash: false,
  report: false,
  logLevel: 'warn',
  // The compiler is one of the plugins.
  inputOptions: { checks: { pluginTimings: false } },
  // The packages find each other at run time; there must be one runtime in a program.
  deps: { neverBundle: [/^@fiberc\//, 'typescript'] },
});
