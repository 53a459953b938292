import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The condition under which the packages of this workspace export their sources. */
const source = 'fiberc-source';

export default defineConfig({
  test: {
    // The default leaves a core to whoever watches.
    maxWorkers: availableParallelism(),
    projects: [
      {
        // Against the sources: nothing has to be built, apart from the equivalents of built-ins,
        // which are compiled for fibers. The runtime is left to
        // Node itself, so that there is one copy of it whoever loads it.
        resolve: { conditions: [source, 'node', 'module-sync', 'import', 'default'] },
        ssr: { resolve: { conditions: [source, 'node', 'module-sync', 'import', 'default'] } },
        test: {
          name: 'source',
          globalSetup: 'scripts/equivalents.mjs',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'fixtures/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          // A program for the tests of hosts.
          exclude: ['**/node_modules/**', 'fixtures/hosts/**'],
          execArgv: [`--conditions=${source}`],
          server: { deps: { external: [/\/packages\/runtime\/(?:src|dist)\//] } },
        },
      },
      {
        // Against what is published.
        // The first test of a file also loads Babel and its plugins.
        test: {
          name: 'dist',
          testTimeout: 60_000,
          include: ['compat/babel*/**/*.test.ts', 'examples/**/*.test.ts'],
        },
      },
    ],
  },
});
