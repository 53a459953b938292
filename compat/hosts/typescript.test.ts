import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

// A whole TypeScript compiler starts in each test.
vi.setConfig({ testTimeout: 120_000 });

const require = createRequire(import.meta.url);
const tspc = join(dirname(require.resolve('ts-patch/package.json')), 'bin/tspc.js');
const source = '--conditions=fiberc-source';

// Inside the workspace, so that the packages are found.
const cache = fileURLToPath(new URL('./.cache/', import.meta.url));

const PULL = `import { current } from '@fiberc/runtime';

interface Item {
  readonly value: number;
}

enum Limit {
  Last = 3,
}

export function numbers(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    give(item);
    sum += item.value;
  }
  return sum;
}

function give({ value }: Item): void {
  if (value === Limit.Last) throw new Error('three');
  current().parent!.switch(value);
}
`;
const MAIN = `import { Fiber } from '@fiberc/runtime';
import { numbers } from './pull.js';

const fiber = new Fiber(numbers, [[{ value: 1 }, { value: 2 }, { value: 3 }]]);
console.log(fiber.switch(), fiber.switch());
fiber.switch();
`;

interface Settings {
  readonly type?: 'module' | 'commonjs';
  readonly options?: object;
  readonly plugin?: object;
  readonly files?: Readonly<Record<string, string>>;
}

/** A TypeScript project with our transformer. */
function project({ type = 'module', options, plugin, files }: Settings) {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(cache);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const own = { transform: '@fiberc/transform/typescript', transformProgram: true, ...plugin };
  const config = {
    compilerOptions: {
      rootDir: 'src',
      outDir: 'dist',
      module: 'nodenext',
      target: 'es2023',
      sourceMap: true,
      declaration: true,
      types: ['node'],
      plugins: [own],
      ...options,
    },
    include: ['src'],
  };
  const all = {
    'package.json': JSON.stringify({ type }),
    'tsconfig.json': JSON.stringify(config),
    ...(files ?? { 'src/main.ts': MAIN, 'src/pull.ts': PULL }),
  };
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(all)) write(name, text);
  const node = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [source, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  return {
    write,
    node,
    tspc: (...args: readonly string[]) => node(tspc, ...args),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    exists: (name: string) => existsSync(join(folder, name)),
  };
}

const built = { status: 0, stdout: '', stderr: '' };

/** Runs the output; an error that was thrown after suspending has to name the line in the source. */
function expectToWork({ node }: ReturnType<typeof project>, mapped = true): void {
  const { status, stdout, stderr } = node('--enable-source-maps', 'dist/main.js');
  expect(stdout).toBe('1 2\n');
  expect(stderr).toContain('Error: three');
  if (mapped) expect(stderr).toMatch(/src[\\/]pull\.ts:21:/);
  expect(status).toBe(1);
}

describe.each(['module', 'commonjs'] as const)('tspc, %s', (type) => {
  test('compiles what TypeScript emits, and the maps lead back to the source', () => {
    const p = project({ type });
    expect(p.tspc()).toEqual(built);
    const load = type === 'module' ? 'import { load as $load }' : 'require("@fiberc/runtime/abi")';
    expect(p.read('dist/pull.js')).toContain(load);
    expect(p.read('dist/pull.js').match(/sourceMappingURL=pull\.js\.map\n$/g)).toHaveLength(1);
    expect(JSON.parse(p.read('dist/pull.js.map'))).toMatchObject({
      version: 3,
      file: 'pull.js',
      sources: ['../src/pull.ts'],
    });
    expect(p.read('dist/pull.d.ts')).not.toContain('$');
    expectToWork(p);
  });

  test('inline maps', () => {
    const p = project({ type, options: { sourceMap: false, inlineSourceMap: true } });
    expect(p.tspc()).toEqual(built);
    expect(p.exists('dist/pull.js.map')).toBe(false);
    expectToWork(p);
  });

  test('no maps', () => {
    const p = project({ type, options: { sourceMap: false } });
    expect(p.tspc()).toEqual(built);
    expect(p.read('dist/pull.js')).not.toContain('sourceMappingURL');
    expectToWork(p, false);
  });
});

const REFUSED = `interface Big {
  n: number;
}

export class Wait extends Array { constructor(callback: (n: number) => void, big: Big) { super();
  callback(eval('big.n'));
} }
`;

