// Runs command lines the way a package script does: at the root of the
// workspace, with the installed tools (and the installed Node) first on PATH.
import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../', import.meta.url));

/** Runs a command line and returns its exit code. */
export function shell(command) {
  const { status } = spawnSync(command, { cwd: root, stdio: 'inherit', shell: true, env });
  return status ?? 1;
}

const env = {
  ...process.env,
  PATH: `${root}node_modules/.bin${delimiter}${process.env.PATH ?? ''}`,
};
