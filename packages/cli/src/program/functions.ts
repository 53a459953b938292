/** Finds functions of a program by what a user says: a name, a file, a line. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FunctionDecision, Program, SourcePlace } from '@fiberc/transform/analyze';
import leven from 'leven';
import { Failure } from '../failure.ts';
import { show } from '../outputs.ts';

export interface ProgramFunction extends FunctionDecision {
  readonly file: string;
}

export const functionsOf = ({ modules }: Program): readonly ProgramFunction[] =>
  modules.flatMap(({ file, functions }) => functions.map((one) => ({ ...one, file })));

/** What a user asks about. */
export type Target =
  | {
      readonly kind: 'place';
      readonly file: string;
      readonly line: number | null;
      readonly column: number | null;
    }
  | { readonly kind: 'name'; readonly name: string };

/** `file`, `file:line`, `file:line:column`, or a name. */
export function parseTarget(text: string): Target {
  const [, path = '', line, column] = /^(.+?)(?::(\d+))?(?::(\d+))?$/.exec(text) ?? [];
  const file = resolve(path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
    return { kind: 'place', file, line: numberOr(line), column: numberOr(column) };
  }
  if (line !== undefined || /[\\/]/.test(text)) throw new Failure(`no such file: ${path}`);
  return { kind: 'name', name: text };
}

const numberOr = (text: string | undefined): number | null =>
  text === undefined ? null : Number(text);

/** So many proposals, and candidates, can be read. */
const SHOWN = 8;

/** @throws Failure if there is none, or if a name is that of several */
export function findFunctions(program: Program, target: Target): readonly ProgramFunction[] {
  const all = functionsOf(program);
  if (target.kind === 'name') return [named(all, target.name)];
  const module = program.modules.find(({ file }) => file === target.file);
  if (module === undefined) {
    throw new Failure(
      `${show(target.file)} is no part of the program; name the entry point of the program it belongs to`,
    );
  }
  const inFile = all.filter(({ file }) => file === target.file);
  if (target.line === null) return inFile;
  const found = atLine(inFile, target.file, target.line, target.column);
  if (found.length > 0) return found;
  throw new Failure(
    `no function is at ${show(target.file)}:${target.line}: the code of the module itself is never suspended`,
  );
}

function named(all: readonly ProgramFunction[], name: string): ProgramFunction {
  const found = all.filter((one) => one.name === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    const list = found.slice(0, SHOWN).map((one) => `  ${placeOf(one)}`);
    const more = found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : [];
    throw new Failure(
      [
        `${found.length} functions are called ${name}; name one by its place:`,
        ...list,
        ...more,
      ].join('\n'),
    );
  }
  const near = [...new Set(all.map((one) => one.name))]
    .map((other) => ({
      other,
      distance: leven(other.toLowerCase(), name.toLowerCase(), { maxDistance: 4 }),
    }))
    .filter(
      ({ other, distance }) => distance <= Math.min(3, Math.max(name.length, other.length) / 2),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SHOWN);
  const hint =
    near.length === 0 ? '' : `; did you mean ${near.map(({ other }) => other).join(', ')}?`;
  throw new Failure(`no function of the program is called ${name}${hint}`);
}

/** Those that begin on the line; else the innermost that the line, or the column, is in. */
function atLine(
  functions: readonly ProgramFunction[],
  file: string,
  line: number,
  column: number | null,
): readonly ProgramFunction[] {
  const starting = column === null ? functions.filter((one) => one.line === line) : [];
  if (starting.length > 0) return starting;
  const text = readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  const found = innermost(functions, {
    file,
    line,
    column: column ?? text.length - text.trimStart().length + 1,
  });
  return found === undefined ? [] : [found];
}

/** The innermost of the functions of a file that a place is in. */
export function innermost(
  functions: readonly ProgramFunction[],
  { file, line, column }: SourcePlace,
): ProgramFunction | undefined {
  const lines = readFileSync(file, 'utf8').split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const offset = before + column - 1;
  const around = functions.filter(({ start, end }) => start <= offset && offset < end);
  return around.sort((a, b) => b.start - a.start)[0];
}

/** `file:line:column`, which terminals and editors turn into a link. */
export const placeOf = ({ file, line, column }: SourcePlace): string =>
  `${show(file)}:${line}:${column}`;
