// Keeps the examples in the documentation true. In a Markdown file, `<!-- source -->` stands before
// a program, `<!-- prints -->` before what `fiberc run` prints for it, `<!-- compiled -->` before
// what `fiberc dump` makes of it; this script writes the latter two. `<!-- file name -->` stands before
// a file of a program, `<!-- console -->` before a command that is run where these files are; this
// script writes what it prints; `<!-- console 1 -->` if it exits with 1.
// Usage: examples.mjs [--check]; with --check it only tells whether they are up to date. Build first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './shell.mjs';

const files = [
  'README.md',
  'ARCHITECTURE.md',
  'docs/design.md',
  'docs/protocol.md',
  'packages/cli/README.md',
];
const block =
  /<!-- (source|prints|compiled|console(?: 1)?|file \S+) -->\n```(\w+)\n([\s\S]*?)\n?```/g;

// Inside the workspace, where the programs find @fiberc/runtime; `fiberc run` leaves node_modules alone.
const folder = join(root, '.cache/examples');
mkdirSync(folder, { recursive: true });

const command = join(root, 'packages/cli/bin/fiberc.mjs');
const program = join(folder, 'program');

/** What a terminal shows for `$ fiberc …`, errors, too. */
function session(body, expected) {
  const [line] = body.split('\n');
  const args = /^\$ fiberc (.*)$/.exec(line)?.[1];
  if (args === undefined) throw new Error(`no command of fiberc: ${line}`);
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const shell = `"${process.execPath}" "${command}" ${args} 2>&1`;
  const { stdout, status } = spawnSync(shell, { cwd: program, env, encoding: 'utf8', shell: true });
  if (status !== expected) throw new Error(`${line} exits with ${status}:\n${stdout}`);
  // The time it took is another one each time.
  return `${line}\n${stdout.replace(/\(\d+\.\d s\)/, '(0.3 s)').trimEnd()}`;
}

function keep(name, body) {
  const file = join(program, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${body}\n`);
}

function fiberc(name, source) {
  const file = join(folder, 'example.mjs');
  writeFileSync(file, `${source}\n`);
  const args = [command, name, file];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`fiberc ${name} failed for\n${source}\n${stderr}`);
  return stdout.trimEnd();
}

const commands = { prints: 'run', compiled: 'dump' };

function updated(text) {
  let source = '';
  rmSync(program, { recursive: true, force: true });
  const shownFor = (kind, body) => {
    if (kind.startsWith('console')) return session(body, kind === 'console' ? 0 : 1);
    if (kind in commands) return fiberc(commands[kind], source);
    if (kind === 'source') source = body;
    else keep(kind.slice('file '.length), body);
    return body;
  };
  return text.replaceAll(block, (_, kind, language, body) => {
    const next = shownFor(kind, body);
    return `<!-- ${kind} -->\n\`\`\`${language}\n${next}\n\`\`\``;
  });
}

const stale = [];
let count = 0;
for (const name of files) {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  count += [...text.matchAll(block)].filter(
    ([, kind]) => kind in commands || kind.startsWith('console'),
  ).length;
  const next = updated(text);
  if (next === text) continue;
  stale.push(name);
  if (!process.argv.includes('--check')) writeFileSync(file, next);
}

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`${stale.join(', ')}: examples out of date; run: node scripts/examples.mjs`);
  process.exitCode = 1;
} else console.log(`examples: ${count} in ${files.length} files are up to date`);
