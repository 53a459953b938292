// The part of a document that a script writes, between two comments.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.mjs';

/**
 * Writes it; with `--check` on the command line it only says whether it is up to date.
 *
 * @param {string} name of the document, in the root
 * @param {string} mark what the comments say
 * @param {string} text
 * @param {string} command what writes it
 */
export function writePart(name, mark, text, command) {
  const file = join(root, name);
  const before = readFileSync(file, 'utf8');
  const part = new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(\\n<!-- /${mark} -->)`);
  const after = before.replace(part, (_, start, end) => start + text + end);
  if (process.argv.includes('--check') && after !== before) {
    console.error(`${name} says something else: run ${command}`);
    process.exitCode = 1;
  } else writeFileSync(file, after);
}
