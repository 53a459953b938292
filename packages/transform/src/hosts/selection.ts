/** Which files a host compiles: `include` and `exclude`. */
import { posix } from 'node:path';
import picomatch from 'picomatch';
import { packageOf } from './files.ts';
import type { Pattern, Selection } from './options.ts';

/** The name of a package, perhaps with wildcards: no slash but the one of a scope. */
const NAME = /^(?:@[^/\\]+\/)?[^/\\]+$/;

interface Patterns {
  readonly names: readonly RegExp[];
  readonly path: (file: string) => boolean;
  readonly hasPaths: boolean;
}

const matches = ({ names, path }: Patterns, file: string, name: string | undefined): boolean =>
  path(file) || (name !== undefined && names.some((one) => one.test(name)));

/**
 * @param root where relative paths start
 * @returns whether a file, an absolute path, is to be compiled, if it can be
 */
export function selectFiles({ include, exclude }: Selection, root: string): (file: string) => boolean {
  const wanted = readPatterns(include, root);
  const unwanted = readPatterns(exclude, root);
  return (file) => {
    const path = file.replaceAll('\\', '/');
    const name = packageOf(path);
    if (matches(unwanted, path, name)) return false;
    return matches(wanted, path, name) || (name === undefined && !wanted.hasPaths);
  };
}

/** Whether a file stays as it is even if a fiber runs in it: `exclude` says so, or it is the program's own and not selected. */
export function leavesOut(selection: Selection, root: string): (file: string) => boolean {
  const selected = selectFiles(selection, root);
  const unwanted = readPatterns(selection.exclude, root);
  return (file) => {
    const path = file.replaceAll('\\', '/');
    const name = packageOf(path);
    return matches(unwanted, path, name) || (name === undefined && !selected(file));
  };
}

/** Packages that `include` names, as regular expressions for the whole name. */
export const packagePatterns = ({ include }: Selection): readonly RegExp[] => readPatterns(include, '').names;

/** Whether a package is among those that were named; `*` stands for anything. */
export function packageMatcher(names: readonly string[]): (name: string) => boolean {
  const patterns = names.map(nameMatcher);
  return (name) => patterns.some((pattern) => pattern.test(name));
}

/** Packages that `include` names without wildcards. */
export const namedPackages = ({ include }: Selection): readonly string[] =>
  list(include).filter((one): one is string => typeof one === 'string' && NAME.test(one) && !one.includes('*'));

function readPatterns(given: Selection['include'], root: string): Patterns {
  const names: RegExp[] = [];
  const paths: ((file: string) => boolean)[] = [];
  for (const pattern of list(given)) {
    if (typeof pattern !== 'string') paths.push((file) => file.search(pattern) >= 0);
    else if (NAME.test(pattern)) names.push(nameMatcher(pattern));
    else paths.push(picomatch(absolute(pattern, root), { dot: true }));
  }
  return { names, path: (file) => paths.some((matches) => matches(file)), hasPaths: paths.length > 0 };
}

const list = (given: Selection['include']): readonly Pattern[] => (given === undefined ? [] : ([given].flat() as readonly Pattern[]));

const nameMatcher = (name: string): RegExp =>
  new RegExp(
    `^${name
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

function absolute(pattern: string, root: string): string {
  if (/^(?:\/|\*\*|[A-Za-z]:[\\/])/.test(pattern)) return pattern;
  return posix.normalize(`${picomatchLiteral(root.replaceAll('\\', '/'))}/${pattern}`);
}

/** A folder may have a name that reads like a pattern. */
const picomatchLiteral = (path: string): string => path.replace(/[()[\]{}!*?+@|]/g, '\\$&');
