/**
 * Inside bundlers, through unplugin: one plugin, and what single bundlers want beside it.
 *
 *     transform(code, id)  →  compile(code)     the bundler composes the source maps
 *     resolveId(id)        →  the one @fiberc/runtime of the project, whoever asks for it
 *
 * It compiles one module at a time, after everybody else: what Vue's, Svelte's or React's plugin has made is JavaScript by
 * then. With `program` there is a pass over the whole program before the first `transform` (`program.ts`), which each
 * bundler is asked for in its own way (`program-hooks.ts`).
 */
import { join, resolve } from 'node:path';
import { createUnplugin, type UnpluginInstance, type UnpluginOptions } from 'unplugin';
import type { CompileOptions, SourceMap } from '../contracts.ts';
import { CompileError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { compile } from './babel.ts';
import { compileAs, compiledIn, type Decisions, isOnTheWay, loadDecisions, signatureOf, staleIn } from './decisions.ts';
import { isComponent, MODULE_ID, readModuleId, sourceTypeIn } from './module-id.ts';
import { checkHostOptions, checks, type HostOptions, OptionsError, split } from './options.ts';
import { programPass } from './program.ts';
import {
  esbuildProgram,
  mapIn,
  neverCached,
  type ProgramHooks,
  rollupProgram,
  type TransformContext,
  type WebpackCompiler,
  webpackProgram,
} from './program-hooks.ts';
import { findRuntime, RUNTIME, redirect } from './runtime.ts';
import { leavesOut, packagePatterns, selectFiles } from './selection.ts';
import { viteConfig } from './vite.ts';

export interface BundlerOptions extends HostOptions {
  /**
   * The folder where relative paths of `include` start, and from which `@fiberc/runtime` is resolved. Default: Vite's
   * root, or the working directory.
   */
  readonly root?: string;
  /**
   * Analyses the whole program before it is built, from the bundler's entries on, and compiles only what can be on the way
   * of a fiber to a switch, in packages too; everything else stays as it is. For programs: what a library exports is
   * taken to be called from outside of fibers. While developing (`mode`), each module is compiled for itself all the same.
   * Not with Farm. Default: false.
   */
  readonly program?: boolean;
}

/** Bundlers in which a file without `import` and `export` is an ES module, if it is not made one of by a plugin. */
const ALWAYS_MODULES: ReadonlySet<string> = new Set(['vite', 'rollup']);

/** How a bundler's plugin is made. */
export type BundlerPlugin<Name extends keyof Plugins> = Plugins[Name];
type Plugins = UnpluginInstance<BundlerOptions | undefined, false>;

/** One plugin for every bundler; each has its own way to make it. */
export const fiberc: Plugins = createUnplugin((given, meta) => {
  const options = checkHostOptions('@fiberc/transform', given ?? {}, { root: checks.text, program: checks.flag });
  const { selection, compiler } = split(options);
  const { root = process.cwd(), program: isWhole = false, decisions: stored, ...common } = compiler;
  if (isWhole && stored !== undefined) throw new OptionsError("@fiberc/transform: 'program' and 'decisions' say the same; give one");
  if (isWhole && meta.framework === 'farm')
    throw new OptionsError("@fiberc/transform: Farm cannot be asked for its modules: use 'decisions' in place of 'program'");
  let mode: CompileOptions['mode'];
  let isServing = false;
  let place = placeIn(resolve(root));

  function placeIn(folder: string) {
    const selected = selectFiles(selection, folder);
    const runtime = findRuntime([join(folder, 'package.json')]);
    const left = leavesOut(selection, folder);
    const decisions = stored === undefined ? null : loadDecisions(resolve(folder, stored), stored);
    const mayCompile = (file: string): boolean => !left(file) && !runtime.owns(file);
    const isIncluded = (name: string): boolean => packagePatterns(selection).some((pattern) => pattern.test(name));
    const pass = programPass({ mayCompile, isIncluded });
    return { runtime, decisions, pass, wants: (file: string): boolean => selected(file) && !runtime.owns(file), mayCompile };
  }

  const isDeveloping = (): boolean => isServing || (common.mode ?? mode) === 'development';
  /** By the name of Vite's environment: a build may have several. */
  const programs = new Map<string, Decisions | null>();
  const decisionsIn = (environment: string): Decisions | null => programs.get(environment) ?? place.decisions;
  const wants = (file: string, decisions: Decisions | null): boolean =>
    place.wants(file) || (isOnTheWay(decisions, file) && place.mayCompile(file));
  const hooks: ProgramHooks = {
    isWanted: () => isWhole && !isDeveloping(),
    run: async (entries, resolve, tell, environment = '') => {
      const before = decisionsIn(environment);
      const after = await place.pass.run(entries, resolve, tell);
      programs.set(environment, after);
      return (file) => signatureOf(before?.get(file)) !== signatureOf(after?.get(file));
    },
    check() {
      const [first] = place.decisions === null || isDeveloping() ? [] : staleIn(place.decisions);
      if (first === undefined) return;
      const why = `${stored} was made from another text of ${first.file}: write it again with "fiberc analyze"`;
      throw new CompileError('ERR_FIBERC_STALE_DECISIONS', why, first.file, { line: 1, column: 0 }, '');
    },
  };

  /** Null: nothing is to be done about the module. */
  function translate(
    code: string,
    id: string,
    environment: string,
    inputMap: () => object | undefined,
  ): { code: string; map: SourceMap } | null {
    const module = readModuleId(id);
    const decisions = decisionsIn(environment);
    if (module === null || !wants(module.file, decisions)) return null;
    const own = isComponent(module.file) ? undefined : decisions?.get(module.file);
    if (own !== undefined && compiledIn(own).length === 0 && /\.[cm]?js$/.test(module.filename)) return null;
    const map = own === undefined || own.hash === hashOf(code) ? undefined : inputMap();
    const result = compileAs(own && { ...own, ...(map && { map }) }, (decided) =>
      compile(code, {
        ...(mode && { mode }),
        ...common,
        ...decided,
        filename: module.filename,
        sourceType: sourceTypeIn(module, code, ALWAYS_MODULES.has(meta.framework)),
      }),
    );
    return result.functions.length === 0 && result.code === code ? null : result;
  }

  let esbuildPass: Promise<void> = Promise.resolve();
  const plugin: UnpluginOptions = {
    name: '@fiberc/transform',
    enforce: 'post',
    transformInclude: (id) => {
      const module = readModuleId(id);
      return module !== null && (isWhole || wants(module.file, place.decisions));
    },
    transform: {
      filter: { id: MODULE_ID },
      async handler(code, id) {
        const context = this as unknown as TransformContext;
        // Only esbuild does not wait by itself.
        await esbuildPass;
        if (hooks.isWanted()) neverCached(context);
        const result = translate(code, id, context.environment?.name ?? '', () => mapIn(context));
        // Rolldown goes by the name of the file otherwise, and would take our JavaScript for TypeScript.
        return result && { code: result.code, map: result.map as never, ...(meta.framework === 'rolldown' && { moduleType: 'js' }) };
      },
    },
    esbuild: {
      onLoadFilter: MODULE_ID,
      loader: 'js',
      setup(build) {
        esbuildProgram(build, hooks, (started) => {
          esbuildPass = started;
        });
        // Not as `resolveId`, which would put the module into a namespace of its own, and so there would be two.
        build.onResolve({ filter: RUNTIME }, ({ path, importer, namespace }) => {
          if (build.initialOptions.external?.some((name) => path === name || path.startsWith(`${name}/`))) return undefined;
          const file = redirect(place.runtime, path, namespace === 'file' && importer !== '' ? importer : undefined);
          return file === null ? undefined : { path: file };
        });
      },
    },
    vite: {
      config(this: { readonly meta?: { readonly rolldownVersion?: string } } | undefined, { root: given }: { readonly root?: string }) {
        // The optimizer is not told where the root is, and has to find the same runtime.
        const { program: _, ...alone } = { ...options, root: resolve(options.root ?? given ?? root) };
        const optimizers = { rolldown: () => fiberc.rolldown(alone), esbuild: () => fiberc.esbuild(alone) };
        return viteConfig(options, optimizers, this?.meta?.rolldownVersion !== undefined) as never;
      },
      configResolved(config: { readonly root: string; readonly isProduction: boolean; readonly command: string }) {
        isServing = config.command === 'serve';
        mode = config.isProduction ? 'production' : 'development';
        if (options.root === undefined) place = placeIn(config.root);
      },
      ...rollupProgram(hooks),
    },
    rollup: rollupProgram(hooks),
    rolldown: rollupProgram(hooks),
    webpack: (compiler) => {
      if (compiler.options.mode === 'development') mode = 'development';
      webpackProgram(compiler as unknown as WebpackCompiler, hooks);
    },
    rspack: (compiler) => {
      if (compiler.options.mode === 'development') mode = 'development';
      webpackProgram(compiler as unknown as WebpackCompiler, hooks);
    },
  };
  if (meta.framework !== 'esbuild')
    plugin.resolveId = { filter: { id: RUNTIME }, handler: (id, importer) => redirect(place.runtime, id, importer) };
  return plugin;
});
