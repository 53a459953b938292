import { init, parse } from 'es-module-lexer';
import { outputName } from './files.ts';

await init;

const TYPESCRIPT = /^\.\.?\/.*(?<!\.d)\.[cm]?tsx?$/;

/** `./x.ts` is `./x.js` once it is compiled, as with TypeScript's rewriteRelativeImportExtensions. */
export function rewriteImports(code: string): string {
  const [imports] = parse(code);
  let result = '';
  let end = 0;
  for (const found of imports) {
    if (found.type === 'import-meta' || (found.type === 'dynamic' && found.glob)) continue;
    const { specifier, start } = found;
    if (specifier === undefined || !TYPESCRIPT.test(specifier)) continue;
    // With or without its quotes, and missing where it is written with escapes.
    const at = code.indexOf(specifier, start);
    if (at < start || at > start + 1) continue;
    result += code.slice(end, at) + outputName(specifier);
    end = at + specifier.length;
  }
  return result + code.slice(end);
}
