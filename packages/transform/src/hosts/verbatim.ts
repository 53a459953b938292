/**
 * Keeps the source's own text where nothing changed: a printer would reformat it.
 *
 * Before compiling, `snapshot` notes every node. Afterwards `markUnchanged` puts a placeholder where a statement,
 * function, class or member is still what it was, and `restore` replaces the placeholders in the printed text by the
 * text of the source, moving the mappings along.
 */

import * as t from '@babel/types';
import { GenMapping, maybeAddSegment, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping';
import { decodedMappings, TraceMap } from '@jridgewell/trace-mapping';
import { slots } from '../ast/walk.ts';
import type { SourceMap } from '../contracts.ts';

/** What a node was: its plain fields and its children, by identity. */
type Snapshot = ReadonlyMap<t.Node, ReadonlyMap<string, unknown>>;

const IGNORED: ReadonlySet<string> = new Set([
  'start',
  'end',
  'loc',
  'extra',
  'leadingComments',
  'trailingComments',
  'innerComments',
  'range',
  'tokens',
]);

const fieldsOf = (node: t.Node): Map<string, unknown> => {
  const fields = new Map<string, unknown>();
  const children = new Set(t.VISITOR_KEYS[node.type]);
  for (const [key, value] of Object.entries(node)) {
    if (IGNORED.has(key)) continue;
    if (Array.isArray(value)) fields.set(key, [...value]);
    else if (children.has(key) || typeof value !== 'object' || value === null) fields.set(key, value ?? null);
  }
  return fields;
};

export function snapshot(program: t.Program): Snapshot {
  const nodes = new Map<t.Node, ReadonlyMap<string, unknown>>();
  t.traverseFast(program, (node) => void nodes.set(node, fieldsOf(node)));
  return nodes;
}

function unchanged(before: Snapshot): (node: t.Node) => boolean {
  const memo = new Map<t.Node, boolean>();
  const same = (node: t.Node): boolean => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const fields = before.get(node);
    const now = fieldsOf(node);
    let result = fields !== undefined && typeof node.start === 'number';
    if (fields)
      for (const key of new Set([...fields.keys(), ...now.keys()])) result &&= equal(fields.get(key) ?? null, now.get(key) ?? null);
    if (result) for (const { child } of slots(node)) result &&= same(child);
    memo.set(node, result);
    return result;
  };
  return same;
}

const equal = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, index) => item === b[index]) : a === b;

export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /** What the printed placeholder would have had around it. */
  readonly form: 'statement' | 'member' | 'expression';
  readonly parenthesized: boolean;
  /** It ends with a semicolon, or should: what comes next may begin with a parenthesis. */
  readonly semicolon: boolean;
}

/** Statements, and members of a class, that end with a semicolon where they don't end with another one that does. */
const SIMPLE: ReadonlySet<string> = new Set([
  'BreakStatement',
  'ClassPrivateProperty',
  'ClassProperty',
  'ContinueStatement',
  'DebuggerStatement',
  'DoWhileStatement',
  'ExpressionStatement',
  'ReturnStatement',
  'ThrowStatement',
  'VariableDeclaration',
]);

function endsWithSemicolon(node: t.Node): boolean {
  if (t.isIfStatement(node)) return endsWithSemicolon(node.alternate ?? node.consequent);
  if (t.isFor(node) || t.isWhileStatement(node) || t.isLabeledStatement(node) || t.isWithStatement(node))
    return endsWithSemicolon(node.body);
  if (t.isExportNamedDeclaration(node)) return !node.declaration || endsWithSemicolon(node.declaration);
  if (t.isExportDefaultDeclaration(node)) return t.isExpression(node.declaration);
  return SIMPLE.has(node.type) || t.isImportDeclaration(node) || t.isExportAllDeclaration(node);
}

const MARK = '$verbatim$';

