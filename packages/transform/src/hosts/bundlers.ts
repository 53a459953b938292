/**
 * Inside bundlers, through unplugin: one plugin, and what single bundlers want beside it.
 *
 *     transform(code, id)  →  compile(code)     the bundler composes the source maps
 *     resolveId(id)        →  the one @fiberc/runtime of the project, whoever asks for it
 *
 * It compiles one module at a time, after everybody else: what Vue's, Svelte's or React's plugin has made is JavaScript by
 * then. A pass over the whole program belongs in `buildStart`, which comes before the first `transform`; `translate` is
 * where its decisions would go in.
 */
import { join, resolve } from 'node:path';
import { createUnplugin, type UnpluginInstance, type UnpluginOptions } from 'unplugin';
import type { CompileOptions, SourceMap } from '../contracts.ts';
import { compile } from './babel.ts';
import { MODULE_ID, readModuleId, sourceTypeIn } from './module-id.ts';
import { checkHostOptions, checks, type HostOptions, split } from './options.ts';
import { findRuntime, RUNTIME, redirect } from './runtime.ts';
import { selectFiles } from './selection.ts';
import { viteConfig } from './vite.ts';

export interface BundlerOptions extends HostOptions {
  /**
   * The folder where relative paths of `include` start, and from which `@fiberc/runtime` is resolved. Default: Vite's
   * root, or the working directory.
   */
  readonly root?: string;
}

/** Bundlers in which a file without `import` and `export` is an ES module, if it is not made one of by a plugin. */
const ALWAYS_MODULES: ReadonlySet<string> = new Set(['vite', 'rollup']);

/** How a bundler's plugin is made. */
export type BundlerPlugin<Name extends keyof Plugins> = Plugins[Name];
type Plugins = UnpluginInstance<BundlerOptions | undefined, false>;

/** One plugin for every bundler; each has its own way to make it. */
export const fiberc: Plugins = createUnplugin((given, meta) => {
  const options = checkHostOptions('@fiberc/transform', given ?? {}, { root: checks.text });
  const { selection, compiler } = split(options);
  const { root = process.cwd(), ...common } = compiler;
  let place = placeIn(resolve(root));
  let mode: CompileOptions['mode'];

  function placeIn(folder: string) {
    const selected = selectFiles(selection, folder);
    const runtime = findRuntime([join(folder, 'package.json')]);
    return { runtime, wants: (file: string): boolean => selected(file) && !runtime.owns(file) };
  }

  /** Null: nothing is to be done about the module. */
  function translate(code: string, id: string): { code: string; map: SourceMap } | null {
    const module = readModuleId(id);
    if (module === null || !place.wants(module.file)) return null;
    const result = compile(code, {
      ...(mode && { mode }),
      ...common,
      filename: module.filename,
      sourceType: sourceTypeIn(module, code, ALWAYS_MODULES.has(meta.framework)),
    });
    return result.functions.length === 0 && result.code === code ? null : result;
  }

  const plugin: UnpluginOptions = {
    name: '@fiberc/transform',
    enforce: 'post',
    transformInclude: (id) => {
      const module = readModuleId(id);
      return module !== null && place.wants(module.file);
    },
    transform: {
      filter: { id: MODULE_ID },
      handler(code, id) {
        const result = translate(code, id);
        // Rolldown goes by the name of the file otherwise, and would take our JavaScript for TypeScript.
        return result && { code: result.code, map: result.map as never, ...(meta.framework === 'rolldown' && { moduleType: 'js' }) };
      },
    },
    esbuild: {
      onLoadFilter: MODULE_ID,
      loader: 'js',
      setup(build) {
        // Not as `resolveId`, which would put the module into a namespace of its own, and so there would be two.
        build.onResolve({ filter: RUNTIME }, ({ path, importer, namespace }) => {
          if (build.initialOptions.external?.some((name) => path === name || path.startsWith(`${name}/`))) return undefined;
          const file = redirect(place.runtime, path, namespace === 'file' && importer !== '' ? importer : undefined);
          return file === null ? undefined : { path: file };
        });
      },
    },
    vite: {
      config(this: { readonly meta?: { readonly rolldownVersion?: string } } | undefined) {
        const optimizers = { rolldown: () => fiberc.rolldown(options), esbuild: () => fiberc.esbuild(options) };
        return viteConfig(options, optimizers, this?.meta?.rolldownVersion !== undefined) as never;
      },
      configResolved(config: { readonly root: string; readonly isProduction: boolean }) {
        mode = config.isProduction ? 'production' : 'development';
        if (options.root === undefined) place = placeIn(config.root);
      },
    },
    webpack: (compiler) => {
      if (compiler.options.mode === 'development') mode = 'development';
    },
    rspack: (compiler) => {
      if (compiler.options.mode === 'development') mode = 'development';
    },
  };
  if (meta.framework !== 'esbuild')
    plugin.resolveId = { filter: { id: RUNTIME }, handler: (id, importer) => redirect(place.runtime, id, importer) };
  return plugin;
});
