/**
 * When each bundler makes the pass over the whole program (`program.ts`), and what it is asked:
 *
 *   Rollup, Rolldown, Vite    buildStart            this.resolve
 *   webpack, Rspack           run, watchRun         compiler.resolverFactory
 *   esbuild                   onStart               build.resolve
 *
 * And what they know of how a text was made: the map that leads back to the file, by which decisions find their functions.
 */
import { dirname } from 'node:path';
import type { BundlerResolve } from './program.ts';

export interface ProgramHooks {
  /** Whether there is to be a pass in this build. */
  readonly isWanted: () => boolean;
  /** Makes it; whether a file is compiled otherwise than before. */
  readonly run: (
    entries: readonly string[],
    resolve: BundlerResolve,
    tell: (why: string) => void,
    environment?: string,
  ) => Promise<(file: string) => boolean>;
  /** @throws CompileError if stored decisions are out of date */
  readonly check: () => void;
}

/** Of the context in which a bundler calls `transform`, what some of them have. */
export interface TransformContext {
  readonly environment?: { readonly name: string };
  readonly getCombinedSourcemap?: () => object;
  readonly getNativeBuildContext?: () => {
    readonly inputSourceMap?: object | string;
    readonly loaderContext?: { cacheable(flag: boolean): void };
  } | null;
}

/** How the text of a module was made from its file. */
export function mapIn(context: TransformContext): object | undefined {
  const given = context.getCombinedSourcemap?.() ?? context.getNativeBuildContext?.()?.inputSourceMap;
  return typeof given === 'string' ? (JSON.parse(given) as object) : (given ?? undefined);
}

/** webpack and Rspack keep what was made of a file that has not changed, but its decisions may have. */
export const neverCached = (context: TransformContext): void => context.getNativeBuildContext?.()?.loaderContext?.cacheable(false);

/* ---------------------------------------------------------------- Rollup, Rolldown, Vite */

interface RollupContext {
  readonly environment?: { readonly name: string };
  resolve(
    specifier: string,
    importer: string | undefined,
    options: object,
  ): Promise<{ readonly id: string; readonly external?: unknown } | null>;
  warn(message: string): void;
}

interface RollupPlugin {
  readonly name?: string;
  resolveId?: unknown;
}

interface RollupOptions {
  readonly input?: string | readonly string[] | Readonly<Record<string, string>>;
  readonly plugins?: readonly RollupPlugin[];
}

/** What we hand to other plugins, so that they know who asks. */
const ASKS = '@fiberc/transform';

export function rollupProgram(hooks: ProgramHooks) {
  let hasChanged = (_file: string): boolean => false;
  return {
    buildStart: {
      // When all others are ready to resolve.
      order: 'post' as const,
      sequential: true,
      async handler(this: unknown, given: object): Promise<void> {
        hooks.check();
        if (!hooks.isWanted()) return;
        const { input = [], plugins = [] } = given as RollupOptions;
        const context = this as RollupContext;
        for (const plugin of plugins) standAside(plugin);
        const entries = typeof input === 'string' ? [input] : Object.values(input);
        const ask: BundlerResolve = async (specifier, importer, kind) => {
          const custom = { [ASKS]: true, ...(kind === 'require' && { 'node-resolve': { isRequire: true } }) };
          const options = {
            skipSelf: true,
            isEntry: importer === undefined,
            custom,
            kind: kind === 'require' ? 'require-call' : 'import-statement',
          };
          const found = await context.resolve(specifier, importer, options);
          return found === null || found.external ? null : found.id;
        };
        hasChanged = await hooks.run(entries, ask, (why) => context.warn(why), context.environment?.name);
      },
    },
    /** In watch mode. */
    shouldTransformCachedModule: ({ id }: { readonly id: string }): boolean => hasChanged(id.replace(/\?.*$/, '')),
  };
}

/** The plugin for CommonJS loads a module in order to resolve it, and so would have it compiled before anything is decided. */
function standAside(plugin: RollupPlugin): void {
  const { resolveId } = plugin;
  if (plugin.name !== 'commonjs--resolver' || typeof resolveId !== 'function' || ASKS in resolveId) return;
  plugin.resolveId = Object.assign(
    function (this: unknown, ...args: readonly unknown[]): unknown {
      const { custom } = (args[2] ?? {}) as { readonly custom?: object };
      return custom !== undefined && ASKS in custom ? null : Reflect.apply(resolveId, this, args);
    },
    { [ASKS]: true },
  );
}

