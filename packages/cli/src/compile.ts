import { resolve } from 'node:path';
import pc from 'picocolors';
import { type BuildOptions, buildAll, buildFile } from './build.ts';
import { count } from './count.ts';
import { Failure } from './failure.ts';
import { findInputs } from './inputs.ts';
import { checkDestinations, show, writeAll } from './outputs.ts';
import { type ChoiceFlags, chooser } from './program/choose.ts';
import { showProgress } from './progress.ts';
import { watchInputs } from './watch.ts';

export interface CompileFlags extends Omit<BuildOptions, 'decisions'>, ChoiceFlags {
  readonly watch?: boolean;
}

/** `fiberc compile`: reads and compiles everything before it writes anything. */
export async function compileCommand(args: readonly string[], flags: CompileFlags): Promise<void> {
  const { watch, decisions, entry, include, exclude, types, ...rest } = flags;
  const options = { ...rest, out: resolve(rest.out) };
  const choose = chooser({ decisions, entry, include, exclude, types }, note);
  if (watch) return watchInputs(args, options, choose);

  const started = performance.now();
  const choice = choose();
  const { files } = findInputs(choice.paths(args), options.out);
  checkDestinations(files, options.out);
  const progress = showProgress(files.length);
  const { built, errors } = await buildAll(
    files,
    (input) => buildFile(input, { ...options, decisions: choice.decisions }),
    progress.file,
  ).finally(progress.end);
  if (errors.length > 0) throw new Failure(reportErrors(errors, files.length));

  const results = [...built.values()];
  writeAll(results.flatMap((result) => result.outputs));
  const functions = results.reduce((sum, result) => sum + result.functions, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  choice.tellOmitted(files);
  console.log(
    `${pc.green('compiled')} ${count(files.length, 'file')} into ${show(options.out)}: ` +
      `${count(functions, 'function')} can be suspended (${seconds} s)`,
  );
}

const note = (text: string): void => console.error(`${pc.yellow('note:')} ${text}`);

export function reportErrors(errors: readonly string[], total: number): string {
  const broken = `${errors.length} of ${count(total, 'file')} could not be compiled`;
  return `${errors.join('\n\n')}\n\n${broken}; nothing was written.`;
}
