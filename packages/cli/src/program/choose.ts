/** Where `fiberc compile` has its decisions from: a decisions file, the analysis of a program, or nowhere. */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  compiledIn,
  type Decisions,
  decisionsOf,
  openFacts,
  packageOf,
} from '@fiberc/transform/node';
import { count } from '../count.ts';
import { Failure } from '../failure.ts';
import type { Input } from '../inputs.ts';
import { show } from '../outputs.ts';
import { readDecisions } from './decisions.ts';
import { type ProgramFlags, tryProgram } from './load.ts';

export interface ChoiceFlags extends ProgramFlags {
  /** A decisions file. */
  readonly decisions?: string | undefined;
  /** Entry points of the program. */
  readonly entry?: readonly string[] | undefined;
}

export interface Choice {
  /** Null: each module is compiled for itself. */
  readonly decisions: Decisions | null;
  /** What to compile: what was named, else the modules of the program. */
  readonly paths: (named: readonly string[]) => readonly string[];
  /** Tells what had to be compiled and was not, and what was and has no decisions. */
  readonly tellOmitted: (inputs: readonly Input[]) => void;
}

/** @returns what decides, as often as it is asked: again reads only what has changed */
export function chooser(
  { decisions: stored, entry: entries = [], ...flags }: ChoiceFlags,
  tell: (text: string) => void,
): () => Choice {
  const cache = openFacts(process.cwd());
  const find = (): Decisions | null => {
    if (stored !== undefined) return readDecisions(resolve(stored));
    if (entries.length === 0) return null;
    const program = tryProgram(entries, flags, tell, cache);
    return program && decisionsOf(program);
  };
  return () => {
    const decisions = find();
    return {
      decisions,
      paths(named) {
        if (named.length > 0) return named;
        if (decisions === null) throw new Failure('the program is not known: name what to compile');
        return [...decisions.keys()].filter((file) => packageOf(file) === undefined);
      },
      tellOmitted(inputs) {
        if (decisions !== null) tellOmitted(decisions, inputs, tell);
      },
    };
  };
}

function tellOmitted(
  decisions: Decisions,
  inputs: readonly Input[],
  tell: (text: string) => void,
): void {
  const written = new Set(inputs.map(({ file }) => realpathSync(file)));
  const left = [...decisions.values()].filter(
    (module) => !written.has(module.file) && compiledIn(module).length > 0,
  );
  const strangers = inputs.filter(
    ({ file, kind }) => kind === 'source' && !decisions.has(realpathSync(file)),
  );
  if (left.length > 0) {
    const functions = left.reduce((sum, module) => sum + compiledIn(module).length, 0);
    const places = [...new Set(left.map(({ file }) => packageOf(file) ?? show(file)))];
    tell(
      `${count(functions, 'function')} on the way of a fiber ${functions === 1 ? 'is' : 'are'} not among what was compiled, ` +
        `and will be barriers: in ${places.join(', ')}`,
    );
  }
  if (strangers.length > 0) {
    const [first] = strangers;
    tell(
      `${count(strangers.length, 'file')} of no known part of the program, compiled without decisions: ` +
        `${show(first?.file ?? '')}${strangers.length > 1 ? ', …' : ''}`,
    );
  }
}
