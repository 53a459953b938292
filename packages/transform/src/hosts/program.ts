/**
 * The pass over the whole program that bundlers make before they build: their entries, read from the disk and resolved as
 * they do, are analysed, and `bundlers.ts` compiles each module by what was decided.
 *
 *   './a'          →  /src/a.ts                      read
 *   './App.vue'    →  /src/App.vue                   opaque: made later; what it imports is looked up in its text
 *   'virtual:x'    →  \0virtual:x                    opaque: it may import anything
 *   './a.css'      →  /src/a.css                     nothing that we compile
 *   'react'        →  external, or what `exclude` names: not compiled
 */
import { existsSync, readFileSync } from 'node:fs';
import { analyzeAsync, type FactsCache, type OpaqueModule, type Resolved } from './analyze.ts';
import { type Decisions, decisionsOf } from './decisions.ts';
import { packageOf } from './files.ts';
import { isComponent, readModuleId } from './module-id.ts';
import { importsIn } from './read-modules.ts';

/** What a bundler means by a specifier: a module, or null if it is left out of the bundle, or is not there. */
export type BundlerResolve = (specifier: string, importer: string | undefined, kind: 'import' | 'require') => Promise<string | null>;

export interface ProgramPass {
  /**
   * Analyses, or does so again; what has not changed is not read again.
   *
   * @returns decisions; null, and `tell` says why, if every module is to be compiled for itself
   */
  readonly run: (entries: readonly string[], resolve: BundlerResolve, tell: (why: string) => void) => Promise<Decisions | null>;
}

/** Which files are compiled, if a fiber is to run in them. */
export interface ProgramFiles {
  readonly mayCompile: (file: string) => boolean;
  /** Names of packages that are compiled whole. */
  readonly isIncluded: (name: string) => boolean;
}

export function programPass(files: ProgramFiles): ProgramPass {
  const cache: FactsCache = new Map();
  return {
    async run(entries, resolve, tell) {
      const packages = new Set<string>();
      const find = async (specifier: string, importer: string | undefined, kind: 'import' | 'require'): Promise<Resolved> => {
        const found = classify(await resolve(specifier, importer, kind), files);
        const name = typeof found === 'string' ? packageOf(found) : undefined;
        if (name !== undefined) packages.add(name);
        return found;
      };
      try {
        const found = (await Promise.all(entries.map((entry) => entriesOf(entry, find)))).flat();
        const program = await analyzeAsync(
          found,
          { resolve: find, read: (file) => readFileSync(file, 'utf8') },
          {
            cache,
            unreadable: 'opaque',
            // Asked for when all modules are read: only then it is known what a pattern matches.
            get include() {
              return [...packages].filter(files.isIncluded);
            },
          },
        );
        return decisionsOf(program);
      } catch (error) {
        tell(
          `the program could not be analysed: every module is compiled for itself\n${error instanceof Error ? error.message : String(error)}`,
        );
        return null;
      }
    },
  };
}

/** Names of modules that are made in a way that only the bundler knows. */
const GLOB = /\bimport\.meta\.(?:glob|webpackContext|webpackHot)\b|\brequire\.context\b/;
/** Stands for what is not there in browsers. */
const ABSENT = /^\0?(?:__vite-|vite\/)/;

function classify(id: string | null, { mayCompile }: ProgramFiles): Resolved {
  if (id === null || ABSENT.test(id)) return null;
  const file = id.replace(/[?#].*$/, '');
  if (/\.json$/.test(file)) return file;
  if (!existsSync(file)) return { opaque: id, imports: null };
  const module = readModuleId(id);
  if (module === null || !mayCompile(file)) return null;
  const text = readFileSync(file, 'utf8');
  if (GLOB.test(text)) return { opaque: file, imports: null };
  return isComponent(file) ? { opaque: file, imports: importsIn(text) } : file;
}

type Find = (specifier: string, importer: string | undefined, kind: 'import' | 'require') => Promise<Resolved>;

/** The modules that an entry means; a page has several. */
async function entriesOf(entry: string, find: Find): Promise<readonly (string | OpaqueModule)[]> {
  const file = entry.replace(/[?#].*$/, '');
  if (!/\.html?$/.test(file)) return present([await find(entry, undefined, 'import')]);
  const page = readFileSync(file, 'utf8');
  const scripts = [...page.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script/gi)].flatMap(([, attributes = '', code = '']) => {
    const [, source] = /\bsrc\s*=\s*["']?([^"'\s>]+)/i.exec(attributes) ?? [];
    return source === undefined ? importsIn(code) : [source];
  });
  return present(await Promise.all(scripts.map((script) => find(script, file, 'import'))));
}

const present = (found: readonly Resolved[]): readonly (string | OpaqueModule)[] => found.filter((one) => one !== null);
