import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Failure } from './failure.ts';
import { outputName } from './files.ts';
import type { Input } from './inputs.ts';

/** A file to be written, complete in memory. */
export interface Output {
  readonly file: string;
  readonly content: string | Buffer;
  readonly mode?: number;
}

/** So many problems of one kind are enough to understand it. */
const SHOWN = 5;

/** Where an input goes. */
export function destination(input: Input, out: string): string {
  return resolve(out, input.kind === 'source' ? outputName(input.path) : input.path);
}

/**
 * Refuses, before anything is compiled, whatever would destroy a source or lose an output. Existing
 * destinations are compared by device and inode, so links and the case of letters do not matter.
 */
export function checkDestinations(inputs: readonly Input[], out: string): void {
  const sources = new Map(inputs.map((input) => [identity(input.file), input.file]));
  const taken = new Map<string, string>();
  const problems: string[] = [];
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Failure(`${show(out)} is a file; the output goes to a folder`);
  }
  for (const input of inputs) {
    const file = destination(input, out);
    const source = sources.get(identity(file));
    const other = taken.get(file);
    if (source !== undefined && identity(file) !== undefined) {
      problems.push(`the output ${show(file)} would overwrite the input ${show(source)}`);
    } else if (other !== undefined) {
      problems.push(
        `${show(other)} and ${show(input.file)} would both be written to ${show(file)}`,
      );
    } else if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      problems.push(`the output ${show(file)} is a folder`);
    }
    taken.set(file, input.file);
  }
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? [`(and ${problems.length - SHOWN} more)`] : [];
  throw new Failure([...problems.slice(0, SHOWN), ...more, 'Nothing was written.'].join('\n'));
}

function identity(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}

/**
 * Writes all or nothing, as far as a file system allows: everything goes to temporary names first,
 * and is renamed only when the last byte is on disk.
 */
export function writeAll(outputs: readonly Output[]): void {
  const created: string[] = [];
  const temporary: string[] = [];
  try {
    for (const { file, content, mode } of outputs) {
      const first = mkdirSync(dirname(file), { recursive: true });
      if (first !== undefined) created.push(...foldersBetween(first, dirname(file)));
      const name = `${file}.${process.pid}.tmp`;
      temporary.push(name);
      writeFileSync(name, content);
      if (mode !== undefined) chmodSync(name, mode);
    }
    outputs.forEach(({ file }) => {
      renameSync(`${file}.${process.pid}.tmp`, file);
    });
  } catch (error) {
    for (const name of temporary) rmSync(name, { force: true });
    for (const folder of created.reverse()) removeIfEmpty(folder);
    throw new Failure(`cannot write the output: ${(error as Error).message}`);
  }
}

function foldersBetween(first: string, last: string): string[] {
  const folders = [first];
  for (const part of relative(first, last).split(/[\\/]/)) {
    if (part !== '') folders.push(join(folders.at(-1) ?? first, part));
  }
  return folders;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody put something there; it is theirs now.
  }
}

/** Paths as the user would type them. */
export function show(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') || short === '' ? file : short;
}
