/**
 * Closures in the heads of loops and catch clauses. What is lifted out of them has to see the variables of the head, and a
 * head has no place for declarations; so they get one:
 *
 *   for (let i = 0; check(() => f() + i); i++) …
 *   → for (let i = 0; check((() => { return () => f() + i; })()); i++) …
 *
 * A `catch` with a pattern is taken apart, as scope analysis does not find its variables from inside of it. (Heads in
 * compiled functions are lowered, and their variables boxed.)
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { block, call, id } from '../ast/build.ts';
import { freeNames, patternNames, replaceChild, variableNames, walkActivation } from '../ast/walk.ts';

/** The loop or catch clause in whose head something stands, with no function between. */
function headAround(path: NodePath): NodePath | null {
  for (let up = path; up.parentPath; up = up.parentPath) {
    const { parentPath, key } = up;
    if (parentPath.isFor() && key !== 'body') return parentPath;
    if (parentPath.isCatchClause() && key === 'param') return parentPath;
    if (parentPath.isFunction() || (parentPath.isStatement() && !parentPath.isVariableDeclaration())) return null;
  }
  return null;
}

/** @returns whether anything has changed */
export function encloseInHeads(
  compiled: readonly NodePath<t.Function>[],
  { fresh, refuse }: { readonly fresh: (base: string) => string; readonly refuse: (node: t.Node) => never },
): boolean {
  const nodes = new Set<t.Node>(compiled.map(({ node }) => node));
  const done = new Set<t.Node>();
  for (const path of compiled) {
    if (path.findParent((up) => nodes.has(up.node))) continue;
    const whole = path.isMethod() || path.isClassPrivateMethod() ? path.findParent((up) => up.isClass() || up.isObjectExpression()) : path;
    const head = whole?.isExpression() ? headAround(whole) : null;
    if (!whole || !head || done.has(whole.node)) continue;
    done.add(whole.node);
    if (head.isCatchClause()) {
      splitCatch(head.node, fresh);
      continue;
    }
    const free = freeNames(whole.node as t.Expression);
    if (!namesIn(head.node).some((name) => free.has(name))) continue;
    // What is in an arrow cannot be given to the function around.
    if (gives(whole.node)) refuse(whole.node);
    const value = whole.node as t.Expression;
    const arrow = t.arrowFunctionExpression([], block([t.returnStatement(value)]));
    replaceChild(whole.parent, value, call(t.parenthesizedExpression(arrow)));
  }
  return done.size > 0;
}

/** `catch ({ a, b = () => a }) { … }` → `catch ($e) { let { a, b = () => a } = $e; … }` */
export function splitCatch(clause: t.CatchClause, fresh: (base: string) => string): void {
  const { param, body } = clause;
  if (!t.isPattern(param)) return;
  const caught = fresh('$e');
  // What the pattern uses is outside of the block.
  const used = variableNames(param);
  if (lexicalNames(body.body).some((name) => used.has(name))) clause.body = block([body]);
  const declarator = t.variableDeclarator(param as t.ObjectPattern, id(caught));
  clause.body.body.unshift(t.variableDeclaration('let', [Object.assign(declarator, { start: param.start, end: param.end })]));
  clause.param = id(caught);
}

/** What the statements declare in their block. */
export const lexicalNames = (statements: readonly t.Statement[]): string[] =>
  statements.flatMap((statement) =>
    t.isVariableDeclaration(statement) && statement.kind !== 'var'
      ? patternNames(statement)
      : t.isFunctionDeclaration(statement) || t.isClassDeclaration(statement)
        ? [statement.id?.name ?? '']
        : [],
  );

/** The variables that the head of a loop declares. */
function namesIn(head: t.Node): readonly string[] {
  const declaration = t.isForStatement(head) ? head.init : (head as t.ForXStatement).left;
  return t.isVariableDeclaration(declaration) && declaration.kind !== 'var'
    ? declaration.declarations.flatMap(({ id }) => patternNames(id))
    : [];
}

/** Does it hold a `yield` or an `await` that belongs to the function around? */
function gives(node: t.Node): boolean {
  let found = false;
  const look = (inner: t.Node): void => {
    found ||= t.isYieldExpression(inner) || t.isAwaitExpression(inner);
  };
  walkActivation(node, look, false);
  return found;
}
