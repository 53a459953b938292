// Writes docs/builtins.md from the list that fixtures/listed checks. Usage: builtins.mjs [--check]; with --check it only
// tells whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barriers, later, suspending } from '../fixtures/listed/list.mjs';
import { root } from './shell.mjs';

const silent = JSON.parse(readFileSync(join(root, 'fixtures/listed/silent.json'), 'utf8'));
const file = join(root, 'docs/builtins.md');
const code = (name) => `\`${name}\``;
/** `Array.prototype.map, species` is `map` of `Array.prototype`. */
const ownerOf = (name) =>
  /^(?:[gs]et )?(.*?)(?:\.[^.[\]]+|\[[^\]]*\])?(?:, .*)?$/.exec(name)[1] || name;

function byOwner(names) {
  const owners = new Map();
  for (const name of names) {
    const owner = ownerOf(name);
    owners.set(owner, [...(owners.get(owner) ?? []), name]);
  }
  return [...owners];
}

const shortened = (owner, names) =>
  names
    .map((name) =>
      code(
        name === owner
          ? name
          : name
              .replace(owner, '')
              .replace(/^((?:[gs]et )?)\./, '$1')
              .replace(/, .*$/, ''),
      ),
    )
    .join(', ');

const rows = suspending.flatMap(([calls, names]) =>
  byOwner(names).map(
    ([owner, own]) =>
      `| ${code(owner)} | ${own.length === 1 && own[0] === owner ? 'the constructor' : shortened(owner, own)} | ${calls} |`,
  ),
);

const text = `<!-- Written by scripts/builtins.mjs from fixtures/listed/list.mjs. Do not edit. -->
# Built-ins that call back

Every function of ECMA-262, and of what Node 26 has beyond, is in one of these four lists. A test tells if an engine has
one more. For each line of the first two it runs a program: in the first something is suspended inside of the built-in, in
all variants of torture mode; in the second the barrier error comes. How the first list works is in
[protocol.md](protocol.md#built-ins-that-call-back).

## Can be suspended

Where compiled code calls them, by their names, by way of \`call\`, \`apply\`, \`Reflect.apply\`, or with a key that is
computed. Constructors also as the parent of a class.

| of | built-in | what it calls |
| --- | --- | --- |
${rows.join('\n')}

## Barriers

A switch inside of these ends in the barrier error.

| built-in | what it calls | why |
| --- | --- | --- |
${barriers.map(([name, calls, why]) => `| ${/^[a-z]+( |,|s$)/.test(name) ? name : code(name)} | ${calls} | ${why} |`).join('\n')}

## Later

What these are given is called from the event loop, where no fiber runs. It may switch, as main may:
${later.map(code).join(', ')}.

## The rest

These run nothing of the program's but the kinds of code that the list of barriers begins with: conversions of their
arguments, accessors, traps of proxies.

${byOwner(silent)
  .map(([owner, names]) => `* ${code(owner)}: ${shortened(owner, names)}`)
  .join('\n')}
`;

const check = process.argv.includes('--check');
const before = check ? readFileSync(file, 'utf8') : '';
if (check && before !== text) {
  console.error('docs/builtins.md is out of date: run scripts/builtins.mjs');
  process.exitCode = 1;
} else {
  if (!check) writeFileSync(file, text);
  console.log(`builtins: ${rows.length} lines, docs/builtins.md is up to date`);
}
