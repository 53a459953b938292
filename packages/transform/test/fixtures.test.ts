// Compiles every fixture in every variant and runs it in every mode, on the
// engine that runs this test. What a mode is stands in fixtures/README.md.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/entries/index.ts';

interface Verdict {
  readonly fixture: string;
  readonly mode: string;
  readonly verdict: 'pass' | 'fail' | 'skip';
  readonly detail?: string;
  /** The single suspensions that failed. */
  readonly k?: readonly number[];
  readonly ticks?: number;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const output = join(root, 'node_modules/.cache/fixtures/source');

/** Runs a script of fixtures/ against the sources and returns what it prints, whatever its exit code. */
async function script(name: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: root, maxBuffer: 2 ** 28 };
  const command = ['--conditions=fiberc-source', join(root, 'fixtures', name), ...args];
  try {
    return (await promisify(execFile)(process.execPath, command, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    if (!stdout) throw new Error(`${name} failed: ${stderr}`, { cause: error });
    return stdout;
  }
}

await script('prepare.mjs', output);
const manifest = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8')) as {
  readonly fixtures: readonly { readonly name: string }[];
};

describe('fixtures', () => {
  const verdicts = new Map<string, readonly Verdict[]>();
  beforeAll(async () => {
    const lines = (await script('runner.mjs', output)).trim().split('\n');
    for (const line of lines) {
      const verdict = JSON.parse(line) as Verdict;
      verdicts.set(verdict.fixture, [...(verdicts.get(verdict.fixture) ?? []), verdict]);
    }
  }, 600_000);

  it.for(manifest.fixtures.map(({ name }) => name))('%s', (name) => {
    const ran = verdicts.get(name) ?? [];
    const failed = ran.filter(({ verdict }) => verdict === 'fail');
    expect(ran).not.toHaveLength(0);
    expect(failed.map(({ mode, k, detail }) => `${mode}${k ? ` k=${k}` : ''}: ${detail}`)).toEqual(
      [],
    );
  });
});

describe('size of the output', () => {
  /** A function with a call on both sides of an inner function, to a depth. */
  const nested = (depth: number): string =>
    depth === 0
      ? 'return f(x);'
      : `const v${depth} = f(${depth}); const g${depth} = function (x) { ${nested(depth - 1)} }; return f(g${depth}(v${depth}));`;
  const size = (depth: number, torture?: 'before' | 'after' | 'entry'): number =>
    compile(`export function top(f, x) { ${nested(depth)} }`, {
      filename: 'nested.js',
      ...(torture ? { torture } : {}),
    }).code.length;

  it.for([undefined, 'before', 'after', 'entry'] as const)(
    'is linear in the depth of nesting (torture: %s)',
    (torture) => {
      const small = size(6, torture) - size(3, torture);
      const large = size(12, torture) - size(6, torture);
      // Names grow a little with their numbers, and each level captures from those around it.
      expect(large / small).toBeLessThan(2 * 1.5);
    },
  );

  it('is linear in the number of loops in a row', () => {
    const loops = (n: number): number =>
      compile(`export function top(f) { ${'for (let i = 0; i < 9; i++) f(i);'.repeat(n)} }`, {
        filename: 'loops.js',
      }).code.length;
    expect((loops(40) - loops(20)) / (loops(20) - loops(10))).toBeLessThan(2 * 1.25);
  });
});
