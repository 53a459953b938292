import { init, parse } from 'es-module-lexer';
import { outputName } from './files.ts';

await init;

const TYPESCRIPT = /^\.\.?\/.*(?<!\.d)\.[cm]?tsx?$/;

/** `./x.ts` is `./x.js` once it is compiled, as with TypeScript's rewriteRelativeImportExtensions. */
export function rewriteImports(code: string): string {
  const [imports] = parse(code);
  let result = '';
  let end = 0;
  for (const { n: specifier, s: start, e: stop } of imports) {
    if (specifier === undefined || !TYPESCRIPT.test(specifier)) continue;
    // The name of the file alone: what stands around it may be quotes, or an expression's parts.
    const at = code.lastIndexOf(specifier, stop);
    if (at < start) continue;
    result += code.slice(end, at) + outputName(specifier);
    end = at + specifier.length;
  }
  return result + code.slice(end);
}
