// For suites that run under vitest, which loads files in its own way: hook.mjs as a plugin of Vite.
import { fileURLToPath } from 'node:url';
import { compileFile } from './compile.mjs';
import { paths } from './paths.mjs';
import { tally } from './tally.mjs';

const config = JSON.parse(process.env.FIBERC_CORPUS);
const { root, variant, cache, vitest = {} } = config;
const { aliased, isOfLibrary } = paths(config);
const counts = variant && tally(config);

const plugin = {
  name: 'fiberc-corpus',
  enforce: 'pre',
  resolveId(specifier, parent) {
    const other = aliased(specifier, parent);
    return other?.startsWith('/') ? other : undefined;
  },
};

const compiler = {
  name: 'fiberc-corpus-compiler',
  // Types are gone by then, and Vite has not yet turned imports into what it loads them with.
  enforce: 'post',
  transform(source, id) {
    const file = id.replace(/\?.*/, '');
    // Node loads CommonJS by itself.
    if (!variant || !isOfLibrary(file) || file.endsWith('.cjs')) return undefined;
    const result = compileFile(source, {
      file: file.replace(/\.ts$/, '.mjs'),
      kind: 'module',
      variant,
      cache,
    });
    counts.add(file, result);
    return { code: result.code, map: null };
  },
};

export default {
  root,
  cacheDir: `${cache}/vite`,
  plugins: [plugin, compiler],
  test: {
    ...vitest,
    // Vitest's own cache does not know what the plugin depends on.
    fsModuleCache: false,
    testTimeout: 60_000,
    maxWorkers: 1,
    pool: 'forks',
    reporters: [['default', { summary: false }]],
    setupFiles: [
      fileURLToPath(new URL('./vitest.setup.mjs', import.meta.url)),
      ...(vitest.setupFiles ?? []),
    ],
    server: { deps: { external: [/\/packages\/runtime\/dist\//] } },
  },
};

process.on('exit', () => counts?.write(0));
