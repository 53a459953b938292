/**
 * Decisions of a source for a text that was made from it: finds what each function of the text was, by a source map.
 *
 *   const f = async (x) => { await g(x); };                         the source: the arrow may stay as it is
 *   const f = (x) => __awaiter(…, function* () { yield g(x); });    the text: both functions were made from it, so both may
 *
 * A map is often rough, and a wrong join would leave a function as it is that has to be compiled. So only a *word* is
 * believed (a name, a keyword), and only if the map has exactly its place, the source has the same word there, and no other
 * word of the text claims to come from there. A function stays untouched if at least one of its own words is known, and
 * all that are known come from functions that stay untouched. For all others, a transpiler's helpers among them, nothing
 * is said, and they are decided by what is seen of this module. Where a join is wrong all the same, the function is a
 * barrier, which the runtime notices.
 */
import { readFileSync } from 'node:fs';
import * as t from '@babel/types';
import { type EncodedSourceMap, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import { eachChild } from '../ast/walk.ts';
import type { CompileDecisions } from '../contracts.ts';
import { hashOf } from '../hash.ts';
import { beside, lineAt } from './maps.ts';

/** The place of a node, as those who decide know it. */
export const spanOf = (node: t.Node | undefined): string => `${node?.start}-${node?.end}`;

/** Something that runs, as `1-read` sees it. */
interface Activation {
  readonly node: t.Node;
  /** Offsets at which its own nodes begin, those of activations inside of it left out. */
  readonly own: Set<number>;
  /** Making an instance runs the constructor of a class and the initialisers of its fields: they are one. */
  readonly group: Activation[];
}

/** What a place of the source belongs to. */
interface Holder {
  readonly start: number;
  readonly end: number;
  readonly untouched: boolean;
  readonly isClass: boolean;
  /** The one around it; -1: the module. */
  readonly around: number;
}

/**
 * @param map what has been done to the source before
 * @param program that of the text; its nodes know where they are
 * @returns the places of activations that stay as they are; null if the map does not lead to the text that was decided about
 */
export function joinDecisions(
  { hash, functions }: CompileDecisions,
  text: string,
  map: object,
  filename: string,
  program: t.Program,
): ReadonlySet<string> | null {
  const trace = new TraceMap(map as EncodedSourceMap);
  const file = trace.sources.findIndex((_, index) => hashOf(sourceOf(trace, index, filename) ?? '') === hash);
  if (file < 0) return null;
  const source = sourceOf(trace, file, filename) ?? '';
  const holders = holdersIn(functions, source);
  const starts = new Set(holders.map(({ start }) => start));
  const activations = activationsIn(program);
  const origins = originsOf(text, source, trace, file);

  const offsets = new Set(activations.flatMap(({ own }) => [...own]));
  const functionStarts = new Set(activations.map(({ node }) => node.start ?? -1));
  const claims = new Map<number, number>();
  const places = new Map<number, number>();
  for (const offset of offsets) {
    const origin = origins(offset);
    if (origin === null) continue;
    claims.set(origin.offset, (claims.get(origin.offset) ?? 0) + 1);
    if (origin.isSame || (functionStarts.has(offset) && starts.has(origin.offset))) places.set(offset, origin.offset);
  }

  const found = new Set<string>();
  for (const { node, group } of activations) {
    const makes = group.some((one) => t.isClass(one.node));
    const from = group.flatMap(({ own }) =>
      [...own].flatMap((offset) => {
        const place = places.get(offset);
        return place === undefined || claims.get(place) !== 1 ? [] : [holderOf(place, holders, makes)];
      }),
    );
    if (from.length > 0 && from.every((holder) => holder?.untouched === true)) found.add(spanOf(node));
  }
  return found;
}

/** The text of a source: what the map has of it, or else the file. */
function sourceOf({ sources, sourcesContent, sourceRoot }: TraceMap, index: number, filename: string): string | null {
  const name = sources[index];
  const kept = sourcesContent?.[index];
  if (typeof kept === 'string' || name === null || name === undefined) return kept ?? null;
  try {
    return readFileSync(
      beside(filename, `${sourceRoot ? `${sourceRoot.replace(/\/$/, '')}/` : ''}${name}`).replace(/^file:\/\//, ''),
      'utf8',
    );
  } catch {
    return null;
  }
}

/** Functions of the source, the outer ones first. */
function holdersIn(functions: CompileDecisions['functions'], source: string): readonly Holder[] {
  const sorted = [...functions].sort((a, b) => a.start - b.start || b.end - a.end);
  const found: Holder[] = [];
  let around = -1;
  for (const { start, end, decision } of sorted) {
    while (around >= 0 && (found[around] as Holder).end < end) around = (found[around] as Holder).around;
    // A decorator may stand before it; then what it begins with is taken for a class, which says less.
    const isClass = /^(?:abstract\s|class\b|@)/.test(source.slice(start, start + 10));
    around = found.push({ start, end, untouched: decision === 'untouched', isClass, around }) - 1;
  }
  return found;
}

/**
 * The innermost function that a place belongs to; null: the module. What stands in a class and in none of its members is
 * run by who makes the class, unless it is asked for making an instance.
 */
function holderOf(offset: number, holders: readonly Holder[], makes: boolean): Holder | null {
  let [low, high] = [0, holders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((holders[middle] as Holder).start <= offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 0; ) {
    const holder = holders[at] as Holder;
    if (holder.end > offset && (makes || !holder.isClass)) return holder;
    at = holder.around;
  }
  return null;
}

function activationsIn(program: t.Program): readonly Activation[] {
  const found: Activation[] = [];
  const visit = (node: t.Node, around: Activation | null, cls: Activation | null): void => {
    let own = around;
    let inside = cls;
    if (t.isFunction(node) || t.isClass(node) || t.isStaticBlock(node) || isField(node)) {
      const instance = cls !== null && (isField(node) ? !node.static : t.isClassMethod(node, { kind: 'constructor' }));
      own = { node, own: new Set(), group: instance ? cls.group : [] };
      own.group.push(own);
      found.push(own);
      inside = t.isClass(node) ? own : null;
    }
    if (typeof node.start === 'number') own?.own.add(node.start);
    eachChild(node, (child) => visit(child, own, inside));
  };
  visit(program, null, null);
  return found;
}

const isField = (node: t.Node): node is t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty =>
  t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isClassAccessorProperty(node);

interface OriginInSource {
  readonly offset: number;
  /** The same word stands there. */
  readonly isSame: boolean;
}

/** Looks up places that the map has exactly. */
function originsOf(text: string, source: string, trace: TraceMap, file: number): (offset: number) => OriginInSource | null {
  const [lines, sourceLines] = [linesOf(text), linesOf(source)];
  return (offset) => {
    const line = lineAt(lines, offset);
    const column = offset - (lines[line] as number);
    const segment = traceSegment(trace, line, column);
    if (!segment || segment.length === 1 || segment[0] !== column || segment[1] !== file) return null;
    const start = sourceLines[segment[2]];
    if (start === undefined) return null;
    const place = start + segment[3];
    const word = wordAt(text, offset);
    return { offset: place, isSame: word !== '' && word === wordAt(source, place) };
  };
}

function wordAt(text: string, offset: number): string {
  const word = /[\w$#\u0080-\uffff]*/y;
  word.lastIndex = offset;
  return word.exec(text)?.[0] ?? '';
}

/** The offsets at which lines begin. */
const linesOf = (text: string): readonly number[] => [
  0,
  ...[...text.matchAll(/\r\n?|[\n\u2028\u2029]/g)].map((end) => end.index + end[0].length),
];
