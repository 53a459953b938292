/**
 * The decisions file: for hosts that see one module at a time. One function a line, so that a difference can be read:
 *
 *   { "version": 1, "modules": [ { "file": "src/app.ts", "hash": "…", "functions": [
 *     {"name":"run","line":3,"column":8,"start":61,"end":140,"decision":"compile","reason":"…"} ] } ] }
 *
 * Files are relative to the folder of the file. The ways that justify a decision are left out: `fiberc explain` gives them.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CompileDecisions, FunctionDecision } from '../contracts.ts';
import { hashOf } from '../hash.ts';
import { OptionsError } from './options.ts';

export type StoredFunction = Omit<FunctionDecision, 'reachable' | 'reaching'>;

export interface StoredModule {
  readonly file: string;
  readonly hash: string;
  readonly functions: readonly StoredFunction[];
}

/** Decisions by the absolute path of the module. */
export type Decisions = ReadonlyMap<string, StoredModule>;

/**
 * Reads a decisions file.
 *
 * @param shown what to call the file in messages
 * @throws OptionsError if it is not there, or is no decisions file of this version
 */
export function loadDecisions(file: string, shown = file): Decisions {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new OptionsError(`cannot read the decisions file ${shown}: ${(error as Error).message}`);
  }
  if (!isStored(value)) throw new OptionsError(`${shown} is no decisions file of this version of fiberc; "fiberc analyze" writes one`);
  const folder = dirname(file);
  return new Map(
    value.modules.map((module) => {
      const path = resolve(folder, module.file);
      return [path, { ...module, file: path }];
    }),
  );
}

interface Stored {
  readonly modules: readonly StoredModule[];
}

function isStored(value: unknown): value is Stored {
  const { version, modules } = (value ?? {}) as { version?: unknown; modules?: unknown };
  return (
    version === 1 &&
    Array.isArray(modules) &&
    modules.every((one) => typeof one?.file === 'string' && typeof one.hash === 'string' && Array.isArray(one.functions))
  );
}

/** The decisions of a program that is in memory. */
export const decisionsOf = ({ modules }: { readonly modules: readonly StoredModule[] }): Decisions =>
  new Map(modules.map((module) => [module.file, module]));

/** The functions of a module that are compiled. */
export const compiledIn = ({ functions }: StoredModule): readonly StoredFunction[] =>
  functions.filter(({ decision }) => decision === 'compile');

/** What of a module's decisions matters to how it is compiled. */
export const signatureOf = (module: StoredModule | undefined): string =>
  module === undefined ? '' : `${module.hash} ${compiledIn(module).map(({ start }) => start)}`;

/** Whether anything of a file has to be compiled, wherever it stands. */
export function isOnTheWay(decisions: Decisions | null, file: string): boolean {
  const module = decisions?.get(file);
  return module !== undefined && compiledIn(module).length > 0;
}

/** The modules whose files have another text by now. What is decided for one module rests on all of them. */
export const staleIn = (decisions: Decisions): readonly StoredModule[] => [...decisions.values()].filter(isStale);

function isStale({ file, hash }: StoredModule): boolean {
  try {
    return hashOf(readFileSync(file, 'utf8')) !== hash;
  } catch {
    return true;
  }
}

/**
 * Compiles with decisions; without, where they turn out to be those of another text: a file that was edited since the program
 * was analysed, or a text that no map leads from.
 */
export function compileAs<T>(
  decisions: CompileDecisions | undefined,
  compile: (decided: { readonly decisions?: CompileDecisions }) => T,
): T {
  if (decisions === undefined) return compile({});
  try {
    return compile({ decisions });
  } catch (error) {
    // Told by its shape: in Node the compiler is loaded late.
    if ((error as { readonly code?: unknown }).code === 'ERR_FIBERC_STALE_DECISIONS') return compile({});
    throw error;
  }
}
