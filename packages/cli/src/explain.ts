/**
 * `fiberc explain`: why a function is compiled, or is not, as ways of calls.
 *
 *   src/main.ts:7:14 anonymous is compiled: it can be on the stack of a switch
 *     a fiber runs it
 *       src/main.ts:10:26  anonymous → numbers
 *     it reaches a switch
 *       src/pause.ts:5:3   pause → leave
 */
import type { Barrier, Program, ReasonStep, SourcePlace, Warning } from '@fiberc/transform/analyze';
import pc from 'picocolors';
import { Failure } from './failure.ts';
import { frameOf, indented } from './program/frame.ts';
import {
  findFunctions,
  functionsOf,
  innermost,
  type ProgramFunction,
  parseTarget,
  placeOf,
} from './program/functions.ts';
import { loadProgram, type ProgramFlags } from './program/load.ts';

interface ExplainFlags extends ProgramFlags {
  readonly code?: boolean;
  readonly json?: boolean;
}

export interface Explanation {
  readonly function: ProgramFunction;
  /** Calls of code that is not compiled, in the function or with it. */
  readonly barriers: readonly Barrier[];
  readonly warnings: readonly Warning[];
}

export function explainCommand(
  text: string,
  entries: readonly string[],
  { code = false, json = false, ...flags }: ExplainFlags,
): void {
  const target = parseTarget(text);
  if (entries.length === 0 && target.kind === 'name') {
    throw new Failure(
      `${text} is no file; to look for a function, name the entry point of the program, too`,
    );
  }
  const program = loadProgram(
    entries.length > 0 || target.kind === 'name' ? entries : [target.file],
    flags,
  );
  const found = findFunctions(program, target).map((one) => explanation(program, one));
  if (json) console.log(JSON.stringify(found, null, 2));
  else if (target.kind === 'place' && target.line === null)
    console.log(found.map(summary).join('\n'));
  else console.log(found.map((one) => explained(one, code)).join('\n\n'));
}

function explanation(program: Program, one: ProgramFunction): Explanation {
  const functions = functionsOf(program).filter(({ file }) => file === one.file);
  return {
    function: one,
    barriers: program.barriers.filter(
      (barrier) =>
        isAt(barrier.given, one) ||
        (barrier.file === one.file && innermost(functions, barrier)?.start === one.start),
    ),
    warnings: program.warnings.filter((warning) => isAt(warning, one)),
  };
}

const isAt = (a: SourcePlace, b: SourcePlace): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column;

const verdict = ({ decision, reason }: ProgramFunction): string =>
  `${decision === 'compile' ? pc.green('compiled') : pc.yellow('untouched')}: ${reason}`;

const summary = ({ function: one, barriers }: Explanation): string =>
  `${pc.dim(placeOf(one))} ${pc.bold(one.name)} ${verdict(one)}` +
  (barriers.length > 0 ? pc.red(` (${barriers.length === 1 ? 'a barrier' : 'barriers'})`) : '');

function explained({ function: one, barriers, warnings }: Explanation, code: boolean): string {
  const parts = [summary({ function: one, barriers: [], warnings })];
  parts.push(
    way(
      one.reachable,
      'a fiber runs it',
      'no fiber is known to run it',
      'a fiber starts here',
      code,
    ),
  );
  parts.push(way(one.reaching, 'it reaches a switch', 'no way to a switch is known', '', code));
  for (const barrier of barriers) {
    parts.push(
      `  ${pc.red('barrier')}: ${barrier.calls} is not compiled, and is given ${barrier.callback}, which may suspend\n` +
        `    ${pc.dim(placeOf(barrier))}  ${barrier.calls} → ${barrier.callback} ${pc.dim(`(${placeOf(barrier.given)})`)}`,
    );
    if (code) parts.push(indented(frameOf(barrier), '    '));
  }
  for (const { message } of warnings) parts.push(`  ${pc.yellow('warning')}: ${message}`);
  if (one.decision === 'untouched' && !one.reason.includes('directive')) {
    parts.push(pc.dim('  If that is wrong, /* @fiber */ in front of it has it compiled.'));
  }
  return parts.join('\n');
}

function way(
  steps: readonly ReasonStep[] | null,
  title: string,
  none: string,
  empty: string,
  code: boolean,
): string {
  if (steps === null) return `  ${none}`;
  const [first] = steps;
  if (first === undefined) return `  ${empty}`;
  const width = Math.max(...steps.map((step) => placeOf(step).length));
  const lines = steps.map((step) => `    ${pc.dim(placeOf(step).padEnd(width))}  ${step.text}`);
  return [`  ${title}`, ...lines, ...(code ? [indented(frameOf(first), '    ')] : [])].join('\n');
}
