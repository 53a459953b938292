import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const programs = join(import.meta.dirname, '../engines/programs');

/** What the tests use of @babel/core, whichever major it is. */
export interface Babel {
  readonly version: string;
  transformSync(
    code: string,
    options: {
      readonly filename: string;
      readonly plugins: string[];
      readonly configFile: false;
      readonly babelrc: false;
    },
  ): { readonly code?: string | null | undefined } | null;
}

/** Compiles the programs with the plugin, named as a user would name it, and runs them. */
export function runsInside(babel: Babel, home: string, major: string): void {
  test(`is Babel ${major}`, () => {
    expect(babel.version.split('.')[0]).toBe(major);
  });

  const files = readdirSync(programs).filter((file) => !file.endsWith('.log'));
  test.each(files)('%s', (file) => {
    const result = babel.transformSync(readFileSync(join(programs, file), 'utf8'), {
      filename: join(home, file),
      plugins: ['module:@fiberc/transform/babel'],
      configFile: false,
      babelrc: false,
    });
    const compiled = join(home, 'dist', file);
    mkdirSync(join(home, 'dist'), { recursive: true });
    writeFileSync(compiled, result?.code ?? '');

    const { stdout, stderr } = spawnSync(process.execPath, [compiled], { encoding: 'utf8' });
    const log = join(programs, basename(file).replace(/\.[^.]+$/, '.log'));
    expect({ stdout, stderr }).toEqual({ stdout: readFileSync(log, 'utf8'), stderr: '' });
  });
}
