import { resolve } from 'node:path';
import pc from 'picocolors';
import { type BuildOptions, buildAll, buildFile } from './build.ts';
import { Failure } from './failure.ts';
import { findInputs } from './inputs.ts';
import { checkDestinations, show, writeAll } from './outputs.ts';
import { showProgress } from './progress.ts';
import { watchInputs } from './watch.ts';

interface CompileFlags extends BuildOptions {
  readonly watch?: boolean;
}

/** `fiberc compile`: reads and compiles everything before it writes anything. */
export async function compileCommand(args: readonly string[], flags: CompileFlags): Promise<void> {
  const { watch, ...options } = { ...flags, out: resolve(flags.out) };
  if (watch) return watchInputs(args, options);

  const started = performance.now();
  const { files } = findInputs(args, options.out);
  checkDestinations(files, options.out);
  const progress = showProgress(files.length);
  const { built, errors } = await buildAll(
    files,
    (input) => buildFile(input, options),
    progress.file,
  ).finally(progress.end);
  if (errors.length > 0) throw new Failure(reportErrors(errors, files.length));

  const results = [...built.values()];
  writeAll(results.flatMap((result) => result.outputs));
  const functions = results.reduce((sum, result) => sum + result.functions, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${pc.green('compiled')} ${count(files.length, 'file')} into ${show(options.out)}: ` +
      `${count(functions, 'function')} can be suspended (${seconds} s)`,
  );
}

export function reportErrors(errors: readonly string[], total: number): string {
  const broken = `${errors.length} of ${count(total, 'file')} could not be compiled`;
  return `${errors.join('\n\n')}\n\n${broken}; nothing was written.`;
}

export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