test('what cannot be compiled is a diagnostic at its place in the source; nothing is written', () => {
  const p = project({ files: { 'src/fine.ts': PULL, 'src/refused.ts': REFUSED } });
  const { status, stdout } = p.tspc();
  expect(status).not.toBe(0);
  expect(stdout).toMatch(/^src\/refused\.ts\(6,\d+\): error TS990001: .*\[ERR_FIBERC_\w+\]\n$/);
  expect(p.exists('dist')).toBe(false);
});

test('an incremental build remembers such an error, and gets over it', () => {
  const p = project({ files: { 'src/refused.ts': REFUSED }, options: { incremental: true } });
  expect(p.tspc().stdout).toContain('TS990001');
  expect(p.tspc().stdout).toContain('TS990001');
  p.write('src/refused.ts', REFUSED.replace("eval('big.n')", 'big.n'));
  expect(p.tspc()).toEqual(built);
  expect(p.read('dist/refused.js')).toContain('@fiberc/runtime/abi');
});

test('options come from the entry in tsconfig.json', () => {
  const p = project({ files: { 'src/refused.ts': REFUSED }, plugin: { unsupported: 'barrier' } });
  expect(p.tspc()).toEqual(built);
});

test('stack traces, where the entry asks for them', () => {
  const p = project({ plugin: { stacks: true } });
  expect(p.tspc()).toEqual(built);
  expect(p.read('dist/pull.js')).toContain('@fiberc/runtime/stack');
  expectToWork(p);
  // What is captured is on no stack of the engine's.
  expect(p.node('--enable-source-maps', 'dist/main.js').stderr).toMatch(
    /at numbers \(.*src[\\/]pull\.ts:14:/,
  );
});

test.each([
  [{ stack: true }, "there is no option 'stack'"],
  [{ stacks: 'yes' }, "option 'stacks' must be true or false, not 'yes'"],
  [{ program: true, decisions: 'fibers.json' }, 'give one'],
])('a wrong option is told, %j', (plugin, message) => {
  const p = project({ plugin });
  const { status, stderr } = p.tspc();
  expect(stderr).toContain(`OptionsError: @fiberc/transform/typescript: `);
  expect(stderr).toContain(message);
  expect(status).not.toBe(0);
  expect(p.exists('dist')).toBe(false);
});

describe('whole program', () => {
  const TOOLS = `import { current } from '@fiberc/runtime';

export const double = (x: number): number => [x].map((one) => one * 2)[0] ?? 0;

export function each(list: readonly number[], f: (x: number) => void): void {
  for (const one of list) f(one);
}

export const pause = (x: number): void => void current().parent!.switch(x);
`;
  const program = (each: string) => `import { Fiber } from '@fiberc/runtime';
import { double, each, pause } from './tools.js';

export function work(): void {
  ${each};
}

const fiber = new Fiber(work);
console.log(double(4), fiber.switch());
`;
  const files = { 'src/tools.ts': TOOLS, 'src/main.ts': program('each([1], pause)') };
  const compiled = (text: string): readonly string[] =>
    [...text.matchAll(/function (\w+)\$r\(/g)].map(([, name]) => name as string).sort();

  test.each([
    { target: 'es2015', lib: ['es2023'], sourceMap: true },
    { target: 'es2023', sourceMap: false },
  ])('compiles what is on the way, $target', (options) => {
    const p = project({ files, plugin: { program: true }, options });
    expect(p.tspc()).toEqual(built);
    expect(p.exists('dist/main.js.map')).toBe(options.sourceMap);
    expect(compiled(p.read('dist/tools.js'))).toEqual(['each', 'pause']);
    expect(compiled(p.read('dist/main.js'))).toEqual(['work']);
    expect(p.node('dist/main.js')).toEqual({ status: 0, stdout: '8 1\n', stderr: '' });
  });

  test.each([
    { title: 'incremental', options: { incremental: true, sourceMap: false }, args: [] },
    { title: 'build mode', options: { composite: true }, args: ['-b'] },
  ])('writes files again of which is decided otherwise, $title', ({ options, args }) => {
    const calm = { ...files, 'src/main.ts': program('each([1], double); pause(1)') };
    const p = project({ files: calm, plugin: { program: true }, options });
    expect(p.tspc(...args)).toEqual(built);
    expect(compiled(p.read('dist/tools.js'))).toEqual(['pause']);
    p.write('src/main.ts', files['src/main.ts']);
    expect(p.tspc(...args)).toEqual(built);
    expect(compiled(p.read('dist/tools.js'))).toEqual(['each', 'pause']);
    expect(p.node('dist/main.js').stdout).toBe('8 1\n');
  });
});
