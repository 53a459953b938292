// How a user would set up each bundler for the project. Each builds two entries that share chunks into `out`.
// As a program: node bundlers.mjs <bundler> <folder of the app> <out> <mode>
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const entries = (root) => ({
  main: join(root, 'src/main.ts'),
  other: join(root, 'src/other.ts'),
});
/** With `program` a package is compiled where a fiber needs it. */
const options = process.argv.includes('--program') ? { program: true } : { include: ['leafwalk'] };

export const bundlers = {
  async vite(root, out, mode) {
    const { build } = await import('vite');
    const { default: fiberc } = await import('@fiberc/transform/vite');
    await build({
      root,
      mode,
      configFile: false,
      logLevel: 'warn',
      plugins: [fiberc(options)],
      build: {
        target: 'esnext',
        outDir: out,
        emptyOutDir: true,
        sourcemap: true,
        minify: mode === 'production' ? 'oxc' : false,
        modulePreload: false,
        rolldownOptions: {
          input: entries(root),
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: '[name].js' },
        },
      },
    });
  },

  async rollup(root, out, mode) {
    const { rollup } = await import('rollup');
    const { default: resolve } = await import('@rollup/plugin-node-resolve');
    const { default: commonjs } = await import('@rollup/plugin-commonjs');
    const { default: fiberc } = await import('@fiberc/transform/rollup');
    const bundle = await rollup({
      input: entries(root),
      plugins: [
        resolve({ extensions: ['.ts', '.tsx', '.js'] }),
        commonjs(),
        fiberc({ ...options, root, mode }),
      ],
      onwarn(warning) {
        throw new Error(warning.message);
      },
    });
    await bundle.write({ dir: out, format: 'esm', sourcemap: true, entryFileNames: '[name].js' });
    await bundle.close();
    if (mode === 'production') await minifyWithTerser(out);
  },

  async rolldown(root, out, mode) {
    const { rolldown } = await import('rolldown');
    const { default: fiberc } = await import('@fiberc/transform/rolldown');
    const bundle = await rolldown({
      input: entries(root),
      plugins: [fiberc({ ...options, root, mode })],
    });
    await bundle.write({ dir: out, format: 'esm', sourcemap: true, minify: mode === 'production' });
    await bundle.close();
  },

  async webpack(root, out, mode) {
    const { default: webpack } = await import('webpack');
    const { default: fiberc } = await import('@fiberc/transform/webpack');
    await webpackLike(webpack, root, out, mode, fiberc({ ...options, root }));
  },

  async rspack(root, out, mode) {
    const { rspack } = await import('@rspack/core');
    const { default: fiberc } = await import('@fiberc/transform/rspack');
    await webpackLike(rspack, root, out, mode, fiberc({ ...options, root }));
  },

  async esbuild(root, out, mode) {
    const { build } = await import('esbuild');
    const { default: fiberc } = await import('@fiberc/transform/esbuild');
    await build({
      entryPoints: entries(root),
      absWorkingDir: root,
      outdir: out,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      sourcemap: true,
      minify: mode === 'production',
      logLevel: 'error',
      plugins: [fiberc({ ...options, root, mode })],
    });
  },

  async farm(root, out, mode) {
    const { build } = await import('@farmfe/core');
    const { default: fiberc } = await import('@fiberc/transform/farm');
    await build({
      root,
      mode,
      configPath: root,
      compilation: {
        input: entries(root),
        output: { path: out, targetEnv: 'node-next', format: 'esm', filename: '[name].[hash].js' },
        sourcemap: true,
        minify: mode === 'production',
        presetEnv: false,
        persistentCache: false,
        lazyCompilation: false,
      },
      plugins: [fiberc({ ...options, root, mode })],
    });
  },
};

function webpackLike(bundler, root, out, mode, plugin) {
  const compiler = bundler({
    mode,
    context: root,
    target: 'node20',
    entry: entries(root),
    devtool: 'source-map',
    experiments: { outputModule: true },
    output: { path: out, module: true, chunkFormat: 'module', library: { type: 'module' } },
    resolve: { extensions: ['.ts', '.tsx', '.js'] },
    // webpack would strip types itself, but not from TSX; the plugin does both.
    module: { rules: [{ test: /\.tsx?$/, type: 'javascript/auto' }] },
    optimization: { runtimeChunk: 'single', splitChunks: { chunks: 'all', minSize: 0 } },
    plugins: [plugin],
  });
  return new Promise((done, fail) => {
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error) fail(error);
        else if (stats.hasErrors() || stats.hasWarnings())
          fail(new Error(stats.toString('errors-warnings')));
        else done();
      });
    });
  });
}

async function minifyWithTerser(out) {
  const { minify } = await import('terser');
  const { readdir, readFile, writeFile } = await import('node:fs/promises');
  for (const name of await readdir(out)) {
    if (!name.endsWith('.js')) continue;
    const file = join(out, name);
    const { code, map } = await minify(await readFile(file, 'utf8'), {
      module: true,
      compress: { passes: 2 },
      sourceMap: { content: await readFile(`${file}.map`, 'utf8'), url: `${name}.map` },
    });
    await writeFile(file, code);
    await writeFile(`${file}.map`, map);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , name, root, out, mode] = process.argv;
  process.env.NODE_ENV = mode;
  await bundlers[name](root, out, mode);
}
