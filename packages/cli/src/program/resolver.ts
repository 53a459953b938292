/**
 * Finds the modules of a program as Node does, and as TypeScript writes them:
 *
 *   import './x.js'       x.js, else x.ts or x.tsx
 *   import '#own'         `imports` of package.json, and `paths` of tsconfig.json
 *   import 'p'            `exports` for `import` or `require`; else `main`
 *   import 'node:fs'      nothing: the host has it
 */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Resolver } from '@fiberc/transform/analyze';
import { isDeclaration, packageOf } from '@fiberc/transform/node';
import { type NapiResolveOptions, ResolverFactory } from 'oxc-resolver';

/** Something that a module asks for, and that is not there. It may be meant so: a package that is optional. */
export interface Missing {
  readonly specifier: string;
  readonly importer: string;
}

export interface NodeResolver extends Resolver {
  readonly resolve: (...args: Parameters<Resolver['resolve']>) => string | null;
  /** Names of the packages that were found so far. */
  readonly packages: ReadonlySet<string>;
  readonly missing: readonly Missing[];
}

/** @param isExcluded packages that are not looked at */
export function createResolver(isExcluded: (name: string) => boolean): NodeResolver {
  const imports = new ResolverFactory(resolveOptions('import'));
  // Not a clone: its cache would give the answers for `import`.
  const requires = new ResolverFactory(resolveOptions('require'));
  const packages = new Set<string>();
  const missing: Missing[] = [];
  return {
    packages,
    missing,
    resolve(specifier, importer, kind) {
      if (isBuiltin(specifier) || /^(?:data|https?|node|bun):/.test(specifier)) return null;
      const request = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
      const resolver = kind === 'import' ? imports : requires;
      const path = resolver.resolveFileSync(importer, request).path?.replace(/[?#].*$/, '');
      if (path === undefined) {
        missing.push({ specifier, importer });
        return null;
      }
      if (isDeclaration(path)) return null;
      const name = packageOf(path);
      if (name === undefined) return path;
      if (isExcluded(name)) return null;
      packages.add(name);
      return path;
    },
    read: (file) => readFileSync(file, 'utf8'),
  };
}

const resolveOptions = (kind: 'import' | 'require'): NapiResolveOptions => ({
  tsconfig: 'auto',
  conditionNames: [kind, 'node', 'node-addons', 'module-sync', 'default', ...givenConditions()],
  extensions: ['.js', '.ts', '.tsx', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.json', '.node'],
  extensionAlias: {
    '.js': ['.js', '.ts', '.tsx'],
    '.mjs': ['.mjs', '.mts'],
    '.cjs': ['.cjs', '.cts'],
    '.jsx': ['.jsx', '.tsx'],
  },
});

/** `--conditions` of the Node that runs us, which `fiberc run` hands on to the program. */
function givenConditions(): readonly string[] {
  const given = process.execArgv.flatMap((arg, index, all) => {
    const [, name] = /^(?:--conditions|-C)=(.*)$/.exec(arg) ?? [];
    if (name !== undefined) return [name];
    return arg === '--conditions' || arg === '-C' ? [all[index + 1] ?? ''] : [];
  });
  // Of these two exactly one holds, whatever was asked for.
  return given.filter((name) => name !== 'import' && name !== 'require');
}
