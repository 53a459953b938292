// One file of a library through the compiler.
import { CompileError, compile } from '@fiberc/transform';
import { recall, remember } from './cache.mjs';

/**
 * @param options.kind how the file is parsed: `module`, `commonjs` or `unambiguous`
 * @returns the code, how many functions were compiled, and how many were not, by reason
 */
export function compileFile(source, options) {
  const known = recall(source, options);
  if (known !== undefined) return known;
  const result = translate(source, options);
  remember(source, options, result);
  return result;
}

function translate(source, { file, kind, variant }) {
  let units = [];
  const left = {};
  const seen = {
    read: (facts) => {
      units = facts;
    },
    decide: (decisions) => {
      decisions.forEach(({ kind }, unit) => {
        if (kind !== 'unsupported') return;
        const { what } = units[unit].hindrance;
        left[what] = (left[what] ?? 0) + 1;
      });
    },
  };
  try {
    const { code, functions } = compile(source, {
      filename: file,
      sourceType: kind,
      torture: variant,
      unsupported: 'barrier',
      onPass: (pass, text) => seen[pass]?.(JSON.parse(text())),
    });
    return { code, compiled: functions.length, left };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    // It cannot be left alone function by function: the file stays as it is, and the table says so.
    return {
      code: source,
      compiled: 0,
      left: { [error.code.replace(/.*UNSUPPORTED_/, 'file: ')]: 1 },
    };
  }
}
