/**
 * Reads the modules of a program, from its entries on. What has to be asked of a resolver is asked by `yield`, for there are
 * two kinds of resolvers, those that answer and those that promise to:
 *
 *   const text = (yield { kind: 'read', file });          ask:       read(file)
 *                                                         askAsync:  await read(file)
 */
import { readFlow } from '../1-read/flow/index.ts';
import type { ProgramModule, Resolution } from '../2-decide/program/solve.ts';
import { CompileError } from '../errors.ts';
import { FLOW_VERSION } from '../flow.ts';
import { hashOf } from '../hash.ts';
import type { AnalyzeOptions, AsyncResolver, OpaqueModule, Resolved, Resolver } from './analyze.ts';
import { guarded } from './babel.ts';
import { packageOf } from './files.ts';
import { parse } from './parse.ts';
import { RUNTIME } from './runtime.ts';

export interface ReadModules {
  readonly modules: readonly ProgramModule[];
  readonly hashes: readonly string[];
}

interface Request {
  readonly specifier: string;
  readonly kind: 'import' | 'require';
}

export type Question =
  | { readonly kind: 'read'; readonly file: string }
  | { readonly kind: 'resolve'; readonly importer: string; readonly requests: readonly Request[] };

/** The text of a file, or what the requests lead to. */
export type Answered = string | readonly Resolved[];

export function ask(question: Question, { read, resolve }: Resolver): Answered {
  if (question.kind === 'read') return read(question.file);
  return question.requests.map(({ specifier, kind }) => resolve(specifier, question.importer, kind));
}

export async function askAsync(question: Question, { read, resolve }: AsyncResolver): Promise<Answered> {
  if (question.kind === 'read') return read(question.file);
  return Promise.all(question.requests.map(({ specifier, kind }) => resolve(specifier, question.importer, kind)));
}

export function* readModules(
  entries: readonly (string | OpaqueModule)[],
  options: AnalyzeOptions,
): Generator<Question, ReadModules, Answered> {
  const files = numbered();
  const opaque = new Map<string, OpaqueModule>();
  for (const entry of entries) {
    if (typeof entry === 'string') files.of(entry);
    else opaque.set(entry.opaque, entry);
  }
  const entered = files.list.length;
  const unreadable = new Set<number>();
  const read: Omit<ProgramModule, 'isShared'>[] = [];
  const hashes: string[] = [];
  const resolution = (specifier: string, to: Resolved): Resolution => {
    if (to === null) return { kind: 'foreign', name: specifier };
    if (typeof to !== 'string') {
      if (!opaque.has(to.opaque)) opaque.set(to.opaque, to);
      return { kind: 'opaque', name: to.opaque };
    }
    if (!/\.[cm]?[jt]sx?$/.test(to)) return /\.json$/.test(to) ? { kind: 'values' } : { kind: 'foreign', name: specifier };
    const name = packageOf(to);
    if (name !== undefined && options.exclude?.includes(name)) return { kind: 'foreign', name: specifier };
    return { kind: 'module', module: files.of(to) };
  };
  function* resolve(requests: readonly Request[], importer: string): Generator<Question, ReadonlyMap<string, Resolution>, Answered> {
    const asked = requests.filter(({ specifier }) => !RUNTIME.test(specifier));
    const answers = asked.length === 0 ? [] : ((yield { kind: 'resolve', importer, requests: asked }) as readonly Resolved[]);
    return new Map<string, Resolution>([
      ...requests.map(({ specifier }) => [specifier, { kind: 'runtime' }] as const),
      ...asked.map(({ specifier }, index) => [specifier, resolution(specifier, answers[index] ?? null)] as const),
    ]);
  }

  const shared = new Set<number>();
  let sharesAll = false;
  const followed = new Set<string>();
  do {
    for (let i = read.length; i < files.list.length; i++) {
      const file = files.list[i] as string;
      const source = (yield { kind: 'read', file }) as string;
      const hash = hashOf(source);
      const key = `${FLOW_VERSION} ${hash} ${/\.[^./]+$/.exec(file)?.[0] ?? ''}`;
      let flow = options.cache?.get(key);
      if (flow === undefined) {
        try {
          flow = guarded(() => readFlow(parse(source, file), source), file, source);
          options.cache?.set(key, flow);
        } catch (error) {
          if (options.unreadable !== 'opaque' || !(error instanceof CompileError)) throw error;
          unreadable.add(i);
          opaque.set(file, { opaque: file, imports: importsIn(source) });
          flow = readFlow(parse('', file), '');
        }
      }
      const required = new Set(flow.ops.flatMap((op) => (op.kind === 'require' ? [op.source] : [])));
      const requests = flow.sources.map((specifier) => ({
        specifier,
        kind: required.has(specifier) ? ('require' as const) : ('import' as const),
      }));
      read.push({ file, flow, resolutions: yield* resolve(requests, file), isEntry: i < entered });
      hashes.push(hash);
    }
    for (const [name, { imports }] of opaque) {
      if (followed.has(name)) continue;
      followed.add(name);
      sharesAll ||= imports === null;
      const requests = (imports ?? []).map((specifier) => ({ specifier, kind: 'import' as const }));
      for (const to of (yield* resolve(requests, name)).values()) if (to.kind === 'module') shared.add(to.module);
    }
  } while (read.length < files.list.length);
  const seen = ({ resolutions }: Pick<ProgramModule, 'resolutions'>): ProgramModule['resolutions'] =>
    new Map(
      [...resolutions].map(([specifier, to]) =>
        to.kind === 'module' && unreadable.has(to.module)
          ? [specifier, { kind: 'opaque', name: files.list[to.module] as string }]
          : [specifier, to],
      ),
    );
  return {
    modules: read.map((module, index) => ({ ...module, resolutions: seen(module), isShared: sharesAll || shared.has(index) })),
    hashes,
  };
}

/** What a text seems to import, for texts of which only a part is JavaScript: the more is found, the better. */
export const importsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\b(?:from|import|require)\s*\(?\s*(["'`])([^"'`\n]+)\1/g)].map(([, , specifier]) => specifier as string)),
];

/** Gives numbers to files, in the order in which they are come across. */
function numbered(): { readonly list: readonly string[]; readonly of: (file: string) => number } {
  const list: string[] = [];
  const numbers = new Map<string, number>();
  return {
    list,
    of(file) {
      const known = numbers.get(file);
      if (known !== undefined) return known;
      numbers.set(file, list.length);
      return list.push(file) - 1;
    },
  };
}
