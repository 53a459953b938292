/**
 * Moves parameters that are more than a name into the body, where they are ordinary declarations:
 *
 *   function f(a, b = g(), { c }) { … }
 *   → function f(a, ...$rest) { let b = $rest[0] === void 0 ? g() : $rest[0]; let { c } = $rest[1]; … }
 *
 * `f.length` stays what it was: it counts the parameters before the first default or rest.
 */
import * as t from '@babel/types';
import { block, call, declare, id, is, num, undef } from '../ast/build.ts';
import { declaredNames, isClosure, isVariable, patternNames, slots, variableNames } from '../ast/walk.ts';

/** Marks a statement that comes before the parameters are evaluated, and that they see. */
export const first = <T extends t.Statement>(statement: T): T => Object.assign(statement, { extra: { first: true } });
export const isFirst = (node: t.Node): boolean => node.extra?.first === true;

export const isSimple = (node: t.Function): boolean => node.params.every((param) => t.isIdentifier(param));

const isSetter = (node: t.Function): boolean => t.isMethod(node) && node.kind === 'set';

/** @returns how many statements the parameters have become */
export function moveParameters(node: t.Function, fresh: (base: string) => string, sourceNames: Map<string, string>, tail: string): number {
  separateBody(node, fresh, sourceNames);
  const params = node.params;
  const kept = params.findIndex((param) => !t.isIdentifier(param));
  // A pattern without a default counts in `length`: it becomes a plain name.
  const named: t.Identifier[] = params.slice(0, kept) as t.Identifier[];
  const body: t.Statement[] = [];
  let index = kept;
  for (; index < params.length; index++) {
    const param = params[index];
    if (t.isObjectPattern(param) || t.isArrayPattern(param) || t.isIdentifier(param)) {
      const name = id(fresh('$p'));
      named.push(name);
      body.push(declaration(param, param, id(name.name)));
    } else break;
  }
  const first = index;
  const rest = fresh('$rest');
  for (; index < params.length; index++) {
    const param = params[index];
    const value = isSetter(node) ? id(rest) : t.memberExpression(id(rest), num(index - first), true);
    if (t.isAssignmentPattern(param)) {
      const init = t.conditionalExpression(is(value, undef()), param.right, t.cloneNode(value));
      body.push(declaration(param, param.left, spanning(init, param.right)));
    } else if (t.isRestElement(param)) {
      const from = index === first ? id(rest) : call(tail, id(rest), num(index - first));
      body.push(declaration(param, param.argument, from));
    } else if (param) body.push(declaration(param, param, value));
  }
  // With plain parameters alone, `arguments` would share their values in sloppy code.
  const shares = variableNames(node.body).has('arguments');
  node.params = named;
  // A setter can have no rest, but its parameter can still be one that does not count.
  if (isSetter(node)) node.params = first < params.length ? [t.assignmentPattern(id(rest), undef())] : named;
  else if (first < params.length || shares) node.params = [...named, t.restElement(id(rest))];
  const old = t.isBlockStatement(node.body) ? node.body : block([t.returnStatement(node.body as t.Expression)]);
  old.body.unshift(...body);
  node.body = old;
  if (t.isArrowFunctionExpression(node)) node.expression = false;
  return body.length;
}

/** Keeps the place in the source: it tells which uses come before a variable has its value. */
const spanning = <T extends t.Node>(node: T, from: t.Node): T => Object.assign(node, { start: from.start, end: from.end });

const declaration = (from: t.Node, target: t.Node, init: t.Expression): t.Statement =>
  t.variableDeclaration('let', [spanning(t.variableDeclarator(target as t.Identifier, init), from)]);

/**
 * With such parameters the body has variables of its own: `function f(a, g = () => a) { var a; … }` has two `a`.
 * The parameter gets another name, and the body's variable starts with its value.
 */
function separateBody(node: t.Function, fresh: (base: string) => string, sourceNames: Map<string, string>): void {
  if (!t.isBlockStatement(node.body)) return;
  const vars = new Set<string>();
  const functions = new Set<string>();
  const lexical = new Set<string>();
  const collect = (current: t.Node, top: boolean): void => {
    for (const { child } of slots(current)) {
      if (isFirst(child)) continue;
      if (t.isFunctionDeclaration(child)) {
        if (top && child.id) functions.add(child.id.name);
      } else if (t.isClassDeclaration(child)) {
        if (top && child.id) lexical.add(child.id.name);
      } else if (!isClosure(child)) {
        if (t.isVariableDeclaration(child) && child.kind === 'var') for (const name of patternNames(child)) vars.add(name);
        else if (t.isVariableDeclaration(child) && top) for (const name of patternNames(child)) lexical.add(name);
        collect(child, false);
      }
    }
  };
  collect(node.body, true);
  const starts: t.Statement[] = [];
  for (const name of node.params.flatMap((param) => patternNames(param))) {
    if (!vars.has(name) && !functions.has(name)) continue;
    const other = fresh(name);
    for (const param of node.params) renameParameter(param, name, other);
    if (!functions.has(name)) starts.push(declare('var', name, id(other)));
  }
  // What a parameter takes from outside the body's variables don't hide.
  const used = new Set(node.params.flatMap((param) => [...variableNames(param)]));
  for (const name of [...vars, ...functions, ...lexical]) {
    if (used.has(name) && !node.params.some((param) => patternNames(param).includes(name))) {
      const other = fresh(name);
      sourceNames.set(other, name);
      renameParameter(node.body, name, other);
    }
  }
  node.body.body.unshift(...starts);
}

function renameParameter(root: t.Node, name: string, other: string): void {
  const visit = (node: t.Node, parent: t.Node | null): void => {
    if (t.isIdentifier(node, { name }) && isVariable(node, parent)) node.name = other;
    if (t.isObjectProperty(node) && node.shorthand && t.isIdentifier(node.key, { name })) {
      node.shorthand = false;
      node.key = id(name);
    }
    for (const { child } of slots(node)) {
      if (t.isFunction(child) && declaredNames(child).has(name) && !(t.isFunctionDeclaration(child) && child.id?.name === name)) continue;
      visit(child, node);
    }
  };
  visit(root, null);
}
