import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

const here = import.meta.dirname;
const root = join(here, '../..');
const fixture = join(root, 'fixtures/hosts');

export const expected = readFileSync(join(fixture, 'expected.txt'), 'utf8');
export const expectedOther = readFileSync(join(fixture, 'expected.other.txt'), 'utf8');

/** A copy of the project, installed as pnpm would: each package finds only what it depends on. */
export interface Project {
  readonly folder: string;
  readonly app: string;
}

export function installProject(): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-hosts-')));
  const packages = join(folder, 'packages');
  for (const name of ['app', 'queue'])
    cpSync(join(fixture, name), join(packages, name), { recursive: true });
  const stored = join(folder, 'store/leafwalk/node_modules/leafwalk');
  cpSync(join(fixture, 'leafwalk'), stored, { recursive: true });
  const runtime = join(folder, 'store/runtime/node_modules/@fiberc/runtime');
  mkdirSync(runtime, { recursive: true });
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, 'packages/runtime', part), join(runtime, part), { recursive: true });
  const app = join(packages, 'app');
  link(runtime, join(app, 'node_modules/@fiberc/runtime'));
  link(runtime, join(packages, 'queue/node_modules/@fiberc/runtime'));
  link(join(packages, 'queue'), join(app, 'node_modules/@shop/queue'));
  link(stored, join(app, 'node_modules/leafwalk'));
  return { folder, app };
}

/** As a developer's dependency: the built package, with what it depends on beside it. */
export function installCompiler({ app, folder }: Project): string {
  const home = join(folder, 'store/transform/node_modules');
  const compiler = join(home, '@fiberc/transform');
  const source = join(root, 'packages/transform');
  mkdirSync(compiler, { recursive: true });
  for (const part of ['package.json', 'dist'])
    cpSync(join(source, part), join(compiler, part), { recursive: true });
  symlinkSync(join(source, 'node_modules'), join(compiler, 'node_modules'), 'dir');
  link(compiler, join(app, 'node_modules/@fiberc/transform'));
  return compiler;
}

export const removeProject = ({ folder }: Project): void =>
  rmSync(folder, { recursive: true, force: true });

function link(to: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(relative(dirname(at), to), at, 'dir');
}

/** The engines that are there: on other platforms only the one that runs the tests. */
export const engines: readonly { readonly name: string; readonly node: string }[] = [
  ...['20', '22', '26'].flatMap((major) => {
    const node = join(root, `engines/node_modules/node${major}/bin/node`);
    return existsSync(node) ? [{ name: `Node ${major}`, node }] : [];
  }),
  { name: `Node ${process.versions.node.split('.')[0]}`, node: process.execPath },
];

export const bun = join(root, 'engines/node_modules/@oven/bun-linux-x64/bin/bun');

/** There on Linux x64 alone. */
export const deno = join(root, 'engines/node_modules/@deno/linux-x64-glibc/deno');

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Run {
  const { NODE_ENV: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...inherited, NO_COLOR: '1', ...env },
  });
  return { stdout, stderr, status };
}

/**
 * The lines of an output, in which places of built files have become places of the sources, as
 * `at report.ts:7:9`, so that they can be compared.
 */
export function traced(output: string): string {
  return output.replaceAll(
    /^(?:at |[^\n@]*@).*?((?:file:\/\/|\/)[^\n]*?):(\d+):(\d+)\)?$/gm,
    (_, place: string, line: string, column: string) => {
      const file = (
        place.startsWith('file:') ? fileURLToPath(place.replace(/\?.*/, '')) : place
      ) as string;
      const mapFile = `${file}.map`;
      if (!existsSync(mapFile)) return `at ${file.split('/').at(-1)}:${line}:${column}`;
      const map = new TraceMap(JSON.parse(readFileSync(mapFile, 'utf8')));
      const at = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
      return `at ${at.source?.split('/').at(-1)}:${at.line}:${(at.column ?? -1) + 1}`;
    },
  );
}
