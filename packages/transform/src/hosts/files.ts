/** What a host has to know of a file before it compiles it: whether to, and how Node would read it. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const DECLARATION = /\.d\.(?:[cm]?ts|[^./\\]+\.ts)$/;

/** Whether it is a file of TypeScript's that only declares. */
export const isDeclaration = (file: string): boolean => DECLARATION.test(file);

/** Whether it is JavaScript or TypeScript that can be compiled, by its name. */
export const isSource = (file: string): boolean => SOURCE.test(file) && !isDeclaration(file);

/**
 * How Node would read the file. `unambiguous` where only the syntax can tell: no `type` in
 * package.json, and also `"type": "commonjs"`, because TypeScript and bundlers accept `import` there.
 */
export function sourceTypeOf(file: string): 'module' | 'commonjs' | 'unambiguous' {
  const kind = /\.([cm])[jt]s$/.exec(file)?.[1];
  if (kind !== undefined) return kind === 'm' ? 'module' : 'commonjs';
  return packageType(dirname(file)) === 'module' ? 'module' : 'unambiguous';
}

/** The package that a file was installed with; undefined for files of the program itself. */
export function packageOf(file: string): string | undefined {
  return /^(?:.*[\\/])?node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1]?.replace('\\', '/');
}

function packageType(folder: string): string | undefined {
  // Whoever has installed a package says nothing about it.
  if (basename(folder) === 'node_modules') return undefined;
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
