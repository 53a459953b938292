/** The compiling half of the loader; it knows files, and nothing of how Node hands them out. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { CompileResult } from '../../contracts.ts';
import { compileAs, isOnTheWay, loadDecisions } from '../decisions.ts';
import { isSource, sourceTypeOf } from '../files.ts';
import { inlineMapComment, inputMapText } from '../maps.ts';
import { split } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { selectFiles } from '../selection.ts';
import { openCache } from './cache.ts';
import { fingerprint, type LoadOptions } from './options.ts';

export interface Translation {
  readonly code: string;
  readonly format: 'module' | 'commonjs';
}

export interface Translator {
  /** Whether a file is to be compiled; everything else is left to Node. */
  wants(file: string): boolean;
  translate(file: string): Translation;
}

type CompileFile = typeof import('../compile-file.ts')['compileFile'];

export function createTranslator(options: LoadOptions, runtime: Runtime): Translator {
  const { selection, compiler } = split(options);
  const { root, cache: _, runtimeFrom: __, decisions: stored, ...common } = compiler;
  // Whoever outlives the command that has written them, such as a detached process, compiles each module for itself.
  const decisions = stored !== undefined && existsSync(stored) ? loadDecisions(stored) : null;
  const selected = selectFiles(selection, root);
  const require = createRequire(import.meta.url);
  const own = dirname(require.resolve('@fiberc/transform/package.json')) + sep;
  const disk = openCache(options);
  const known = new Map<string, { source: string; translation: Translation }>();
  let busy = false;

  function wants(file: string): boolean {
    // The compiler loads parts of itself late, perhaps from a package that `include` names.
    if (busy || !isSource(file) || file.startsWith(own) || runtime.owns(file)) return false;
    return selected(file) || isOnTheWay(decisions, file);
  }

  function translate(file: string): Translation {
    const source = readFileSync(file, 'utf8');
    const before = known.get(file);
    // Node asks twice for a CommonJS file that an ES module imports.
    if (before?.source === source) return before.translation;
    const key = disk && fingerprint(file, sourceTypeOf(file), source, inputMapText(source, file), decisions?.get(file));
    const kept = disk?.read(key as string);
    const translation = kept === undefined ? compiled(source, file) : parse(kept);
    if (kept === undefined) disk?.write(key as string, `${translation.format}\n${translation.code}`);
    known.set(file, { source, translation });
    return translation;
  }

  function compiled(source: string, file: string): Translation {
    busy = true;
    try {
      // Only now: it takes longer to load than many programs run.
      const { compileFile } = require('@fiberc/transform') as { readonly compileFile: CompileFile };
      return asTranslation(compileAs(decisions?.get(file), (decided) => compileFile(source, { ...common, ...decided, filename: file })));
    } catch (error) {
      throw readable(error);
    } finally {
      busy = false;
    }
  }

  return { wants, translate };
}

const asTranslation = ({ code, map, format }: CompileResult): Translation => ({
  code: `${code.trimEnd()}\n${inlineMapComment(map)}`,
  format: format === 'module' ? 'module' : 'commonjs',
});

function parse(kept: string): Translation {
  const end = kept.indexOf('\n');
  return { format: kept.slice(0, end) as Translation['format'], code: kept.slice(end + 1) };
}

/** Node prints the stack of what nobody catches; here the place in the program says more. Told by its shape: the compiler is loaded late. */
function readable(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && 'filename' in error && 'frame' in error) {
    const [first = '', ...rest] = error.message.split('\n');
    Object.defineProperty(error, 'stack', { value: `${error.name}: ${[`${first} [${error.code}]`, ...rest].join('\n')}` });
    // Already in the text; Node would print them once more, as properties.
    for (const name of ['filename', 'line', 'column', 'frame', 'reason']) Object.defineProperty(error, name, { enumerable: false });
  }
  return error;
}
