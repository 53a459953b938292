/**
 * Inside Jest: babel-jest, with the compiler as the last of its plugins. The project's Babel configuration is used as
 * always; it is what makes CommonJS of ES modules, and what removes types.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import babelJest from 'babel-jest';
import { checkHostOptions, checks, type HostOptions, split } from './options.ts';
import { findRuntime } from './runtime.ts';
import { selectFiles } from './selection.ts';

export interface JestOptions extends HostOptions {
  /** The folder where relative paths of `include` start. Default: the working directory. */
  readonly root?: string;
}

/** What Jest asks of a transformer. */
export interface Transformer {
  readonly canInstrument: boolean;
  readonly process: (source: string, file: string, all: object) => { readonly code: string };
  readonly getCacheKey: (source: string, file: string, all: object) => string;
}

/** babel-jest's own type knows fewer options than it passes on. */
const create = babelJest.createTransformer as unknown as (babel?: object) => Transformer;

/**
 * Makes the transformer; Jest calls it with what stands beside the name in its configuration.
 *
 * @throws OptionsError
 */
export function createTransformer(given: JestOptions = {}): Transformer {
  const { selection, compiler } = split(checkHostOptions('@fiberc/transform/jest', given, { root: checks.text }));
  const { root = process.cwd(), decisions: stored, ...options } = compiler;
  const decisions = stored === undefined ? null : resolve(root, stored);
  const selected = selectFiles(selection, root);
  const runtime = findRuntime([join(root, 'package.json')]);
  const wants = (file: string): boolean => selected(file) && !runtime.owns(file);
  const require = createRequire(import.meta.url);
  const plain = create();
  const compiling = create({
    plugins: [[require.resolve('@fiberc/transform/babel'), { mode: 'development', ...options, ...(decisions && { decisions }) }]],
  });
  const version = (require('@fiberc/transform/package.json') as { readonly version: string }).version;
  const decided = decisions && readFileSync(decisions, 'utf8');
  const key = JSON.stringify([version, given, decided], (_, value) => (value instanceof RegExp ? String(value) : value));
  const chosen = (file: string): Transformer => (wants(file) ? compiling : plain);
  return {
    // Our output has a map, by which Jest's own counters find what they count.
    canInstrument: false,
    process: (source, file, all) => chosen(file).process(source, file, { ...all, instrument: false }),
    getCacheKey: (source, file, all) =>
      createHash('sha256')
        .update(chosen(file).getCacheKey(source, file, all))
        .update(wants(file) ? key : '')
        .digest('hex')
        .slice(0, 32),
  };
}