/** @returns the pieces of source that the placeholders stand for */
export function markUnchanged(program: t.Program, before: Snapshot, source: string): readonly Piece[] {
  const same = unchanged(before);
  // A source that uses the placeholder's name is printed as a whole.
  if (source.includes(MARK)) return [];
  const pieces: Piece[] = [];
  const placeholder = (node: t.Node, form: Piece['form']): t.Identifier => {
    pieces.push({
      start: node.start ?? 0,
      end: node.end ?? 0,
      line: node.loc?.start.line ?? 1,
      column: node.loc?.start.column ?? 0,
      form,
      parenthesized: node.extra?.parenthesized === true,
      semicolon: form === 'expression' || endsWithSemicolon(node),
    });
    return t.identifier(`${MARK}${pieces.length - 1}$`);
  };
  const stand = (node: t.Node): t.Node | null => {
    if (!same(node)) return null;
    if (t.isObjectMethod(node)) {
      const name = placeholder(node, 'member');
      return t.objectProperty(name, name, false, true);
    }
    if (
      t.isClassMethod(node) ||
      t.isClassProperty(node) ||
      t.isClassPrivateMethod(node) ||
      t.isClassPrivateProperty(node) ||
      t.isStaticBlock(node)
    )
      return t.classProperty(placeholder(node, 'member'));
    if (t.isFunctionExpression(node) || t.isArrowFunctionExpression(node) || t.isClassExpression(node))
      return placeholder(node, 'expression');
    if (t.isStatement(node) && !t.isBlockStatement(node)) return t.expressionStatement(placeholder(node, 'statement'));
    return null;
  };
  const visit = (node: t.Node): void => {
    const record = node as unknown as Record<string, unknown>;
    for (const { key, index, child } of slots(node)) {
      // Declarations in these places are no statements of a list.
      const fixed = t.isExportDeclaration(node) || t.isFor(node) || (t.isLabeledStatement(node) && key === 'body');
      const next = fixed && t.isStatement(child) ? null : stand(child);
      if (next === null) visit(child);
      else {
        t.inheritsComments(next, child);
        if (index === null) record[key] = next;
        else (record[key] as t.Node[])[index] = next;
      }
    }
  };
  visit(program);
  return pieces;
}

/** Puts the pieces back into the printed text. */
export function restore(
  code: string,
  map: SourceMap,
  pieces: readonly Piece[],
  source: string,
): { readonly code: string; readonly map: SourceMap } {
  if (pieces.length === 0) return { code, map };
  const decoded = decodedMappings(new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]));
  const name = map.sources[0] ?? '';
  const made = new GenMapping({ file: map.file ?? null });
  setSourceContent(made, name, source);
  const out: string[] = [];
  let line = 0;
  let column = 0;
  const write = (text: string): void => {
    out.push(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      line++;
      column = 0;
    }
    column += text.length - (text.lastIndexOf('\n') + 1);
  };
  const mark = /\$verbatim\$(\d+)\$;?/g;
  code.split('\n').forEach((printed, printedLine) => {
    if (printedLine > 0) write('\n');
    const segments = decoded[printedLine] ?? [];
    let from = 0;
    const plain = (to: number): void => {
      for (const segment of segments) {
        const [at, file, sourceLine, sourceColumn, symbol] = segment;
        if (at < from || at >= to) continue;
        if (file === undefined || sourceLine === undefined || sourceColumn === undefined) {
          maybeAddSegment(made, line, column + at - from);
          continue;
        }
        const named = symbol === undefined ? undefined : map.names[symbol];
        if (named === undefined) maybeAddSegment(made, line, column + at - from, name, sourceLine, sourceColumn);
        else maybeAddSegment(made, line, column + at - from, name, sourceLine, sourceColumn, named);
      }
      write(printed.slice(from, to));
    };
    for (const found of printed.matchAll(mark)) {
      plain(found.index);
      from = found.index + found[0].length;
      const piece = pieces[Number(found[1])] as Piece;
      const text = source.slice(piece.start, piece.end);
      if (piece.parenthesized) write('(');
      writePiece(
        text,
        piece,
        (at, sourceLine, sourceColumn) => maybeAddSegment(made, line, column + at, name, sourceLine, sourceColumn),
        write,
      );
      if (piece.parenthesized) write(')');
      // The printer's semicolon stays where the source has none of its own.
      if (found[0].endsWith(';') && piece.semicolon && (piece.form === 'expression' || !text.endsWith(';'))) write(';');
    }
    plain(printed.length);
  });
  const { mappings, names, sources, sourcesContent } = encode(made);
  return { code: out.join(''), map: { ...map, mappings, names, sources, sourcesContent } };
}

/** Every word of a piece maps to itself. */
function writePiece(
  text: string,
  piece: Piece,
  add: (at: number, line: number, column: number) => void,
  write: (text: string) => void,
): void {
  text.split('\n').forEach((row, index) => {
    if (index > 0) write('\n');
    const start = index === 0 ? piece.column : 0;
    for (const word of row.matchAll(/[\w$]+|[^\s\w$]+/g)) add(word.index, piece.line - 1 + index, start + word.index);
    write(row);
  });
}

function encode(made: GenMapping): {
  readonly mappings: string;
  readonly names: readonly string[];
  readonly sources: readonly (string | null)[];
  readonly sourcesContent: readonly (string | null)[];
} {
  const { mappings, names, sources, sourcesContent } = toEncodedMap(made);
  return { mappings, names, sources, sourcesContent: sourcesContent ?? [] };
}
