/** `fiberc report`: how much of a program is compiled, by package and by module, and whether that is within a budget. */
import { readFileSync } from 'node:fs';
import { type CompileDecisions, compileFile } from '@fiberc/transform';
import { packageOf } from '@fiberc/transform/node';
import pc from 'picocolors';
import { type Budget, budgetOf, excess } from './budget.ts';
import { columns } from './columns.ts';
import { count } from './count.ts';
import { describe, Failure, isLocated } from './failure.ts';
import { show } from './outputs.ts';
import { placeOf } from './program/functions.ts';
import { type LoadedProgram, loadProgram, type ProgramFlags } from './program/load.ts';

interface ReportFlags extends ProgramFlags {
  readonly budget?: string;
  readonly json?: boolean;
  readonly unsupported?: 'error' | 'barrier';
}

/** What is counted. Bytes are those of UTF-8. */
export interface Counts {
  readonly functions: number;
  readonly compiled: number;
  /** Of the sources. */
  readonly bytes: number;
  /** Of the functions that are compiled, without those inside of them that are not. */
  readonly compiledBytes: number;
  /** Of the output, source maps aside. */
  readonly output: number;
  /** That compiling for fibers adds to an output without it: types are gone in both. */
  readonly added: number;
}

interface ModuleCounts extends Counts {
  readonly file: string;
  readonly package: string;
}

/** @throws Failure if the budget is exceeded, or a module cannot be compiled */
export function reportCommand(
  entries: readonly string[],
  { budget: wanted, json = false, unsupported = 'error', ...flags }: ReportFlags,
  usage: (message: string) => never,
): void {
  const budget = wanted === undefined ? null : budgetOf(wanted, usage);
  const program = loadProgram(entries, flags);
  const modules = program.modules.map((module) => countsOf(module, unsupported));
  const total = sum(modules);
  const packages = [...new Set(modules.map((one) => one.package))].map((name) => ({
    package: name,
    ...sum(modules.filter((one) => one.package === name)),
  }));
  const relative = modules.map((one) => ({ ...one, file: show(one.file) }));
  if (json) {
    console.log(
      JSON.stringify(
        { version: 1, precision: program.precision, total, packages, modules: relative },
        null,
        2,
      ),
    );
  } else {
    console.log(
      table(
        'package',
        packages.map((one) => [one.package, one] as const),
      ),
    );
    console.log(
      `\n${table(
        'module',
        relative.map((one) => [one.file, one] as const),
      )}`,
    );
    console.log(`\n${table('', [['in all', total]])}`);
  }
  const over = budget && excess(total, budget);
  if (budget && over) throw new Failure(`${over}\n${contributors(program, relative, budget)}`);
}

function countsOf(
  { file, hash, functions }: LoadedProgram['modules'][number],
  unsupported: 'error' | 'barrier',
): ModuleCounts {
  const source = readFileSync(file, 'utf8');
  const compiled = functions.filter(({ decision }) => decision === 'compile');
  const outputOf = (decisions: CompileDecisions): number => {
    try {
      const options = { filename: file, unsupported, decisions };
      return bytesOf(compileFile(source, options).code);
    } catch (error) {
      if (isLocated(error)) throw new Failure(describe(error, show));
      throw error;
    }
  };
  const output = outputOf({ hash, functions });
  const plain =
    compiled.length === 0
      ? output
      : outputOf({ hash, functions: functions.map((one) => ({ ...one, decision: 'untouched' })) });
  return {
    file,
    package: packageOf(file) ?? OWN,
    functions: functions.length,
    compiled: compiled.length,
    bytes: bytesOf(source),
    compiledBytes: compiled.reduce((all, one) => all + ownBytes(one, functions, source), 0),
    output,
    added: output - plain,
  };
}

const OWN = '(your code)';

const bytesOf = (text: string): number => Buffer.byteLength(text);

type Span = { readonly start: number; readonly end: number };

/** The size of a function without the functions in it. */
export function ownBytes({ start, end }: Span, functions: readonly Span[], source: string): number {
  let bytes = 0;
  let at = start;
  const inside = functions.filter(
    (one) => one.start >= start && one.end <= end && one.end - one.start < end - start,
  );
  for (const inner of inside.sort((a, b) => a.start - b.start)) {
    if (inner.start < at) continue;
    bytes += bytesOf(source.slice(at, inner.start));
    at = inner.end;
  }
  return bytes + bytesOf(source.slice(at, end));
}

function sum(list: readonly Counts[]): Counts {
  const of = (key: keyof Counts): number => list.reduce((all, one) => all + one[key], 0);
  return {
    functions: of('functions'),
    compiled: of('compiled'),
    bytes: of('bytes'),
    compiledBytes: of('compiledBytes'),
    output: of('output'),
    added: of('added'),
  };
}

const number = (value: number): string => value.toLocaleString('en');
const share = (part: number, all: number): string =>
  all === 0 ? '' : `${((part / all) * 100).toFixed(1)}%`;

function table(title: string, rows: readonly (readonly [string, Counts])[]): string {
  const head = [title, 'functions', 'compiled', '', 'bytes', 'of them compiled', 'output', 'added'];
  const body = [...rows]
    .sort(([, a], [, b]) => b.compiled - a.compiled || b.bytes - a.bytes)
    .map(([name, one]) => [
      name,
      number(one.functions),
      number(one.compiled),
      share(one.compiled, one.functions),
      number(one.bytes),
      number(one.compiledBytes),
      number(one.output),
      number(one.added),
    ]);
  const [first = '', ...rest] = columns([head, ...body]);
  return [pc.bold(first), ...rest].join('\n');
}

/** So many of each sort. */
const SHOWN = 10;

function contributors(
  { modules }: LoadedProgram,
  counts: readonly ModuleCounts[],
  { unit }: Budget,
): string {
  const weight = ({ added, compiled }: Counts): number => (unit === 'bytes' ? added : compiled);
  const files = counts
    .filter((one) => weight(one) > 0)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, SHOWN)
    .map((one) => [
      `  ${one.file}`,
      count(one.compiled, 'function'),
      `${number(one.added)} bytes added`,
    ]);
  const functions = modules
    .flatMap(({ file, functions }) => {
      const source = readFileSync(file, 'utf8');
      return functions
        .filter(({ decision }) => decision === 'compile')
        .map((one) => ({ ...one, file, bytes: ownBytes(one, functions, source) }));
    })
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, SHOWN)
    .map((one) => [`  ${placeOf(one)} ${one.name}`, `${number(one.bytes)} bytes`]);
  return [
    'The modules with most:',
    ...columns(files),
    'The largest functions:',
    ...columns(functions),
  ].join('\n');
}
