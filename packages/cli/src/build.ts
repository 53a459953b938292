import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { compileFile } from '@fiberc/transform';
import type { Decisions } from '@fiberc/transform/node';
import { describe, isLocated } from './failure.ts';
import { rewriteImports } from './imports.ts';
import type { Input } from './inputs.ts';
import { rebase } from './maps.ts';
import { destination, type Output, show } from './outputs.ts';

/** What the command line offers of the compiler's options. */
export interface BuildOptions {
  readonly out: string;
  readonly mode?: 'development' | 'production';
  readonly unsupported?: 'error' | 'barrier';
  readonly implicit?: 'none' | 'accessors' | 'conversions';
  readonly barriers?: 'late' | 'exact' | 'nested';
  readonly verify?: boolean;
  /** Null: each file is compiled for itself. */
  readonly decisions: Decisions | null;
}

export interface Built {
  readonly outputs: readonly Output[];
  /** How many functions can be suspended. */
  readonly functions: number;
}

/** Compiles or copies one file, in memory. */
export function buildFile(input: Input, { out, decisions, ...options }: BuildOptions): Built {
  const file = destination(input, out);
  const mode = statSync(input.file).mode & 0o777;
  if (input.kind === 'declaration') {
    return { outputs: [{ file, content: readFileSync(input.file), mode }], functions: 0 };
  }
  const source = readFileSync(input.file, 'utf8');
  const decided = decisions?.get(realpathSync(input.file));
  const result = compileFile(source, {
    ...options,
    ...(decided && { decisions: decided }),
    filename: input.file,
  });
  const map = { ...rebase(result.map, input.file, file), file: basename(file) };
  const code = rewriteImports(result.code.trimEnd());
  return {
    outputs: [
      { file, content: `${code}\n//# sourceMappingURL=${encodeURI(basename(file))}.map\n`, mode },
      { file: `${file}.map`, content: JSON.stringify(map) },
    ],
    functions: result.functions.length,
  };
}

export interface Batch {
  readonly built: ReadonlyMap<Input, Built>;
  /** One text for each file that could not be compiled. */
  readonly errors: readonly string[];
}

/** Compiles every file, also after an error: the user wants to see all that is wrong. */
export async function buildAll(
  inputs: readonly Input[],
  build: (input: Input) => Built,
  onFile: (input: Input) => void,
): Promise<Batch> {
  const built = new Map<Input, Built>();
  const errors: string[] = [];
  for (const input of inputs) {
    onFile(input);
    try {
      built.set(input, build(input));
    } catch (error) {
      if (!isLocated(error)) throw new Error(`fiberc failed in ${input.file}`, { cause: error });
      errors.push(describe(error, show));
    }
    // Lets Ctrl-C and the terminal have their turn.
    await new Promise(setImmediate);
  }
  return { built, errors };
}
