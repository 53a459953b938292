// The byte budget: what the runtime adds to a program that uses it, minified
// and gzipped. The testing entry is not part of it.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './shell.mjs';

const budget = 2048;

const result = await build({
  stdin: {
    // What every program has: fibers and frames. Loops, patterns and calls that suspend come with the code that has them.
    contents:
      "export * from './index.ts'; export { S, Q, cap2, cap4, cap8, capN, caught } from './core.ts';",
    resolveDir: `${root}packages/runtime/src`,
    sourcefile: 'size.ts',
    loader: 'ts',
  },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  write: false,
});
const [output] = result.outputFiles;
const size = gzipSync(output.contents, { level: 9 }).length;
console.log(`runtime: ${size} bytes of ${budget} (gzip; ${output.contents.length} bytes minified)`);
if (size > budget) {
  console.error(`The runtime is ${size - budget} bytes over its budget.`);
  process.exitCode = 1;
}
