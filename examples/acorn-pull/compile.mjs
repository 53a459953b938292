import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** `fiberc compile <file> -o dist`, as a reader would type it. */
function compile(file) {
  const fiberc = join(dirname(require.resolve('@fiberc/cli/package.json')), 'bin/fiberc.mjs');
  const args = ['compile', relative(here, file), '-o', 'dist'];
  console.log(`$ fiberc ${args.join(' ')}`);
  execFileSync(process.execPath, [fiberc, ...args], { cwd: here, stdio: 'inherit' });
}

/** Compiles acorn as npm delivered it, and the few lines that turn it inside out. */
export function compileAll() {
  compile(join(here, 'node_modules/acorn/dist/acorn.mjs'));
  compile(join(here, 'src/pull.mjs'));
}
