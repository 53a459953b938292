import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chromiumEngine, type Engine, nodeEngine } from './debugger/inspector.ts';
import { playScenario } from './debugger/log.ts';
import { scenarios } from './debugger/scenarios.ts';
import { engines } from './project.ts';

const root = join(import.meta.dirname, '../..');
const chromium = '/usr/bin/chromium';

/** Every pause that was expected, and that was seen. */
async function playAll(engine: Engine): Promise<readonly (readonly string[])[][]> {
  const expected: (readonly string[])[] = [];
  const seen: (readonly string[])[] = [];
  for (const scenario of scenarios) {
    const entry = await playScenario(scenario, engine, root);
    expected.push([scenario.title, ...entry.expected]);
    seen.push([scenario.title, ...entry.seen]);
  }
  return [expected, seen];
}

test.each(engines)('debugger, $name', async ({ name, node }) => {
  const [expected, seen] = await playAll(nodeEngine(name, node));
  expect(seen).toEqual(expected);
});

// Skipped, and so not among the passed, where there is none.
test.skipIf(!existsSync(chromium))('debugger, Chromium', async () => {
  const engine = await chromiumEngine(chromium, root);
  try {
    const [expected, seen] = await playAll(engine);
    expect(seen).toEqual(expected);
  } finally {
    await engine.close();
  }
});

test('debugger, breakpoints in every body are needed', async () => {
  // What VS Code and Chrome do today; docs/debugging.md has to say so as long as it is true.
  const behind = scenarios.find(({ title }) => title.startsWith('a breakpoint behind the call'));
  if (!behind) throw new Error('no scenario');
  const node = nodeEngine('Node', process.execPath);
  const { seen } = await playScenario(behind, node, root, { everywhere: false });
  expect(seen).toEqual(['resume → ended (n=undefined, i=undefined, sum=undefined, got=undefined)']);
});
