/** Runs one program plainly and compiled, in several modes, and compares what it logs. */
import { compileFunction, Script } from 'node:vm';
import { type PluginItem, transformSync } from '@babel/core';
import { Fiber } from '@fiberc/runtime';
import * as abi from '@fiberc/runtime/abi';
import * as builtins from '@fiberc/runtime/builtins';
import * as after from '@fiberc/runtime/builtins/after';
import * as before from '@fiberc/runtime/builtins/before';
import * as entry from '@fiberc/runtime/builtins/entry';
import * as testing from '@fiberc/runtime/testing';
import plugin from '../../src/entries/babel.ts';
import { CompileError, compile, type Torture } from '../../src/entries/index.ts';
import { random } from './prng.ts';
import type { Program } from './program.ts';

/** `quiet`, or where the ticks are. */
export type Variant = 'quiet' | Torture;
export const variants = ['quiet', 'before', 'after', 'entry'] as const;

export interface Difference {
  readonly variant: Variant;
  /** `crash` is an error of the compiler that is no refusal. */
  readonly kind: 'crash' | 'syntax' | 'log' | 'ticks';
  /** Which ticks suspended: none, all, or the k-th. */
  readonly ticks: 'none' | 'all' | number;
  readonly detail: string;
}

export type Outcome =
  | { readonly verdict: 'same'; readonly runs: number }
  /** Not a program to compare: endless, or different from run to run. */
  | { readonly verdict: 'invalid'; readonly detail: string }
  | { readonly verdict: 'refused'; readonly detail: string }
  | { readonly verdict: 'different'; readonly difference: Difference };

type Run = (log: (value: unknown) => void) => unknown;

const hook = Symbol.for('fiberc.random');
const step = new Script(`globalThis[Symbol.for('fiberc.random')]()`);
const maximalLog = 3000;

function normal(value: unknown, depth = 0): unknown {
  if (typeof value === 'function') return `<function ${String(value.name)}>`;
  if (typeof value === 'string')
    return value.length > 100 ? `<${value.length}> ${value.slice(0, 80)}` : value;
  if (typeof value !== 'object' || value === null)
    return `<${String(Object.is(value, -0) ? '-0' : value)}>`;
  if (value === globalThis) return '<global>';
  if (value instanceof Error)
    return value.constructor === Error ? `<Error ${value.message}>` : `<${describe(value)}>`;
  if (depth > 3) return '<deep>';
  if (Array.isArray(value)) return Array.from(value.slice(0, 20), (one) => normal(one, depth + 1));
  return Object.fromEntries(
    Object.keys(value)
      .slice(0, 20)
      .map((key) => [key, normal((value as Record<string, unknown>)[key], depth + 1)]),
  );
}

/** Messages of native errors quote the source: only what kind of error it is can be compared. */
const describe = (error: Error): string =>
  'code' in error ? `${String(error.code)} ${error.message}` : error.name;

const globals = new Set(Object.getOwnPropertyNames(globalThis));

/** Sloppy programs leave variables behind, which the next one must not find. */
function dropGlobals(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!globals.has(name)) Reflect.deleteProperty(globalThis, name);
  }
}

const modules: Readonly<Record<string, unknown>> = {
  '@fiberc/runtime/abi': abi,
  '@fiberc/runtime/testing': testing,
  '@fiberc/runtime/builtins': builtins,
  '@fiberc/runtime/builtins/before': before,
  '@fiberc/runtime/builtins/after': after,
  '@fiberc/runtime/builtins/entry': entry,
};

const parse = (code: string): ((exports: object, require: (name: string) => unknown) => void) =>
  compileFunction(code, ['exports', 'require'], { filename: 'program.cjs' }) as never;

/** Loads a module. What native code prints of functions is the same for every text of them. */
function load(code: string): Run {
  const exports: { run?: Run } = {};
  const require = (name: string): unknown => modules[name];
  parse(code)(exports, require);
  if (!exports.run) throw new Error('nothing was exported');
  return exports.run;
}

/**
 * Runs a program to its end and notes what it logs, also in later turns of the microtask queue. Nothing is left behind.
 * With a timeout one that does not end is cut short: that takes a thread for each run.
 */
async function record(
  code: string,
  inFiber: boolean,
  timeout: number | null,
): Promise<readonly string[]> {
  const log: string[] = [];
  const write = (value: unknown): void => {
    if (log.length > maximalLog) throw new Error('endless log');
    log.push(JSON.stringify(normal(value)));
  };
  const toText = Function.prototype.toString;
  const work = (): unknown => {
    const run = load(code);
    return inFiber ? new Fiber(run as never, [write] as never).switch() : run(write);
  };
  Object.assign(globalThis, { [hook]: work });
  const unheard = (reason: unknown): void => {
    log.push(`unhandled ${JSON.stringify(normal(reason))}`);
  };
  process.on('unhandledRejection', unheard);
  try {
    Function.prototype.toString = () => 'function';
    const result: unknown = timeout === null ? work() : step.runInThisContext({ timeout });
    if (result !== undefined) log.push(`returned ${JSON.stringify(normal(result))}`);
  } catch (error) {
    log.push(
      `thrown ${error instanceof Error ? `${error.name} ${describe(error)}` : JSON.stringify(normal(error))}`,
    );
  } finally {
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', unheard);
    Function.prototype.toString = toText;
    dropGlobals();
  }
  return log;
}

