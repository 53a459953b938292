import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type SourceType = 'module' | 'commonjs' | 'unambiguous';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const DECLARATION = /\.d\.(?:[cm]?ts|[^./\\]+\.ts)$/;

/** Extensions as a glob, for walking folders. */
export const SOURCE_GLOB = '*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}';

export const isDeclaration = (file: string): boolean => DECLARATION.test(file);
export const isSource = (file: string): boolean => SOURCE.test(file) && !isDeclaration(file);

/** The name of what is written for a source file: `.ts` → `.js`, `.mts` → `.mjs`, `.jsx` → `.js`. */
export function outputName(file: string): string {
  return file.replace(/\.([cm]?)[jt]sx?$/, '.$1js');
}

/**
 * How Node would read the file. `unambiguous` where only the syntax can tell: no `type` in
 * package.json, and also `"type": "commonjs"`, because TypeScript and bundlers accept `import` there.
 */
export function sourceTypeOf(file: string): SourceType {
  const kind = /\.([cm])[jt]s$/.exec(file)?.[1];
  if (kind !== undefined) return kind === 'm' ? 'module' : 'commonjs';
  return packageType(dirname(file)) === 'module' ? 'module' : 'unambiguous';
}

const types = new Map<string, string | undefined>();

function packageType(folder: string): string | undefined {
  if (types.has(folder)) return types.get(folder);
  const type = readPackageType(folder);
  types.set(folder, type);
  return type;
}

function readPackageType(folder: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, 'package.json'), 'utf8');
  } catch {
    const parent = dirname(folder);
    return parent === folder ? undefined : packageType(parent);
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && 'type' in json) return String(json.type);
  } catch {
    // A broken package.json is for the package manager to complain about.
  }
  return undefined;
}
