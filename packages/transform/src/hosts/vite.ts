/**
 * What Vite has to be told: packages that are compiled must not go past us. In the browser they go through Vite's
 * optimizer, a bundler of its own, which gets our plugin as well; on the server they would be left to Node.
 */
import { createHash } from 'node:crypto';
import type { BundlerOptions } from './bundlers.ts';
import { namedPackages, packagePatterns } from './selection.ts';

/** The part of Vite's configuration that we set. */
interface ViteConfig {
  readonly optimizeDeps: {
    readonly include?: readonly string[];
    readonly rolldownOptions?: { readonly plugins: readonly unknown[] };
    readonly esbuildOptions?: { readonly plugins: readonly unknown[] };
  };
  readonly ssr: { readonly noExternal: readonly RegExp[] };
}

/** Optimizers by the name of the bundler that Vite is made of. */
export interface Optimizers {
  readonly rolldown: () => unknown;
  readonly esbuild: () => unknown;
}

export function viteConfig(options: BundlerOptions, optimizers: Optimizers, isRolldown: boolean): ViteConfig {
  const noExternal = packagePatterns(options).map((name) => new RegExp(`(?:^|/node_modules/)${name.source.slice(1, -1)}(?:/|$)`));
  const named = (plugin: unknown): unknown => ({ ...(plugin as object), name: `@fiberc/transform:${fingerprint(options)}` });
  const optimizer = isRolldown
    ? { rolldownOptions: { plugins: [named(optimizers.rolldown())] } }
    : { esbuildOptions: { plugins: [named(optimizers.esbuild())] } };
  return {
    optimizeDeps: { ...optimizer, include: namedPackages(options) },
    ssr: { noExternal },
  };
}

/** Vite keeps what it has optimized for as long as its configuration has the same plugins, by name. */
const fingerprint = (options: BundlerOptions): string =>
  createHash('sha256')
    .update(JSON.stringify(options, (_, value) => (value instanceof RegExp ? String(value) : value)))
    .digest('hex')
    .slice(0, 8);
