// Turns acorn, an unmodified parser from npm, inside out: two parsers run in turn, and each gives
// its tokens one at a time, to whoever asks. See README.md.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as plain from 'acorn';
import { compileAll } from './compile.mjs';
import { measure } from './measure.mjs';

compileAll();
const compiled = await import('./dist/acorn.mjs');
const { collect, pullTokens, ticker } = await import('./dist/pull.mjs');

/** Two real files, from packages that are installed anyway: an ES module and a CommonJS one. */
const files = [
  { name: 'acorn/dist/acorn.mjs', sourceType: 'module' },
  { name: 'commander/lib/command.js', sourceType: 'commonjs' },
].map(({ name, sourceType }) => ({
  name,
  source: readFileSync(new URL(`./node_modules/${name}`, import.meta.url), 'utf8'),
  options: { ecmaVersion: 'latest', sourceType },
}));

/** Pulls one item from each file in turn; calls `receive(item, index of the file)`. */
function pullInTurn(receive) {
  const open = files.map(({ source, options }, index) => ({
    index,
    tokens: pullTokens(compiled.parse, source, options),
  }));
  while (open.length > 0) {
    for (const entry of [...open]) {
      const item = entry.tokens.next();
      if (item === undefined) open.splice(open.indexOf(entry), 1);
      else receive(item, entry.index);
    }
  }
}

const pulled = files.map(() => []);
const firsts = [];
pullInTurn((item, index) => {
  pulled[index].push(item);
  if (firsts.length < 8)
    firsts.push(`${files[index].name.padEnd(25)} ${item.type.label} ${item.value ?? ''}`);
});
console.log('\nTwo parsers, each in a fiber; one token from each in turn:');
for (const line of firsts) console.log(`  ${line.split('\n')[0].slice(0, 76)}`);
console.log('  …');

console.log('\nCompared with what plain acorn pushes:');
for (const [index, { name, source, options }] of files.entries()) {
  const pushed = [];
  collect(plain.parse, source, options, (item) => pushed.push(item));
  const facts = ({ type, value, start, end }) => ({ label: type.label, value, start, end });
  assert.deepEqual(pulled[index].map(facts), pushed.map(facts), name);
  console.log(`  ${name}: the same ${pushed.length} tokens and comments`);
}

measure({
  plain: () => runAll(plain.parse),
  compiled: () => runAll(compiled.parse),
  pulled() {
    let count = 0;
    pullInTurn(() => count++);
    return count;
  },
  // Into the parser and out again for each item, and once more for the end of each file.
  switches: 2 * (pulled.flat().length + files.length),
  ticker: ticker(),
});

function runAll(parse) {
  let count = 0;
  for (const { source, options } of files) collect(parse, source, options, () => count++);
  return count;
}
