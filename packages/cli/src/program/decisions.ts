/** Writes decisions files, and reads those that have to be true. */
import { existsSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type { Program } from '@fiberc/transform/analyze';
import { type Decisions, type StoredFunction, staleIn } from '@fiberc/transform/node';
import { count } from '../count.ts';
import { Failure } from '../failure.ts';
import { show } from '../outputs.ts';
import { loadStored } from './stored.ts';

/** A program's decisions as the text of a decisions file. The same program gives the same text. */
export function decisionsText({ version, precision, modules }: Program, file: string): string {
  const folder = dirname(file);
  const sorted = modules
    .map((module) => ({ ...module, file: portable(relative(folder, module.file)) }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const texts = sorted.map(({ file, hash, functions }) => {
    const lines = functions.map((one) => `        ${JSON.stringify(one, [...STORED])}`);
    const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n      ]`;
    return `    {\n      "file": ${JSON.stringify(file)},\n      "hash": ${JSON.stringify(hash)},\n      "functions": ${list}\n    }`;
  });
  return `{\n  "version": ${version},\n  "precision": ${JSON.stringify(precision)},\n  "modules": [\n${texts.join(',\n')}\n  ]\n}\n`;
}

/** What is written of a function, in this order. */
const STORED: readonly (keyof StoredFunction)[] = [
  'name',
  'line',
  'column',
  'start',
  'end',
  'decision',
  'reason',
];

const portable = (path: string): string => path.split(sep).join('/');

/**
 * @throws Failure as `loadStored`, or if any of its modules is another one by now: what is decided for a module rests on all of them
 */
export function readDecisions(file: string): Decisions {
  const decisions = loadStored(file);
  const changed = staleIn(decisions);
  if (changed.length > 0) {
    const more = changed.length > 1 ? ` and ${count(changed.length - 1, 'more file')}` : '';
    throw new Failure(
      `${show(file)} is out of date: it was made from another text of ${show(changed[0]?.file ?? '')}${more} ` +
        '[ERR_FIBERC_STALE_DECISIONS]\nWrite it again with "fiberc analyze".',
    );
  }
  return decisions;
}

/** What is at a path may be written over: there is nothing yet, or something that we wrote. */
export function isOurs(file: string): boolean {
  if (!existsSync(file)) return true;
  try {
    loadStored(file);
    return true;
  } catch {
    return false;
  }
}
