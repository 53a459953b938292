import { resolve } from 'node:path';
import { compiledIn } from '@fiberc/transform/node';
import pc from 'picocolors';
import { count } from './count.ts';
import { Failure } from './failure.ts';
import { show, writeAll } from './outputs.ts';
import { decisionsText, isOurs } from './program/decisions.ts';
import { loadProgram, type ProgramFlags } from './program/load.ts';

interface AnalyzeFlags extends ProgramFlags {
  readonly out: string;
}

/** `fiberc analyze`: the decisions for a program, into a file. */
export function analyzeCommand(entries: readonly string[], { out, ...flags }: AnalyzeFlags): void {
  const file = resolve(out);
  if (!isOurs(file)) throw new Failure(`${out} exists and is no decisions file; it was left alone`);
  const program = loadProgram(entries, flags);
  writeAll([{ file, content: decisionsText(program, file) }]);
  const total = program.modules.reduce((sum, { functions }) => sum + functions.length, 0);
  const compiled = program.modules.reduce((sum, module) => sum + compiledIn(module).length, 0);
  console.log(
    `${pc.green('analysed')} ${count(program.modules.length, 'module')}: ` +
      `${compiled} of ${count(total, 'function')} are compiled; see ${show(file)}`,
  );
}
