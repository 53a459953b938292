// Keeps the examples in the documentation true. In a Markdown file, `<!-- source -->` stands before
// a program, `<!-- prints -->` before what `fiberc run` prints for it, `<!-- compiled -->` before
// what `fiberc dump` makes of it; this script writes the latter two.
// Usage: examples.mjs [--check]; with --check it only tells whether they are up to date. Build first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.mjs';

const files = ['README.md', 'ARCHITECTURE.md', 'docs/design.md', 'docs/protocol.md'];
const block = /<!-- (source|prints|compiled) -->\n```(\w+)\n([\s\S]*?)\n?```/g;

// Inside the workspace, where the programs find @fiberc/runtime; `fiberc run` leaves node_modules alone.
const folder = join(root, '.cache/examples');
mkdirSync(folder, { recursive: true });

function fiberc(command, source) {
  const file = join(folder, 'example.mjs');
  writeFileSync(file, `${source}\n`);
  const args = [join(root, 'packages/cli/bin/fiberc.mjs'), command, file];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`fiberc ${command} failed for\n${source}\n${stderr}`);
  return stdout.trimEnd();
}

const commands = { prints: 'run', compiled: 'dump' };

function updated(text) {
  let source = '';
  return text.replaceAll(block, (_, kind, language, body) => {
    if (kind === 'source') source = body;
    const next = kind === 'source' ? body : fiberc(commands[kind], source);
    return `<!-- ${kind} -->\n\`\`\`${language}\n${next}\n\`\`\``;
  });
}

const stale = [];
let count = 0;
for (const name of files) {
  const file = join(root, name);
  const text = readFileSync(file, 'utf8');
  count += [...text.matchAll(block)].filter(([, kind]) => kind !== 'source').length;
  const next = updated(text);
  if (next === text) continue;
  stale.push(name);
  if (!process.argv.includes('--check')) writeFileSync(file, next);
}

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`${stale.join(', ')}: examples out of date; run: node scripts/examples.mjs`);
  process.exitCode = 1;
} else console.log(`examples: ${count} in ${files.length} files are up to date`);
