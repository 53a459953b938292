import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isDeclaration, isSource } from '@fiberc/transform/node';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { Failure } from './failure.ts';
import { SOURCE_GLOB } from './files.ts';

/** One file to read, and where it goes below the output folder. */
export interface Input {
  readonly file: string;
  readonly path: string;
  readonly kind: 'source' | 'declaration';
}

export interface Inputs {
  readonly files: readonly Input[];
  /** What has to be watched to notice new files as well. */
  readonly roots: readonly string[];
}

/**
 * Turns the arguments into files. The tree that is kept below the output folder starts at the folder
 * that was named, at the fixed part of a pattern, or at the deepest folder that holds all the files
 * that were named one by one.
 */
export function findInputs(args: readonly string[], out: string): Inputs {
  const files = new Map<string, Input>();
  const roots: string[] = [];
  const named: string[] = [];
  const add = (base: string, file: string): void => {
    files.set(file, { file, path: relative(base, file), kind: kindOf(file) });
  };
  for (const arg of args) {
    const path = resolve(arg);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      roots.push(path);
      for (const file of walk(path, `**/${SOURCE_GLOB}`, out, arg)) add(path, file);
    } else if (stat !== undefined) {
      if (!isSource(path) && !isDeclaration(path)) {
        throw new Failure(`${arg} is not a JavaScript or TypeScript file`);
      }
      roots.push(path);
      named.push(path);
    } else if (isDynamicPattern(arg)) {
      const [base, pattern] = splitPattern(arg);
      roots.push(base);
      for (const file of walk(base, pattern, out, arg)) add(base, file);
    } else {
      throw new Failure(`no such file or folder: ${arg}`);
    }
  }
  const base = commonFolder(named);
  for (const file of named) add(base, file);
  return { files: [...files.values()], roots };
}

const kindOf = (file: string): Input['kind'] => (isDeclaration(file) ? 'declaration' : 'source');

function walk(base: string, pattern: string, out: string, arg: string): readonly string[] {
  if (statSync(base, { throwIfNoEntry: false }) === undefined) {
    throw new Failure(`no file matches ${arg}`);
  }
  // Earlier output is no input, unless everything lies in the output folder, as in `compile src -o .`
  const skipped = isInside(real(base), real(out)) ? undefined : resolve(out);
  const found = globSync(pattern, {
    cwd: base,
    ignore: ['**/node_modules/**'],
    expandDirectories: false,
    followSymbolicLinks: false,
  })
    .map((file) => join(base, file))
    .filter((file) => isSource(file) || isDeclaration(file))
    .filter((file) => skipped === undefined || !isInside(file, skipped))
    .sort();
  if (found.length === 0) throw new Failure(`no JavaScript or TypeScript file in ${arg}`);
  return found;
}

// Cuts a pattern where its first wildcard stands: the folder to walk, and the rest.
function splitPattern(pattern: string): [base: string, pattern: string] {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  const cut = Math.min(Math.max(first, 0), parts.length - 1);
  return [
    resolve(parts.slice(0, cut).join('/') || (cut > 0 ? '/' : '.')),
    parts.slice(cut).join('/'),
  ];
}

function commonFolder(files: readonly string[]): string {
  let common = dirname(files[0] ?? '.');
  for (const file of files) {
    while (!isInside(file, common) && common !== dirname(common)) common = dirname(common);
  }
  return common;
}

export function isInside(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The real path of something that need not exist yet. */
function real(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync.native(full);
  } catch {
    const parent = dirname(full);
    return parent === full ? full : join(real(parent), basename(full));
  }
}
