import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { LoadOptions } from './options.ts';

/** From a name such as `@fiberc/runtime/abi` to its file; undefined for every other name. */
export type RuntimeResolver = (name: string) => string | undefined;

/**
 * Where `@fiberc/runtime` is, for every module of the program: the copy that the program itself
 * depends on, else ours. Two copies would be two worlds whose fibers refuse each other. All is
 * looked up before the hooks are in place, because they would be asked again.
 */
export function createRuntimeResolver({ entry }: LoadOptions): RuntimeResolver {
  const require = runtimeRequire(entry);
  const json = require('@fiberc/runtime/package.json') as { exports: Record<string, unknown> };
  const names = Object.keys(json.exports).map((path) => `@fiberc/runtime${path.slice(1)}`);
  const files = new Map(names.map((name) => [name, require.resolve(name)]));
  return (name) => files.get(name);
}

function runtimeRequire(entry: string): NodeJS.Require {
  const own = createRequire(entry);
  try {
    own.resolve('@fiberc/runtime/abi');
    return own;
  } catch {
    return createRequire(import.meta.url);
  }
}

const TWINS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

/** TypeScript imports `./x.js` and means `./x.ts`. */
export function typescriptTwins(specifier: string): readonly string[] {
  if (!/^(?:\.\.?\/|\/|file:)/.test(specifier)) return [];
  const extension = /\.[cm]?jsx?$/.exec(specifier)?.[0] ?? '';
  const stem = specifier.slice(0, specifier.length - extension.length);
  return (TWINS[extension] ?? []).map((twin) => stem + twin);
}

/** `require('./x')` finds `x.ts`, and `require('./folder')` finds `folder/index.ts`. */
export function requiredTwins(specifier: string): readonly string[] {
  if (!/^(?:\.\.?\/|\/)/.test(specifier)) return [];
  const stem = specifier.replace(/\/$/, '');
  return ['.ts', '.tsx', '.cts', '/index.ts', '/index.tsx', '/index.cts'].map((end) => stem + end);
}

export function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return (
    code === 'ERR_MODULE_NOT_FOUND' ||
    code === 'MODULE_NOT_FOUND' ||
    code === 'ERR_UNSUPPORTED_DIR_IMPORT'
  );
}

export const fileUrl = (path: string): string => pathToFileURL(path).href;
