/** What the loader for Node is told. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkHostOptions, checks, type HostOptions, OptionsError } from '../options.ts';

export interface RegisterOptions extends HostOptions {
  /** The folder where relative paths of `include` start. Default: the working directory. */
  readonly root?: string;
  /**
   * Whether compiled files are kept on the disk: in this folder, or with `true`, the default, in
   * `node_modules/.cache/fiberc` of the nearest folder with a `node_modules`. Without one nothing is kept.
   */
  readonly cache?: boolean | string;
  /** Absolute paths of files from which `@fiberc/runtime` is resolved; the first that finds it counts. Default: the program. */
  readonly runtimeFrom?: readonly string[];
}

/** With defaults filled in. It goes to other threads, as JSON. */
export interface LoadOptions extends RegisterOptions {
  readonly root: string;
  readonly runtimeFrom: readonly string[];
}

/** @throws OptionsError */
export function loadOptions(options: RegisterOptions): LoadOptions {
  const checked = checkHostOptions('@fiberc/transform/register', options, {
    root: checks.text,
    cache: (value) => (typeof value === 'boolean' || checks.text(value) === null ? null : 'true, false or a folder'),
    runtimeFrom: checks.texts,
  });
  const root = checked.root ?? process.cwd();
  return { ...checked, root, runtimeFrom: checked.runtimeFrom ?? [process.argv[1] ?? join(root, 'package.json')] };
}

/** The options in `"fiberc"` of the nearest package.json. They can hold no regular expressions. */
export function configuredOptions(folder: string): RegisterOptions {
  const file = join(folder, 'package.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    const parent = dirname(folder);
    return parent === folder ? {} : configuredOptions(parent);
  }
  let json: { readonly fiberc?: RegisterOptions };
  try {
    json = JSON.parse(text) as typeof json;
  } catch (error) {
    throw new OptionsError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return json.fiberc === undefined ? {} : { root: folder, ...json.fiberc };
}

/** What decides, beside the file itself, about what comes out. */
export const fingerprint = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
