/** The one place that reads and analyses a program: every command that knows whole programs starts here. */
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type AnalyzeOptions, analyze, type Program } from '@fiberc/transform/analyze';
import { isSource, openFacts, packageMatcher } from '@fiberc/transform/node';
import { describe, Failure, isLocated } from '../failure.ts';
import { show } from '../outputs.ts';
import { createResolver, type Missing } from './resolver.ts';
import { typesOf } from './types.ts';

/** What the command line offers of the options of the analysis. */
export interface ProgramFlags {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** The tsconfig.json of a program whose types are asked. */
  readonly types?: string | undefined;
}

export interface LoadedProgram extends Program {
  /** Absolute paths, as in everything else. */
  readonly entries: readonly string[];
  readonly missing: readonly Missing[];
}

/**
 * Reads a program from its entry points on, and decides for each of its functions.
 *
 * @throws Failure if an entry does not exist, or a module cannot be parsed
 */
export function loadProgram(
  entries: readonly string[],
  { include = [], exclude = [], types }: ProgramFlags,
  known?: NonNullable<AnalyzeOptions['cache']>,
): LoadedProgram {
  const files = entries.map((entry) => existing(entry));
  const cache = known ?? openFacts(dirname(files[0] ?? process.cwd()));
  const resolver = createResolver(packageMatcher(exclude));
  const isIncluded = packageMatcher(include);
  try {
    const program = analyze(files, resolver, {
      cache,
      ...(types !== undefined && { types: typesOf(types) }),
      // Asked for when all modules are read: only then it is known what a pattern matches.
      get include() {
        return [...resolver.packages].filter(isIncluded);
      },
    });
    return { ...program, entries: files, missing: resolver.missing };
  } catch (error) {
    if (isLocated(error)) throw new Failure(describe(error, show));
    throw error;
  }
}

function existing(entry: string): string {
  const file = resolve(entry);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Failure(`no such file: ${entry}`);
  }
  if (!isSource(file)) throw new Failure(`${entry} is not a JavaScript or TypeScript file`);
  // As modules are found by what they import.
  return realpathSync(file);
}

/**
 * The same where the program is to be compiled anyway: if it cannot be analysed, it is compiled without, and why is told.
 */
export function tryProgram(
  entries: readonly string[],
  flags: ProgramFlags,
  tell: (why: string) => void,
  cache?: NonNullable<AnalyzeOptions['cache']>,
): LoadedProgram | null {
  try {
    return loadProgram(entries, flags, cache);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell(
      `the program could not be analysed: every function that may suspend is compiled\n${error.message}`,
    );
  }
  return null;
}
