/** Options as a user writes them in a configuration, where no type checker may have looked: checked one by one. */
import type { CompileOptions } from '../contracts.ts';

/** What of the compiler's options every host offers. What a host knows by itself is left out. */
export interface PluginOptions extends Omit<CompileOptions, 'filename' | 'sourceType' | 'inputSourceMap' | 'onPass' | 'decisions'> {
  /**
   * A decisions file for the whole program (`fiberc analyze` writes it). Without it each module is compiled for itself, and
   * so is a module whose text is another one by now.
   */
  readonly decisions?: string;
}

/** The name of a package of node_modules, in which `*` stands for anything; a path with wildcards; or what a path must match. */
export type Pattern = string | RegExp;

/** Which files a host compiles. */
export interface Selection {
  /**
   * Names of packages (`acorn`, `@scope/*`): these are compiled as well, and otherwise nothing of node_modules.
   * Paths (with a slash behind the scope: `src/**`, relative to the root) and regular expressions (for the absolute path):
   * if there are any, only files that match one of them are compiled.
   */
  readonly include?: Pattern | readonly Pattern[];
  /** Packages, paths and regular expressions: what matches one of them is not compiled. */
  readonly exclude?: Pattern | readonly Pattern[];
}

export interface HostOptions extends PluginOptions, Selection {}

/** A configuration is wrong. */
export class OptionsError extends TypeError {
  override readonly name = 'OptionsError';
  readonly code = 'ERR_FIBERC_OPTIONS';
}

/** What a value should have been; null if it is. */
type Check = (value: unknown) => string | null;

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((one) => one === value) ? null : values.map((one) => `'${one}'`).join(' or ');
const text: Check = (value) => (typeof value === 'string' && value !== '' ? null : 'a string');
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'true or false');
const listOf =
  (check: Check, what: string): Check =>
  (value) =>
    Array.isArray(value) && value.every((one) => check(one) === null) ? null : what;
const pattern: Check = (value) => (value instanceof RegExp ? null : text(value));
const patterns: Check = (value) =>
  pattern(value) === null ? null : listOf(pattern, 'a string, a regular expression, or a list of these')(value);

const COMPILER: Record<keyof PluginOptions, Check> = {
  mode: oneOf('development', 'production'),
  stacks: flag,
  runtime: text,
  builtins: (value) => (value === false ? null : text(value) && 'a string or false'),
  intrinsics: listOf(text, 'a list of strings'),
  unsupported: oneOf('error', 'barrier'),
  implicit: oneOf('none', 'accessors', 'conversions'),
  barriers: oneOf('late', 'exact', 'nested'),
  torture: oneOf('before', 'after', 'entry'),
  verify: flag,
  decisions: text,
};
const SELECTION: Record<keyof Selection, Check> = { include: patterns, exclude: patterns };

/** What can be checked: an option that is undefined counts as missing. */
export function checkOptions<T extends object>(host: string, options: T, checks: Record<keyof T & string, Check>): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new OptionsError(`${host}: the options must be an object`);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const check = (checks as Record<string, Check | undefined>)[name];
    if (check === undefined)
      throw new OptionsError(`${host}: there is no option '${name}'; the options are ${Object.keys(checks).join(', ')}`);
    const expected = check(value);
    if (expected !== null) throw new OptionsError(`${host}: option '${name}' must be ${expected}, not ${shown(value)}`);
  }
  return Object.fromEntries(given) as T;
}

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? typeof value));

/** Checks for options that only one host has; no argument where there are none. */
type More<T, Common> = Exclude<keyof T, keyof Common> extends never ? [] : [Record<Exclude<keyof T, keyof Common> & string, Check>];

/** @throws OptionsError */
export const checkPluginOptions = <T extends PluginOptions>(host: string, options: T, ...[more]: More<T, PluginOptions>): T =>
  checkOptions(host, options, { ...COMPILER, ...more } as Record<keyof T & string, Check>);

/** @throws OptionsError */
export const checkHostOptions = <T extends HostOptions>(host: string, options: T, ...[more]: More<T, HostOptions>): T =>
  checkOptions(host, options, { ...COMPILER, ...SELECTION, ...more } as Record<keyof T & string, Check>);

/** Checks for options of single hosts. */
export const checks = { text, flag, texts: listOf(text, 'a list of strings') };

/** The options apart: which files, and how they are compiled. */
export function split<T extends HostOptions>({
  include,
  exclude,
  ...compiler
}: T): {
  readonly selection: Selection;
  readonly compiler: Omit<T, keyof Selection>;
} {
  return { selection: { ...(include !== undefined && { include }), ...(exclude !== undefined && { exclude }) }, compiler };
}
