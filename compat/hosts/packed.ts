import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { run } from './project.ts';

const root = join(import.meta.dirname, '../..');

/** What is published. */
export const packages = ['runtime', 'transform', 'babel-preset', 'cli'] as const;

/** Packs the packages into a folder, as they would be published; the files. */
export function pack(folder: string): readonly string[] {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly packageManager: string;
  };
  for (const name of packages) {
    const packed = run(
      'npx',
      ['--yes', packageManager, 'pack', '--pack-destination', folder],
      join(root, 'packages', name),
    );
    expect(packed.status, packed.stderr).toBe(0);
  }
  return readdirSync(folder).filter((file) => file.endsWith('.tgz'));
}
