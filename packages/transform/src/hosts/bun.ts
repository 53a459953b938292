/**
 * Inside Bun: plugins of its own kind, because Bun takes those of unplugin only while it bundles.
 *
 *     Bun.build({ plugins: [fiberc()] })               bundles
 *     bun --preload @fiberc/transform/register app.ts  runs
 *
 * What a plugin gives to a running program is an ES module, always. So CommonJS is run here, and its exports are given.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { BundlerOptions } from './bundlers.ts';
import { compileFile } from './compile-file.ts';
import { compileAs, isOnTheWay, loadDecisions } from './decisions.ts';
import { isSource } from './files.ts';
import { inlineMapComment } from './maps.ts';
import { checkHostOptions, checks, split } from './options.ts';
import { findRuntime, RUNTIME, type Runtime, redirect } from './runtime.ts';
import { packagePatterns, selectFiles } from './selection.ts';

/** Bun does not tell plugins where a module is: decisions for the whole program can only be stored ones. */
export type BunOptions = Omit<BundlerOptions, 'program'>;

/** What Bun takes for a plugin. */
export interface BunPlugin {
  readonly name: string;
  readonly setup: (build: BunBuild) => void;
}

type Loaded =
  | { readonly contents: string; readonly loader: 'js' | 'jsx' | 'ts' | 'tsx' }
  | { readonly exports: object; readonly loader: 'object' };

interface BunBuild {
  onLoad(filter: { readonly filter: RegExp }, load: (file: { readonly path: string }) => Loaded): void;
  onResolve(
    filter: { readonly filter: RegExp },
    resolve: (name: { readonly path: string; readonly importer: string }) => { readonly path: string } | undefined,
  ): void;
}

interface Source {
  readonly code: string;
  readonly loader: 'js' | 'jsx' | 'ts' | 'tsx';
  readonly isModule: boolean;
}

/**
 * Makes the plugin for `Bun.build`. Every option has a default.
 *
 * @throws OptionsError
 */
export function bunPlugin(options: BunOptions = {}): BunPlugin {
  return plugin(options, ({ code, loader }) => ({ contents: code, loader }));
}

/** Makes the plugin for `Bun.plugin`, which runs a program. */
export function bunLoader(options: BunOptions): BunPlugin {
  const running = new Map<string, { readonly exports: object }>();
  return plugin(options, ({ code, loader, isModule }, path, runtime) => {
    if (isModule) return { contents: code, loader };
    const module = running.get(path) ?? { exports: {} };
    if (!running.has(path)) {
      running.set(path, module);
      const run = new Function('exports', 'require', 'module', '__filename', '__dirname', `${code}\n//# sourceURL=${path}`);
      run.call(module.exports, module.exports, requireFrom(path, runtime), module, path, dirname(path));
    }
    const { exports } = module;
    // `require` gives what is called `module.exports`, whatever it is; `import` the names.
    return { exports: { ...exports, default: exports, 'module.exports': exports, __esModule: true }, loader: 'object' };
  });
}

function plugin(given: BunOptions, load: (source: Source, path: string, runtime: Runtime) => Loaded): BunPlugin {
  const { selection, compiler } = split(checkHostOptions('@fiberc/transform/bun', given, { root: checks.text }));
  const { root = process.cwd(), decisions: stored, ...common } = compiler;
  const decisions = stored === undefined ? null : loadDecisions(resolve(root, stored), stored);
  const selected = selectFiles(selection, resolve(root));
  const runtime = findRuntime([join(resolve(root), 'package.json')]);
  const names = packagePatterns(selection).map(({ source }) => source.slice(1, -1));
  const packages = names.length === 0 ? '' : `(?!(?:${names.join('|')})[\\\\/])`;
  return {
    name: '@fiberc/transform',
    setup(build) {
      build.onResolve({ filter: RUNTIME }, ({ path, importer }) => {
        const file = redirect(runtime, path, importer === '' ? undefined : importer);
        return file === null ? undefined : { path: file };
      });
      // Bun has no way to leave a file to it that the filter has matched.
      build.onLoad({ filter: new RegExp(`^(?!.*[\\\\/]node_modules[\\\\/]${packages}).*\\.(?:[cm]?[jt]s|[jt]sx)$`) }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!isSource(path) || !(selected(path) || isOnTheWay(decisions, path)) || runtime.owns(path))
          return load(asItIs(source, path), path, runtime);
        const { code, map, format } = compileAs(decisions?.get(path), (decided) =>
          compileFile(source, { ...common, ...decided, filename: path }),
        );
        return load({ code: `${code.trimEnd()}\n${inlineMapComment(map)}`, loader: 'js', isModule: format === 'module' }, path, runtime);
      });
    },
  };
}

/** Bun asks no plugin where something is that `require` wants. */
function requireFrom(path: string, runtime: Runtime): NodeJS.Require {
  const require = createRequire(path);
  return Object.assign((name: string): unknown => require(runtime.resolve(name) ?? name), require);
}

const asItIs = (code: string, path: string): Source => ({
  code,
  loader: path.endsWith('.tsx') ? 'tsx' : /\.[cm]?ts$/.test(path) ? 'ts' : path.endsWith('x') ? 'jsx' : 'js',
  isModule: /(?:^|[\n;}])\s*(?:import|export)\b/.test(code),
});
