import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSource, type RegisterOptions } from '@fiberc/transform/node';
import pc from 'picocolors';
import { Failure } from './failure.ts';
import { decisionsText } from './program/decisions.ts';
import { type ProgramFlags, tryProgram } from './program/load.ts';

interface RunFlags {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly types?: string;
  /** Whether the program is analysed first. */
  readonly analyze: boolean;
  readonly mode?: 'development' | 'production';
  readonly unsupported?: 'error' | 'barrier';
  readonly implicit?: 'none' | 'accessors' | 'conversions';
  readonly barriers?: 'late' | 'exact' | 'nested';
}

/**
 * `fiberc run`: the program gets a Node process of its own, with our loader in it, so that it finds
 * everything as Node would have given it: `process.argv`, `require.main`, workers, exit codes.
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  flags: RunFlags,
): Promise<void> {
  const entry = resolve(file);
  if (statSync(entry, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Failure(`no such file: ${file}`);
  }
  if (!isSource(entry)) throw new Failure(`${file} is not a JavaScript or TypeScript file`);
  if (process.versions.bun !== undefined) {
    throw new Failure('fiberc run needs Node; compile with "fiberc compile" and run that with Bun');
  }
  const { analyze, exclude, types, ...rest } = flags;
  const stored = analyze ? storeDecisions(entry, { include: rest.include, exclude, types }) : null;
  const options: RegisterOptions = {
    ...rest,
    ...(stored && { decisions: stored.file }),
    // The copy of the runtime that the program depends on, or else ours.
    runtimeFrom: [entry, fileURLToPath(import.meta.url)],
  };
  const run = runIn(entry, options, args);
  const [code, signal] = await run.finally(() => stored?.remove());
  // What killed the program kills us, so that a shell sees the same.
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}

type Exit = readonly [code: number | null, signal: NodeJS.Signals | null];

/** In a file of its own: workers and forks of the program want to read it, too. */
function storeDecisions(entry: string, flags: ProgramFlags) {
  const program = tryProgram([entry], flags, (why) =>
    console.error(`${pc.yellow('note:')} ${why}`),
  );
  if (program === null) return null;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-run-')));
  const file = join(folder, 'fiber.decisions.json');
  writeFileSync(file, decisionsText(program, file));
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function runIn(
  entry: string,
  options: RegisterOptions,
  args: readonly string[],
): Promise<Exit> {
  // In the address, not in the environment: workers and forks inherit it, other programs do not.
  const loader = new URL(import.meta.resolve('@fiberc/transform/register'));
  loader.searchParams.set('options', JSON.stringify(options));
  const child = spawn(
    process.execPath,
    [...process.execArgv, '--import', loader.href, entry, ...args],
    { stdio: ['inherit', 'inherit', 'inherit', ...(process.send ? (['ipc'] as const) : [])] },
  );
  relayMessages(child);
  const stop = relaySignals(child);
  const exit = new Promise<Exit>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (...result) => done(result));
  });
  return exit.finally(stop);
}

type Child = ReturnType<typeof spawn>;

/** Whoever forked us talks to the program. */
function relayMessages(child: Child): void {
  if (!process.send) return;
  process.on('message', (message) => child.connected && child.send(message as object));
  process.on('disconnect', () => child.connected && child.disconnect());
  child.on('message', (message) => process.send?.(message));
  child.on('disconnect', () => process.connected && process.disconnect());
}

/** We outlive the program. A terminal sends its signals to both of us, so those are not repeated. */
function relaySignals(child: Child): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
  const relay = (signal: NodeJS.Signals) => {
    if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, relay);
  return () => {
    for (const signal of signals) process.off(signal, relay);
  };
}
