import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSource, type RegisterOptions } from '@fiberc/transform/node';
import { Failure } from './failure.ts';

interface RunFlags {
  readonly include: readonly string[];
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
  const options: RegisterOptions = {
    ...flags,
    // The copy of the runtime that the program depends on, or else ours.
    runtimeFrom: [entry, fileURLToPath(import.meta.url)],
  };
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
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (...result) => done(result));
  });
  stop();
  // What killed the program kills us, so that a shell sees the same.
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
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
