/**
 * Moves parameters that are more than a name into the body, where they are ordinary declarations:
 *
 *   function f(a, b = g(), { c }) { … }
 *   → function f(a, ...$rest) { let b = $rest[0] === void 0 ? g() : $rest[0]; let { c } = $rest[1]; … }
 *
 * `f.length` stays what it was: it counts the parameters before the first default or rest.
 */
import * as t from '@babel/types';
import { block, call, id, is, num, undef } from '../ast/build.ts';

export const isSimple = (node: t.Function): boolean => node.params.every((param) => t.isIdentifier(param));

export function moveParameters(node: t.Function, fresh: (base: string) => string, tail: string): void {
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
      body.push(t.variableDeclaration('let', [t.variableDeclarator(param as t.ObjectPattern, id(name.name))]));
    } else break;
  }
  const first = index;
  const rest = fresh('$rest');
  for (; index < params.length; index++) {
    const param = params[index];
    const value = t.memberExpression(id(rest), num(index - first), true);
    if (t.isAssignmentPattern(param)) {
      body.push(t.variableDeclaration('let', [t.variableDeclarator(param.left as t.Identifier, t.conditionalExpression(is(value, undef()), param.right, t.cloneNode(value)))]));
    } else if (t.isRestElement(param)) {
      const from = index === first ? id(rest) : call(tail, id(rest), num(index - first));
      body.push(t.variableDeclaration('let', [t.variableDeclarator(param.argument as t.Identifier, from)]));
    } else body.push(t.variableDeclaration('let', [t.variableDeclarator(param as t.Identifier, value)]));
  }
  node.params = first < params.length ? [...named, t.restElement(id(rest))] : named;
  const old = t.isBlockStatement(node.body) ? node.body : block([t.returnStatement(node.body as t.Expression)]);
  old.body.unshift(...body);
  node.body = old;
  if (t.isArrowFunctionExpression(node)) node.expression = false;
}

