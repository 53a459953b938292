/** Where `@fiberc/runtime` is. There has to be one in a program: the fibers of two refuse each other. */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';

/** The runtime of a program. */
export interface Runtime {
  /** From a name such as `@fiberc/runtime/abi` to its file; undefined for every other name. */
  readonly resolve: (name: string) => string | undefined;
  /** Whether a file is a part of it: those are compiled already, as far as they can be. */
  readonly owns: (file: string) => boolean;
}

/** Names that are the runtime's. */
export const RUNTIME = /^@fiberc\/runtime(?:\/|$)/;

/**
 * All names of the runtime are looked up at once: a module hook would be asked again for each.
 *
 * @param places absolute paths of files, or their addresses: the first that has the package is taken
 */
export function findRuntime(places: readonly string[]): Runtime {
  for (const place of places) {
    const require = createRequire(place);
    let json: { readonly exports: Readonly<Record<string, unknown>> };
    try {
      json = require('@fiberc/runtime/package.json') as typeof json;
    } catch {
      continue;
    }
    const folder = dirname(require.resolve('@fiberc/runtime/package.json')) + sep;
    const names = Object.keys(json.exports).map((path) => `@fiberc/runtime${path.slice(1)}`);
    const files = new Map(names.flatMap((name) => resolvable(require, name)));
    return { resolve: (name) => files.get(name), owns: (file) => file.startsWith(folder) };
  }
  return { resolve: () => undefined, owns: () => false };
}

/** What is missing is for who imports it to complain of. */
function resolvable(require: NodeJS.Require, name: string): readonly (readonly [name: string, file: string])[] {
  try {
    return [[name, require.resolve(name)]];
  } catch {
    return [];
  }
}

/**
 * For bundlers, which resolve names from the module that has them. A package that is compiled cannot resolve the
 * runtime if it does not depend on it, and one that depends on it may find a copy of its own.
 *
 * @returns the file, or null where the bundler finds it by itself
 */
export function redirect({ resolve }: Runtime, name: string, importer: string | undefined): string | null {
  const file = resolve(name);
  if (file === undefined) return null;
  const from = importer?.replace(/[?#].*$/, '').replace(/^\0/, '');
  try {
    return from !== undefined && createRequire(from).resolve(name) === file ? null : file;
  } catch {
    return file;
  }
}
