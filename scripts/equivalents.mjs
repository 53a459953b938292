// Before tests against the sources: the equivalents of built-ins exist in compiled form only, so they are built if
// they are older than what they are made of.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, shell } from './shell.mjs';

const changed = (path) => statSync(path).mtimeMs;
const newest = (folder) =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => changed(join(entry.parentPath, entry.name))),
  );

export default function setup() {
  const built = join(root, 'packages/runtime/dist/builtins-entry.mjs');
  const sources = ['packages/runtime/src/builtins', 'packages/transform/src'].map((folder) =>
    newest(join(root, folder)),
  );
  if (existsSync(built) && changed(built) > Math.max(...sources)) return;
  if (shell('tsdown --filter @fiberc/runtime') !== 0)
    throw new Error('the equivalents of built-ins could not be built');
}
