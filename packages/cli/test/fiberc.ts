import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const flags = ['--conditions=fiberc-source', main];

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly folder: string;
  read(file: string): string;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs fiberc in the folder. */
  fiberc(...args: readonly string[]): Result;
  start(...args: readonly string[]): ReturnType<typeof spawn>;
}

const environment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

/** A folder with files in it, far from every node_modules; it goes when the test ends. */
export function project(files: Readonly<Record<string, string>>): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write: Project['write'] = (files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write(files);
  return {
    folder,
    write,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    fiberc: (...args) => run(process.execPath, [...flags, ...args], folder),
    start(...args) {
      const child = spawn(process.execPath, [...flags, ...args], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      onTestFinished(() => void child.kill());
      return child;
    },
  };
}

export function run(command: string, args: readonly string[], cwd: string): Result {
  const result = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8' });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}
