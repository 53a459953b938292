/** `fiberc check`: the barriers that a program can meet, before it runs. */
import pc from 'picocolors';
import { count } from './count.ts';
import { Failure } from './failure.ts';
import { show } from './outputs.ts';
import { frameOf } from './program/frame.ts';
import { placeOf } from './program/functions.ts';
import { type LoadedProgram, loadProgram, type ProgramFlags } from './program/load.ts';

interface CheckFlags extends ProgramFlags {
  readonly verbose?: boolean;
  readonly json?: boolean;
  /** So many barriers, and warnings, are accepted. */
  readonly maxBarriers: number;
  readonly maxWarnings: number;
}

/** @throws Failure if there is more than what is accepted */
export function checkCommand(entries: readonly string[], flags: CheckFlags): void {
  const { verbose = false, json = false, maxBarriers, maxWarnings, ...rest } = flags;
  const program = loadProgram(entries, rest);
  const { barriers, warnings } = program;
  if (json) console.log(JSON.stringify(facts(program), null, 2));
  else tell(program, verbose);
  if (barriers.length > maxBarriers) {
    throw new Failure(`${count(barriers.length, 'barrier')}, ${maxBarriers} accepted`);
  }
  if (warnings.length > maxWarnings) {
    throw new Failure(`${count(warnings.length, 'warning')}, ${maxWarnings} accepted`);
  }
}

const facts = ({ precision, barriers, warnings, unresolved, missing }: LoadedProgram): object => ({
  version: 1,
  precision,
  barriers: barriers.map((one) => ({ ...shown(one), given: shown(one.given) })),
  warnings: warnings.map(shown),
  unresolved: unresolved.map(shown),
  missing: missing.map(({ specifier, importer }) => ({ specifier, importer: show(importer) })),
});

const shown = <T extends { readonly file: string }>(one: T): T => ({
  ...one,
  file: show(one.file),
});

function tell({ barriers, warnings, unresolved, missing }: LoadedProgram, verbose: boolean): void {
  for (const one of barriers) {
    console.log(
      `${pc.bold(placeOf(one))} ${pc.red('barrier')}: ${one.calls} is not compiled, and may call ${one.callback} ` +
        `(${placeOf(one.given)}), which may suspend\n${frameOf(one)}\n`,
    );
  }
  for (const one of warnings) {
    console.log(
      `${pc.bold(placeOf(one))} ${pc.yellow('warning')}: ${one.message} [${one.code}]\n${frameOf(one)}\n`,
    );
  }
  if (verbose) {
    for (const one of unresolved) {
      console.log(
        `${pc.bold(placeOf(one))} ${pc.cyan('unresolved')}: ${one.why}; it is taken to suspend\n${frameOf(one)}\n`,
      );
    }
    for (const { specifier, importer } of missing) {
      console.log(`${pc.bold(show(importer))} ${pc.cyan('missing')}: there is no ${specifier}\n`);
    }
  }
  const hidden =
    verbose || unresolved.length + missing.length === 0
      ? ''
      : ' (--verbose lists what is unresolved and missing)';
  console.log(
    `${count(barriers.length, 'barrier')}, ${count(warnings.length, 'warning')}, ` +
      `${count(unresolved.length, 'unresolved call')}, ${count(missing.length, 'missing module')}${hidden}`,
  );
}
