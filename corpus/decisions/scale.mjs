// What reading and deciding cost for a program with so many copies of acorn. Usage: scale.mjs <copies>
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { analyze } from '@fiberc/transform/analyze';

const copies = Number(process.argv[2]);
const { resolve } = createRequire(import.meta.url);
const source = readFileSync(resolve('acorn').replace(/acorn\.js$/, 'acorn.mjs'), 'utf8');
const files = Object.fromEntries(
  Array.from({ length: copies }, (_, i) => [`acorn${i}.mjs`, source]),
);
const numbers = Array.from({ length: copies }, (_, i) => i);
files['main.mjs'] = `
import { current, Fiber } from '@fiberc/runtime';
${numbers.map((i) => `import { parse as parse${i} } from './acorn${i}.mjs';`).join('\n')}
const emit = (text) => current().parent.switch(text);
${numbers.map((i) => `new Fiber(() => parse${i}('/* a */', { ecmaVersion: 2025, onComment: (isBlock, text) => emit(text) })).switch();`).join('\n')}
`;
const resolver = {
  resolve: (specifier) => files[specifier.slice(2)] && specifier.slice(2),
  read: (file) => files[file],
};
const timed = (cache) => {
  const before = performance.now();
  const program = analyze(['main.mjs'], resolver, { cache });
  return { program, seconds: (performance.now() - before) / 1000 };
};
const cache = new Map();
// Copies have the same text, but each is to be read.
const apart = { get: () => undefined, set: (key, facts) => cache.set(key, facts) };
const cold = timed(apart);
const warm = timed(cache);
const functions = cold.program.modules.flatMap((module) => module.functions);
console.log(
  JSON.stringify({
    copies,
    lines: Object.values(files).reduce((sum, text) => sum + text.split('\n').length, 0),
    functions: functions.length,
    found: functions.filter(({ decision }) => decision === 'compile').length,
    reading: cold.seconds - warm.seconds,
    deciding: warm.seconds,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
