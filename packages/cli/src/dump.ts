import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { compileFile, passes } from '@fiberc/transform';
import { isSource } from '@fiberc/transform/node';
import { describe, Failure, isLocated } from './failure.ts';
import { show } from './outputs.ts';

interface DumpFlags {
  readonly after?: string;
  readonly mode?: 'development' | 'production';
  readonly unsupported?: 'error' | 'barrier';
  readonly implicit?: 'none' | 'accessors' | 'conversions';
  readonly barriers?: 'late' | 'exact' | 'nested';
}

/** `fiberc dump`: the text after a pass, also when a later pass refuses the file. */
export function dumpCommand(
  file: string,
  { after = passes.at(-1) ?? '', ...options }: DumpFlags,
  usage: (message: string) => never,
): void {
  if (!passes.some((pass) => pass === after)) {
    usage(`error: no pass is called '${after}'; the passes are ${passes.join(', ')}`);
  }
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Failure(`no such file: ${file}`);
  }
  if (!isSource(path)) throw new Failure(`${file} is not a JavaScript or TypeScript file`);
  const source = readFileSync(path, 'utf8');
  try {
    compileFile(source, {
      ...options,
      filename: path,
      onPass: (pass, text) => {
        if (pass === after) process.stdout.write(`${text().trimEnd()}\n`);
      },
    });
  } catch (error) {
    if (isLocated(error)) throw new Failure(describe(error, show));
    throw error;
  }
}
