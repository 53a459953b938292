/**
 * A body may declare its parameters once more. Where it becomes a function of its own, that would be another variable:
 *
 *   async function* g(d) { var d = f(d), e; for (var d of e) … }
 *   → the body: var e;  d = f(d);  for (d of e) …
 */
import * as t from '@babel/types';
import { patternNames, replace, walk } from '../ast/walk.ts';

/** Makes assignments to parameters of what a body declares under their names. */
export function assignRedeclared(body: t.BlockStatement, params: ReadonlySet<string>): void {
  const others = new Set<string>();
  const swap = (node: t.Node, parent: t.Node, key: string): t.Node | null => {
    if (t.isFunction(node) || t.isClass(node)) return node;
    if (!t.isVariableDeclaration(node) || node.kind !== 'var' || !patternNames(node).some((name) => params.has(name))) return null;
    for (const name of patternNames(node)) if (!params.has(name)) others.add(name);
    for (const { init } of node.declarations) if (init) replace(init, swap);
    if (t.isForXStatement(parent) && key === 'left') return node.declarations[0]?.id ?? node;
    const values = node.declarations.flatMap(({ id, init }) =>
      init ? [Object.assign(t.assignmentExpression('=', id as t.LVal, init), { loc: node.loc })] : [],
    );
    const value = values.length > 1 ? t.sequenceExpression(values) : values[0];
    if (t.isForStatement(parent)) return value ?? t.unaryExpression('void', t.numericLiteral(0));
    return value ? Object.assign(t.expressionStatement(value), { loc: node.loc }) : t.emptyStatement();
  };
  if (params.size > 0 && declaresAny(body, params)) replace(body, swap);
  if (others.size > 0)
    body.body.unshift(
      t.variableDeclaration(
        'var',
        [...others].map((name) => t.variableDeclarator(t.identifier(name))),
      ),
    );
}

function declaresAny(body: t.BlockStatement, names: ReadonlySet<string>): boolean {
  let found = false;
  walk(body, (node) => {
    found ||= t.isVariableDeclaration(node) && node.kind === 'var' && patternNames(node).some((name) => names.has(name));
    return !found && !t.isFunction(node) && !t.isClass(node);
  });
  return found;
}
