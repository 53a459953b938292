// Checks who imports whom. The rules are the architecture: a phase of the
// compiler knows the contracts and nothing of another phase, the runtime knows
// nobody, only hosts know what they are hosted by, and nothing knows the CLI.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { root } from './shell.mjs';

const transform = 'packages/transform/src/';
const phase = /^packages\/transform\/src\/(\d-[a-z]+)\//;
const shared = (path) =>
  path === `${transform}contracts.ts` ||
  path === `${transform}errors.ts` ||
  path === `${transform}flow.ts` ||
  path.startsWith(`${transform}ast/`);

/** Each rule returns why `from` may not import `to`, or undefined. `to` is a path or a package. */
const rules = [
  function phases(from, to) {
    const own = phase.exec(from)?.[1];
    if (own === undefined || !to.startsWith('packages/')) return;
    if (to.startsWith(`${transform}${own}/`) || shared(to)) return;
    return 'a phase imports only contracts.ts, errors.ts, flow.ts, ast/ and itself';
  },
  function foundations(from, to) {
    if (shared(from) && to.startsWith('packages/') && !shared(to)) {
      return 'contracts.ts, errors.ts, flow.ts and ast/ import only one another';
    }
  },
  function decisions(from, to) {
    if (from.startsWith(`${transform}2-decide/`) && to.startsWith('@babel/')) {
      return '2-decide knows no syntax tree';
    }
  },
  function hosts(from, to) {
    const hosted = to === 'typescript' || to.startsWith('typescript/') || to === 'unplugin';
    if (hosted && from.startsWith(transform) && !from.startsWith(`${transform}hosts/`)) {
      return `only hosts/ imports ${to}`;
    }
  },
  function runtime(from, to) {
    // Equivalents of built-ins are compiled code: they take the protocol as a program does.
    if (from.startsWith('packages/runtime/src/builtins/') && to === '@fiberc/runtime/abi') return;
    // Its own version.
    if (to === 'packages/runtime/package.json') return;
    if (from.startsWith('packages/runtime/src/') && !to.startsWith('packages/runtime/src/')) {
      return 'the runtime imports nothing from outside its own folder';
    }
  },
  function cli(from, to) {
    const intoCli = to.startsWith('packages/cli/') || to.startsWith('@fiberc/cli');
    if (intoCli && !from.startsWith('packages/cli/')) return 'nothing imports the CLI';
  },
];

const specifiers =
  /(?:^|[;\s}])(?:import|export)\s+(?:[\w$*{}\s,]+?\s+from\s+)?(['"])([^'"\n]+)\1|\b(?:import|require)\(\s*(['"])([^'"\n]+)\3/g;

const problems = [];
let count = 0;
for (const entry of readdirSync(join(root, 'packages'), { recursive: true, withFileTypes: true })) {
  const from = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
  const ours = /^packages\/[^/]+\/src\/.*\.ts$/.test(from) && !from.endsWith('.test.ts');
  if (!entry.isFile() || !ours) continue;
  count += 1;
  const text = readFileSync(join(root, from), 'utf8');
  for (const match of text.matchAll(specifiers)) {
    const specifier = match[2] ?? match[4];
    const to = specifier.startsWith('.') ? posix.join(dirname(from), specifier) : specifier;
    for (const rule of rules) {
      const reason = rule(from, to);
      if (reason === undefined) continue;
      const line = text.slice(0, match.index).split('\n').length;
      problems.push(`${from}:${line} imports ${specifier}: ${reason}`);
    }
  }
}

for (const problem of problems) console.error(problem);
console.log(`boundaries: ${count} files, ${problems.length} forbidden imports`);
process.exitCode = problems.length === 0 ? 0 : 1;
