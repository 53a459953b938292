/** Names that mean a file which is called otherwise. */
import { pathToFileURL } from 'node:url';

const TWINS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

/** TypeScript imports `./x.js` and means `./x.ts`. */
export function typescriptTwins(specifier: string): readonly string[] {
  if (!/^(?:\.\.?\/|\/|file:)/.test(specifier)) return [];
  const extension = /\.[cm]?jsx?$/.exec(specifier)?.[0] ?? '';
  const stem = specifier.slice(0, specifier.length - extension.length);
  return (TWINS[extension] ?? []).map((twin) => stem + twin);
}

/** `require('./x')` finds `x.ts`, and `require('./folder')` finds `folder/index.ts`. */
export function requiredTwins(specifier: string): readonly string[] {
  if (!/^(?:\.\.?\/|\/)/.test(specifier)) return [];
  const stem = specifier.replace(/\/$/, '');
  return ['.ts', '.tsx', '.cts', '/index.ts', '/index.tsx', '/index.cts'].map((end) => stem + end);
}

export function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT';
}

export const fileUrl = (path: string): string => pathToFileURL(path).href;
