import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { compile } from '@fiberc/transform';
import { init, parse } from 'es-module-lexer';
import { describe, isLocated } from '../failure.ts';
import { isSource, sourceTypeOf } from '../files.ts';
import { inlineMapComment, readInputMap, stripMapComment } from '../maps.ts';
import type { LoadOptions } from './options.ts';

export interface Translation {
  readonly code: string;
  readonly format: 'module' | 'commonjs';
}

export interface Translator {
  /** Whether a file is to be compiled; everything else is left to Node. */
  wants(file: string): boolean;
  translate(file: string): Translation;
}

await init;
const require = createRequire(import.meta.url);

/** The compiling half of the loader; it knows files, and nothing of how Node hands them out. */
export function createTranslator({ include, entry: _, ...options }: LoadOptions): Translator {
  const patterns = include.map(packagePattern);
  const own = ['@fiberc/runtime', '@fiberc/transform', '@fiberc/cli'].map(ownFolder);
  const cache = new Map<string, { source: string; translation: Translation }>();
  let busy = false;

  function wants(file: string): boolean {
    // The compiler loads parts of itself late, perhaps from a package that `include` names.
    if (busy || !isSource(file) || own.some((folder) => file.startsWith(folder))) return false;
    const name = packageOf(file);
    return name === undefined || patterns.some((pattern) => pattern.test(name));
  }

  function translate(file: string): Translation {
    const source = readFileSync(file, 'utf8');
    const known = cache.get(file);
    // Node asks twice for a CommonJS file that an ES module imports.
    if (known?.source === source) return known.translation;
    busy = true;
    try {
      const sourceType = sourceTypeOf(file);
      const inputSourceMap = readInputMap(source, file);
      const { code, map } = compile(source, {
        ...options,
        filename: file,
        sourceType,
        ...(inputSourceMap && { inputSourceMap }),
      });
      const text = `${stripMapComment(code).trimEnd()}\n${inlineMapComment(map)}`;
      const format = sourceType === 'unambiguous' ? detect(code, file) : sourceType;
      const translation = { code: text, format };
      cache.set(file, { source, translation });
      return translation;
    } catch (error) {
      throw readable(error);
    } finally {
      busy = false;
    }
  }

  return { wants, translate };
}

function detect(code: string, file: string): Translation['format'] {
  const [, , , isModule] = parse(code, file);
  return isModule ? 'module' : 'commonjs';
}

/** Node prints the stack of what nobody catches; here the place in the program says more. */
function readable(error: unknown): unknown {
  if (isLocated(error)) {
    Object.defineProperty(error, 'stack', { value: `${error.name}: ${describe(error)}` });
    // Already in the text; Node would print them once more, as properties.
    for (const name of ['filename', 'line', 'column', 'frame']) {
      Object.defineProperty(error, name, { enumerable: false });
    }
  }
  return error;
}

/** The package that a file was installed with; undefined for files of the program itself. */
function packageOf(file: string): string | undefined {
  const mark = `${sep}node_modules${sep}`;
  const at = file.lastIndexOf(mark);
  if (at < 0) return undefined;
  const [scope = '', name = ''] = file.slice(at + mark.length).split(sep);
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function packagePattern(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

const ownFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`)) + sep;