function firstDifference(got: readonly string[], want: readonly string[]): string | undefined {
  for (let i = 0; i < Math.max(got.length, want.length); i++) {
    if (got[i] !== want[i])
      return `entry ${i}: got ${got[i]}, expected ${want[i]} (after ${got[i - 1]})`;
  }
  return undefined;
}

/** The log of the untransformed program, or why there is nothing to compare with. */
async function oracle(
  { source }: Program,
  timeout: number | null,
): Promise<readonly string[] | string> {
  try {
    parse(source);
  } catch (error) {
    return `does not parse: ${String(error)}`;
  }
  const log = await record(source, false, timeout);
  const last = log.at(-1) ?? 'nothing';
  if (
    /^thrown|endless/.test(last) ||
    log.some((entry) => entry.includes('<RangeError>')) ||
    log.length > maximalLog
  )
    return last;
  return log;
}

/** Compiles without what only users need: the layout, the text that stays, the source map. Now and then with them. */
function translate({ source, filename }: Program, variant: Variant, whole: boolean): string {
  const options = { verify: true, ...(variant === 'quiet' ? {} : { torture: variant }) };
  if (whole) return compile(source, { filename, ...options }).code;
  const result = transformSync(source, {
    filename,
    sourceType: 'commonjs',
    configFile: false,
    babelrc: false,
    compact: true,
    plugins: [[plugin, options] as unknown as PluginItem],
  });
  return result?.code ?? '';
}

/** Which single ticks to try. */
const singles = (seed: number, asked: number, most: number): readonly number[] => {
  if (asked <= most) return Array.from({ length: asked }, (_, k) => k + 1);
  const rng = random(seed);
  return Array.from({ length: most }, () => 1 + rng.below(asked));
};

export interface CompareOptions {
  readonly seed?: number;
  readonly variants?: readonly Variant[];
  /** How many single suspensions are tried in each variant. */
  readonly singles?: number;
  /** After how many milliseconds a run is cut short; null: never. */
  readonly timeout?: number | null;
}

/** Compares all modes with the plain run; the first difference ends it. */
export async function compare(
  program: Program,
  { seed = 1, variants: wanted = variants, singles: most = 3, timeout = 1500 }: CompareOptions = {},
): Promise<Outcome> {
  const expected = await oracle(program, timeout);
  if (typeof expected === 'string') return { verdict: 'invalid', detail: expected };
  let runs = 0;
  for (const variant of wanted) {
    const differs = (
      kind: Difference['kind'],
      detail: string,
      ticks: Difference['ticks'] = 'none',
    ): Outcome => ({ verdict: 'different', difference: { variant, kind, ticks, detail } });
    /** A difference, if the program is the same from run to run. */
    const unlike = async (detail: string, ticks?: Difference['ticks']): Promise<Outcome> => {
      const again = await oracle(program, timeout);
      const own = typeof again === 'string' ? again : firstDifference(again, expected);
      return own === undefined
        ? differs('log', detail, ticks)
        : { verdict: 'invalid', detail: `not deterministic: ${own}` };
    };
    let code: string;
    try {
      code = translate(program, variant, seed % 16 === 0);
    } catch (error) {
      if (error instanceof CompileError && /^ERR_FIBERC_UNSUPPORTED_(?!SYNTAX)/.test(error.code))
        return { verdict: 'refused', detail: error.code };
      return differs(
        'crash',
        error instanceof Error
          ? error instanceof CompileError
            ? error.message
            : (error.stack ?? error.message)
          : String(error),
      );
    }
    try {
      parse(code);
    } catch (error) {
      return differs('syntax', String(error));
    }
    const inFiber = seed % 3 === 0;
    const attempt = async (
      decide: ((n: number) => boolean) | null,
    ): Promise<string | undefined> => {
      runs += 1;
      testing.plan(decide);
      return firstDifference(await record(code, inFiber, timeout), expected);
    };
    const idle = await attempt(() => false);
    const asked = testing.ticks();
    if (idle !== undefined) return unlike(idle);
    if (variant === 'quiet') continue;
    for (const ticks of ['all', ...singles(seed, asked, most)] as const) {
      const wrong = await attempt(ticks === 'all' ? () => true : (n) => n === ticks);
      if (wrong !== undefined) return unlike(wrong, ticks);
      if (testing.ticks() !== asked)
        return differs('ticks', `${testing.ticks()} ticks, without suspension ${asked}`, ticks);
    }
  }
  return { verdict: 'same', runs };
}

/** Whether this thread can still run programs: one that was cut short may leave the runtime in the middle. */
export const isSound = async (): Promise<boolean> => {
  const source =
    'exports.run = (log) => { const f = (x) => { log(x); return x; }; log(f(1) + f(2)); };';
  return (await compare({ source, filename: 'sound.cjs' })).verdict === 'same';
};