/* ---------------------------------------------------------------- webpack, Rspack */

interface WebpackResolver {
  resolve(context: object, folder: string, request: string, more: object, done: (error: unknown, path?: string | false) => void): void;
}

type WebpackEntries = Readonly<Record<string, { readonly import?: readonly string[] }>>;

/** What webpack and Rspack have in common. */
export interface WebpackCompiler {
  readonly context: string;
  readonly options: { readonly entry: WebpackEntries | (() => Promise<WebpackEntries>) };
  readonly resolverFactory: { get(type: string, options: object): WebpackResolver };
  readonly hooks: Readonly<Record<'run' | 'watchRun', { tapPromise(name: string, run: () => Promise<void>): void }>>;
  getInfrastructureLogger(name: string): { warn(message: string): void };
}

export function webpackProgram(compiler: WebpackCompiler, hooks: ProgramHooks): void {
  const start = async (): Promise<void> => {
    hooks.check();
    if (!hooks.isWanted()) return;
    const { entry } = compiler.options;
    const entries = Object.values(typeof entry === 'function' ? await entry() : entry).flatMap((one) => one.import ?? []);
    const ask: BundlerResolve = (specifier, importer, kind) => {
      const resolver = compiler.resolverFactory.get('normal', { dependencyType: kind === 'require' ? 'commonjs' : 'esm' });
      const folder = importer === undefined ? compiler.context : dirname(importer);
      // What is not found is for the build to complain of.
      return new Promise((done) => {
        resolver.resolve({ issuer: importer ?? '' }, folder, specifier, {}, (error, path) => done(error || !path ? null : path));
      });
    };
    await hooks.run(entries, ask, (why) => compiler.getInfrastructureLogger(ASKS).warn(why));
  };
  compiler.hooks.run.tapPromise(ASKS, start);
  compiler.hooks.watchRun.tapPromise(ASKS, start);
}

/* ---------------------------------------------------------------- esbuild */

interface EsbuildBuild {
  readonly initialOptions: {
    readonly absWorkingDir?: string;
    readonly entryPoints?: readonly (string | { readonly in: string })[] | Readonly<Record<string, string>>;
  };
  onStart(run: () => Promise<{ readonly warnings: { readonly text: string }[] }>): void;
  resolve(
    path: string,
    options: {
      readonly kind: 'entry-point' | 'import-statement' | 'require-call';
      readonly importer?: string;
      readonly resolveDir: string;
    },
  ): Promise<{ readonly path: string; readonly external: boolean; readonly namespace: string; readonly errors: readonly unknown[] }>;
}

/** @param started is told of the pass: esbuild does not wait for it before it loads the first module */
export function esbuildProgram(build: EsbuildBuild, hooks: ProgramHooks, started: (pass: Promise<void>) => void): void {
  const { absWorkingDir = process.cwd(), entryPoints = [] } = build.initialOptions;
  const entries = Object.values(entryPoints).map((one) => (typeof one === 'string' ? one : one.in));
  build.onStart(async () => {
    hooks.check();
    if (!hooks.isWanted()) return { warnings: [] };
    const warnings: { readonly text: string }[] = [];
    const ask: BundlerResolve = async (specifier, importer, kind) => {
      const asked = importer === undefined ? 'entry-point' : kind === 'require' ? 'require-call' : 'import-statement';
      const resolveDir = importer === undefined ? absWorkingDir : dirname(importer);
      const found = await build.resolve(specifier, { kind: asked, resolveDir, ...(importer !== undefined && { importer }) });
      if (found.errors.length > 0 || found.external) return null;
      return found.namespace === 'file' ? found.path : `${found.namespace}:${found.path}`;
    };
    const pass = hooks.run(entries, ask, (text) => void warnings.push({ text })).then(() => undefined);
    started(pass);
    await pass;
    return { warnings };
  });
}
