/** Extensions as a glob, for walking folders. */
export const SOURCE_GLOB = '*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}';

/** The name of what is written for a source file: `.ts` → `.js`, `.mts` → `.mjs`, `.jsx` → `.js`. */
export function outputName(file: string): string {
  return file.replace(/\.([cm]?)[jt]sx?$/, '.$1js');
}
