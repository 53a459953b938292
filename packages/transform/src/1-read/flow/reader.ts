/** The state of reading one module's flow, shared by the files for values, targets, statements and functions. */
import type { Binding, NodePath, Scope } from '@babel/traverse';
import type * as t from '@babel/types';
import type { Position } from '../../errors.ts';
import type { Cell, Export, FlowObject, FlowUnit, ModuleFlow, Op } from '../../flow.ts';

/** What surrounds the code that is being read. */
export interface Place {
  readonly unit: number;
  readonly scope: Scope;
  readonly result: Cell;
  readonly yields: Cell;
  /** Of the innermost function that is no arrow. */
  readonly receiver: Cell;
  readonly list: () => Cell;
  /** Where `super` looks: the class, and whether from static code. */
  readonly home: { readonly cls: Cell; readonly isStatic: boolean } | null;
}

export interface Reader {
  readonly cell: () => Cell;
  readonly emit: (op: Op) => void;
  readonly object: (object: FlowObject) => number;
  readonly unit: (node: t.Node, name: string, form: FlowUnit['form'], parts: Partial<FlowUnit>) => number;
  readonly replaceUnit: (unit: number, parts: Partial<FlowUnit>) => void;
  readonly variable: (binding: Binding) => Cell;
  /** TypeScript's namespaces, by name: what is merged is one object, and so is what only has the same name. */
  readonly namespaces: ReadonlyMap<string, Cell>;
  readonly export: (one: Export) => void;
  readonly source: (source: string) => void;
  /** What stands before a statement is said of the function in it. */
  readonly hold: (node: t.Node, holder: t.Node) => void;
  /** The scope that a node makes, or the one around. */
  readonly scopeOf: (node: t.Node, around: Scope) => Scope;
  /** It holds a direct `eval`: what it does not declare may have been declared there. */
  readonly evaluates: () => void;
  readonly commonjs: { readonly exports: Cell; readonly module: Cell };
  readonly isModule: boolean;
  readonly finish: () => ModuleFlow;
}

const positionOf = ({ loc }: t.Node): Position => ({ line: loc?.start.line ?? 1, column: loc?.start.column ?? 0 });

/** A place that calls. */
export const siteOf = (node: t.Node, { unit }: Place): { readonly unit: number; readonly at: number } => ({ unit, at: node.start ?? 0 });

/** `@fiber` or `@no-fiber` in a comment, on a line of its own or alone. */
const directiveIn = (comments: readonly t.Comment[] | null | undefined): FlowUnit['directive'] => {
  for (const { value } of comments ?? []) {
    const found = /^[\s*]*@(no-)?fiber\s*$/m.exec(value);
    if (found) return found[1] ? 'no-fiber' : 'fiber';
  }
  return null;
};

export function createReader(program: NodePath<t.Program>, source: string): Reader {
  const scopes = new Map<t.Node, Scope>([[program.node, program.scope]]);
  /** Comments that have been taken for those of a function. */
  const taken = new Set<t.Comment>();
  program.traverse({ Scopable: (path) => void scopes.set(path.node, path.scope) });
  const variables = new Map<Binding, Cell>();
  const holders = new Map<t.Node, t.Node>();
  const numbers = new Map<t.Node, number>();
  const owners: (readonly [Cell, number])[] = [];
  const units: FlowUnit[] = [];
  const objects: FlowObject[] = [];
  const ops: Op[] = [];
  const exports: Export[] = [];
  const sources = new Set<string>();
  let cells = 0;
  let evaluates = false;
  const cell = (): Cell => cells++;
  const commonjs = { exports: cell(), module: cell() };
  // `export =` is TypeScript's way of saying `module.exports =`.
  const isModule = program.node.sourceType === 'module' && !program.node.body.some(({ type }) => type === 'TSExportAssignment');
  const variable = (binding: Binding): Cell => {
    const known = variables.get(binding);
    if (known !== undefined) return known;
    const made = cell();
    variables.set(binding, made);
    const unit = numbers.get(binding.scope.getFunctionParent()?.block ?? program.node);
    if (unit !== undefined) owners.push([made, unit]);
    return made;
  };
  const namespaces = new Map<string, Cell>();
  const made = (name: string): void => {
    if (namespaces.has(name)) return;
    namespaces.set(name, cell());
    ops.push({ kind: 'make', object: objects.push({ kind: 'object' }) - 1, to: namespaces.get(name) as Cell });
  };
  program.traverse({ TSModuleDeclaration: ({ node }) => nameParts(node.id).forEach(made) });
  const claim = (node: t.Node): FlowUnit['directive'] => {
    // A statement has the comments of the function with which it begins.
    const comments = [...(node.leadingComments ?? []), ...(holders.get(node)?.leadingComments ?? [])];
    for (const comment of comments) taken.add(comment);
    return directiveIn(comments);
  };
  return {
    cell,
    emit: (op) => void ops.push(op),
    object: (object) => objects.push(object) - 1,
    unit: (node, name, form, parts) => {
      numbers.set(node, units.length);
      return (
        units.push({
          name,
          form,
          at: positionOf(node),
          span: [node.start ?? 0, node.end ?? 0],
          kind: 'plain',
          around: 0,
          params: [],
          rest: null,
          list: null,
          receiver: parts.receiver ?? cell(),
          result: cell(),
          yields: cell(),
          directive: claim(node),
          ...parts,
        }) - 1
      );
    },
    replaceUnit: (unit, parts) => {
      units[unit] = { ...(units[unit] as FlowUnit), ...parts };
    },
    variable,
    namespaces,
    export: (one) => void exports.push(one),
    source: (source) => void sources.add(source),
    scopeOf: (node, around) => scopes.get(node) ?? around,
    evaluates: () => {
      evaluates = true;
    },
    hold: (node, holder) => void holders.set(node, holder),
    commonjs,
    isModule,
    finish: () => ({
      cells,
      variables: owners,
      units,
      objects,
      ops,
      exports,
      sources: [...sources],
      lines: lineStarts(source),
      evaluates,
      directive: directiveIn(firstComments(program.node).filter((comment) => !taken.has(comment))),
      isModule,
      commonjs,
    }),
  };
}

/** `a.b.c`; a module that is only declared has a string, or `global`. */
export const nameParts = (id: t.Node): readonly string[] =>
  id.type === 'Identifier' ? [id.name] : id.type === 'TSQualifiedName' ? [...nameParts(id.left), id.right.name] : [];

/** Comments in front of everything else. */
const firstComments = ({ body, directives, innerComments }: t.Program): readonly t.Comment[] =>
  [directives[0]?.leadingComments, body[0]?.leadingComments, innerComments].flatMap((comments) => comments ?? []);

function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
