/** What is collected, and what happens at the exit: observed in processes of their own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const node = (
  flags: string[],
  file: string,
): { stdout: string; stderr: string; status: number | null } =>
  spawnSync(
    process.execPath,
    ['--conditions=fiberc-source', ...flags, fileURLToPath(new URL(file, import.meta.url))],
    { encoding: 'utf8' },
  );

const child = node(['--expose-gc'], './collected.ts');
if (child.status !== 0) throw new Error(child.stderr);
const report = JSON.parse(child.stdout) as {
  readonly collected: Readonly<Record<string, boolean>>;
  readonly gone: readonly string[];
  readonly stay: readonly string[];
  readonly finallyRan: number;
  readonly runs: boolean;
};

describe('G1 G3 G4 G6 E11 P13 collected', () => {
  test.each(report.gone)('%s', (name) => {
    expect(report.collected[name]).toBe(true);
  });
});

describe('G6 P13 not collected', () => {
  test.each(report.stay)('%s', (name) => {
    expect(report.collected[name]).toBe(false);
  });
});

describe('memory', () => {
  test('G1 nothing of a dropped fiber runs', () => {
    expect(report.finallyRan).toBe(0);
  });

  test('G5 the running fiber needs no reference', () => {
    expect(report.runs).toBe(true);
  });

  test('G7 exit with suspended fibers: silent', () => {
    const { status, stdout, stderr } = node([], './exit.ts');
    expect([status, stdout, stderr]).toEqual([0, 'suspended\n', '']);
  });

  test('E9 an exception that nobody catches is an ordinary uncaught one', () => {
    const { status, stderr } = node([], './uncaught.ts');
    expect(status).toBe(1);
    expect(stderr).toContain('Error: from a fiber');
  });
});
