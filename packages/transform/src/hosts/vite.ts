/**
 * What Vite has to be told: packages that are compiled must not go past us. In the browser they go through Vite's
 * optimizer, a bundler of its own, which gets our plugin as well. On the server they would be left to Node; there the
 * optimizer is what makes ES modules of CommonJS.
 */
import { createHash } from 'node:crypto';
import type { BundlerOptions } from './bundlers.ts';
import { namedPackages, packagePatterns } from './selection.ts';

interface Optimized {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly rolldownOptions?: { readonly plugins: readonly unknown[] };
  readonly esbuildOptions?: { readonly plugins: readonly unknown[] };
}

/** The part of Vite's configuration that we set. */
interface ViteConfig {
  readonly optimizeDeps: Optimized;
  readonly ssr: { readonly noExternal: readonly RegExp[]; readonly optimizeDeps: Optimized };
}

/** Optimizers by the name of the bundler that Vite is made of. */
export interface Optimizers {
  readonly rolldown: () => unknown;
  readonly esbuild: () => unknown;
}

export function viteConfig(options: BundlerOptions, optimizers: Optimizers, isRolldown: boolean): ViteConfig {
  const noExternal = packagePatterns(options).map((name) => new RegExp(`(?:^|/node_modules/)${name.source.slice(1, -1)}(?:/|$)`));
  const include = namedPackages(options);
  const name = `@fiberc/transform:${fingerprint(options)}`;
  const plugins = (more: object): Pick<Optimized, 'rolldownOptions' | 'esbuildOptions'> =>
    isRolldown
      ? { rolldownOptions: { plugins: [{ ...(optimizers.rolldown() as object), name, ...more }] } }
      : { esbuildOptions: { plugins: [{ ...(optimizers.esbuild() as object), name }] } };
  return {
    optimizeDeps: { include, ...plugins({}) },
    // On the server the runtime is Node's business: what is optimized must not have a copy of its own.
    ssr: { noExternal, optimizeDeps: { include, exclude: ['@fiberc/runtime'], ...plugins({ resolveId: undefined }) } },
  };
}

/** Vite keeps what it has optimized for as long as its configuration has the same plugins, by name. */
const fingerprint = (options: BundlerOptions): string =>
  createHash('sha256')
    .update(JSON.stringify(options, (_, value) => (value instanceof RegExp ? String(value) : value)))
    .digest('hex')
    .slice(0, 8);
