/** Plays a scenario in an engine: what was to be seen, and what was. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './inspector.ts';
import { attach } from './play.ts';
import { type Mode, writeProgram } from './program.ts';
import type { Scenario } from './scenarios.ts';
import { readMap } from './source-map.ts';

export interface Entry {
  readonly expected: readonly string[];
  readonly seen: readonly string[];
}

interface Options {
  readonly mode: Mode;
  /** Breakpoints in every body that a line has become part of. */
  readonly everywhere: boolean;
}

const linesOf = (source: string): ReadonlyMap<string, number> =>
  new Map(
    source.split('\n').flatMap((line, index) => {
      const name = /\/\/ @([\w-]+)$/.exec(line)?.[1];
      return name === undefined ? [] : [[name, index + 1] as const];
    }),
  );

const written = (
  action: string,
  at: string,
  variables: Readonly<Record<string, unknown>>,
): string => {
  const values = Object.entries(variables).map(([name, value]) => `${name}=${String(value)}`);
  return `${action} → ${at}${values.length > 0 ? ` (${values.join(', ')})` : ''}`;
};

export async function playScenario(
  { source, breakpoints, exceptions = 'none', steps, callers }: Scenario,
  engine: Engine,
  root: string,
  { mode = 'development', everywhere = true }: Partial<Options> = {},
): Promise<Entry> {
  const lines = linesOf(source);
  const lineOf = (name: string): number => {
    const line = lines.get(name);
    if (line === undefined) throw new Error(`no line @${name}`);
    return line;
  };
  const placed = (at: string): string =>
    at.replace(/(?<=:)[\w-]+$/, (name) => String(lineOf(name)));
  const folder = mkdtempSync(join(tmpdir(), 'fiberc-debugger-'));
  try {
    const { text, map } = writeProgram(folder, root, source, mode);
    const inspector = await engine.open(folder);
    try {
      const { act } = await attach(inspector, {
        text,
        map: readMap(map),
        breakpoints: breakpoints.map(lineOf),
        everywhere,
        exceptions,
      });
      const expected: string[] = [];
      const seen: string[] = [];
      for (const [index, [action, at, variables = {}]] of steps.entries()) {
        expected.push(written(action, placed(at), variables));
        const pause = await act(action);
        const shown = Object.keys(variables).map((name) => [name, pause.variables[name]] as const);
        seen.push(written(action, pause.at, Object.fromEntries(shown)));
        if (pause.at === 'ended') break;
        if (callers === undefined || index < steps.length - 1) continue;
        expected.push(`called from ${callers.map(placed).join(', ')}`);
        seen.push(`called from ${pause.callers.join(', ')}`);
      }
      return { expected, seen };
    } finally {
      await inspector.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
