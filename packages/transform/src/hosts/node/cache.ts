/** Compiled files on the disk, so that a second start need not even load the compiler. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ModuleFlow } from '../../flow.ts';
import type { FactsCache } from '../analyze.ts';
import { fingerprint, type LoadOptions } from './options.ts';

export interface Cache {
  readonly read: (key: string) => string | undefined;
  readonly write: (key: string, text: string) => void;
}

/** A folder for everything that this compiler has made with these options; null if nothing is to be kept. */
export function openCache({ root, cache = true, runtimeFrom: _, decisions: __, ...options }: LoadOptions): Cache | null {
  const place = cache === true ? cacheNear(root) : cache === false ? null : cache;
  return place === null ? null : openFolder(join(place, fingerprint(compilerVersion(), options)));
}

/** What is known of modules by their text alone, kept where `openCache` keeps what it has; in memory as well. */
export function openFacts(root: string): FactsCache {
  const memory = new Map<string, ModuleFlow>();
  const place = cacheNear(root);
  const disk = place === null ? null : openFolder(join(place, fingerprint(compilerVersion(), 'facts')));
  return {
    get(key) {
      const known = memory.get(key);
      const text = known === undefined ? disk?.read(fingerprint(key)) : undefined;
      if (text === undefined) return known;
      const flow = JSON.parse(text) as ModuleFlow;
      memory.set(key, flow);
      return flow;
    },
    set(key, flow) {
      memory.set(key, flow);
      disk?.write(fingerprint(key), JSON.stringify(flow));
    },
  };
}

function openFolder(folder: string): Cache {
  const file = (key: string): string => join(folder, `${key}.txt`);
  return {
    read(key) {
      try {
        return readFileSync(file(key), 'utf8');
      } catch {
        return undefined;
      }
    },
    write(key, text) {
      const temporary = `${file(key)}.${process.pid}.tmp`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(temporary, text);
        renameSync(temporary, file(key));
      } catch {
        // Nobody needs it: the folder may be read-only, or full.
      }
    },
  };
}

function cacheNear(folder: string): string | null {
  const modules = join(folder, 'node_modules');
  if (statSync(modules, { throwIfNoEntry: false })?.isDirectory()) return join(modules, '.cache/fiberc');
  const parent = dirname(folder);
  return parent === folder ? null : cacheNear(parent);
}

/** Versions, and when the compiler was built, which matters to those who work on it. */
function compilerVersion(): readonly unknown[] {
  const require = createRequire(import.meta.url);
  const version = (name: string): unknown => (require(`${name}/package.json`) as { readonly version: string }).version;
  return [version('@fiberc/transform'), version('@babel/core'), statSync(require.resolve('@fiberc/transform')).mtimeMs];
}
