// Plays the scenarios of compat/hosts/debugger in every engine, and writes what was seen into docs/debugging.md.
// Usage: debugging.mjs [--check]: with --check the log must be there already. Needs what `npm run build` builds.
import { existsSync } from 'node:fs';
import { chromiumEngine, nodeEngine } from '../compat/hosts/debugger/inspector.ts';
import { playScenario } from '../compat/hosts/debugger/log.ts';
import { scenarios } from '../compat/hosts/debugger/scenarios.ts';
import { engines } from '../compat/hosts/project.ts';
import { writePart } from './part.mjs';
import { root } from './shell.mjs';

const chromium = '/usr/bin/chromium';
const all = engines.map(({ name, node }) => nodeEngine(name, node));
if (existsSync(chromium)) all.push(await chromiumEngine(chromium, root));

const same = ({ expected, seen }) => expected.join('\n') === seen.join('\n');
/** The entries of every engine, by scenario. */
const played = scenarios.map(() => []);
for (const engine of all) {
  for (const [index, scenario] of scenarios.entries())
    played[index].push({ engine: engine.name, ...(await playScenario(scenario, engine, root)) });
  console.error(engine.name);
}
const first = nodeEngine('Node', process.execPath);
const alone = [];
for (const scenario of scenarios)
  alone.push(same(await playScenario(scenario, first, root, { everywhere: false })));
for (const engine of all) await engine.close();

const cell = (lines) => lines.map((line) => line.replaceAll('|', '\\|')).join('<br>');
const rows = scenarios.map(({ title }, index) => {
  const entries = played[index];
  const [{ expected }] = entries;
  // Engines that have shown the same stand together.
  const groups = Map.groupBy(entries, ({ seen }) => cell(seen));
  const seen = [...groups].flatMap(([lines, those]) => [
    those.length === entries.length ? 'all:' : `${those.map(({ engine }) => engine).join(', ')}:`,
    lines,
  ]);
  return `| ${index + 1} | ${title} | ${cell(expected)} | ${seen.join('<br>')} | ${alone[index] ? 'yes' : 'no'} |`;
});
const names = all.map(({ name }) => name).join(', ');
const log = [
  `Engines: ${names}. ${played.flat().filter(same).length} of ${played.flat().length} runs were as expected.`,
  '',
  '| | scenario | expected | seen | with one place |',
  '| --- | --- | --- | --- | --- |',
  ...rows,
].join('\n');
writePart('docs/debugging.md', 'log', log, 'npm run debugging');
if (!played.flat().every(same)) process.exitCode = 1;
