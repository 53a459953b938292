/**
 * Inside Bun: a plugin of its own kind, because Bun takes another's only while it bundles.
 *
 *     Bun.build({ plugins: [fiberc()] })               bundles
 *     bun --preload @fiberc/transform/register app.ts  runs
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BundlerOptions } from './bundlers.ts';
import { compileFile } from './compile-file.ts';
import { isSource } from './files.ts';
import { inlineMapComment } from './maps.ts';
import { checkHostOptions, checks, split } from './options.ts';
import { findRuntime, RUNTIME, redirect } from './runtime.ts';
import { selectFiles } from './selection.ts';

/** What the plugin needs of Bun. */
export interface BunPlugin {
  readonly name: string;
  readonly setup: (build: BunBuild) => void;
}

interface BunBuild {
  onLoad(
    filter: { readonly filter: RegExp },
    load: (file: { readonly path: string }) => Promise<{ readonly contents: string; readonly loader: 'js' | 'jsx' | 'ts' | 'tsx' }>,
  ): void;
  onResolve(
    filter: { readonly filter: RegExp },
    resolve: (name: { readonly path: string; readonly importer: string }) => { readonly path: string } | undefined,
  ): void;
}

/**
 * Makes the plugin, for `Bun.build` and for `Bun.plugin`.
 *
 * @throws OptionsError
 */
export function bunPlugin(given: BundlerOptions = {}): BunPlugin {
  const { selection, compiler } = split(checkHostOptions('@fiberc/transform/bun', given, { root: checks.text }));
  const { root = process.cwd(), ...common } = compiler;
  const selected = selectFiles(selection, resolve(root));
  const runtime = findRuntime([join(resolve(root), 'package.json')]);
  return {
    name: '@fiberc/transform',
    setup(build) {
      build.onResolve({ filter: RUNTIME }, ({ path, importer }) => {
        const file = redirect(runtime, path, importer === '' ? undefined : importer);
        return file === null ? undefined : { path: file };
      });
      build.onLoad({ filter: /\.(?:[cm]?[jt]s|[jt]sx)$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        if (!isSource(path) || !selected(path) || runtime.owns(path)) return { contents: source, loader: loaderOf(path) };
        const { code, map } = compileFile(source, { ...common, filename: path });
        return { contents: `${code.trimEnd()}\n${inlineMapComment(map)}`, loader: 'js' };
      });
    },
  };
}

const loaderOf = (path: string): 'js' | 'jsx' | 'ts' | 'tsx' =>
  path.endsWith('.tsx') ? 'tsx' : /\.[cm]?ts$/.test(path) ? 'ts' : path.endsWith('.mjs') || path.endsWith('.cjs') ? 'js' : 'jsx';
