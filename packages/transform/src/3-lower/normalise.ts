/**
 * Rewrites the few odd shapes of the language that later steps would otherwise have to know, before scopes are read:
 *
 * - `if (x) function f() {}` gets the block that the language gives it;
 * - `catch (e) { var e = 1 }` assigns the parameter and declares a variable of the function: it becomes both;
 * - `catch ({ message })` takes its pattern apart in its body;
 * - a loop or switch that stands alone as a body gets a block, where variables can be put beside it.
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, block, declare, id, run } from '../ast/build.ts';
import { isClosure, slots } from '../ast/walk.ts';

export function normalise(fn: t.Function, fresh: (base: string) => string): void {
  const declared = new Set<string>();
  const visit = (node: t.Node, caught: readonly string[]): void => {
    const record = node as unknown as Record<string, unknown>;
    if (t.isCatchClause(node) && node.param && !t.isIdentifier(node.param)) {
      const caughtAs = fresh('$e');
      node.body.body.unshift(t.variableDeclaration('let', [Object.assign(t.variableDeclarator(node.param as t.ObjectPattern, id(caughtAs)), { start: node.param.start, end: node.param.end })]));
      node.param = id(caughtAs);
    }
    const inner = t.isCatchClause(node) && t.isIdentifier(node.param) ? [...caught, node.param.name] : caught;
    for (const { key, index, child } of [...slots(node)]) {
      if (isClosure(child)) {
        if (t.isFunctionDeclaration(child) && index === null && !t.isExportDeclaration(node)) record[key] = block([child]);
        continue;
      }
      if (t.isLabeledStatement(child) && t.isFunctionDeclaration(child.body) && index !== null) {
        (record[key] as t.Node[])[index] = child.body;
        continue;
      }
      visit(child, inner);
      const isBody = index === null && (t.isIfStatement(node) || t.isLoop(node)) && key !== 'init' && key !== 'left';
      if (isBody && (t.isLoop(child) || t.isSwitchStatement(child) || t.isLabeledStatement(child))) record[key] = block([child]);
      if (t.isVariableDeclaration(child) && child.kind === 'var' && index !== null) replaceCaught(record[key] as t.Statement[], child, inner);
    }
  };
  const replaceCaught = (list: t.Statement[], node: t.VariableDeclaration, caught: readonly string[]): void => {
    if (!node.declarations.some((one) => t.isIdentifier(one.id) && caught.includes(one.id.name))) return;
    const statements = node.declarations.flatMap((one): t.Statement[] => {
      if (!t.isIdentifier(one.id) || !caught.includes(one.id.name)) return [t.variableDeclaration('var', [one])];
      declared.add(one.id.name);
      return one.init ? [run(assign(id(one.id.name), one.init))] : [];
    });
    list.splice(list.indexOf(node), 1, ...statements);
  };
  visit(fn.body, []);
  if (t.isBlockStatement(fn.body)) fn.body.body.unshift(...[...declared].map((name) => declare('var', name, null)));
}

/**
 * In sloppy code a function declared in a block is also a variable of the function around it, which gets its value
 * where the declaration stands (Annex B.3.3):
 *
 *   if (x) { function g() {} }   →   var g;  if (x) { function g$1() {}  g = g$1; }
 */
export function hoistBlockFunctions(path: NodePath<t.Function>, fresh: (base: string) => string, sourceNames: Map<string, string>): void {
  const declared = new Set<string>();
  path.traverse({
    FunctionDeclaration(inner) {
      const name = inner.node.id?.name ?? '';
      const { scope } = inner.parentPath;
      if (inner.node.async || inner.node.generator || inner.parent === path.node.body || inner.getFunctionParent() !== path || sourceNames.has(name)) return;
      for (let up = scope.parent; up; up = up.parent) {
        const kind = up.getOwnBinding(name)?.kind as string | undefined;
        if (kind !== undefined && kind !== 'var' && kind !== 'hoisted') return;
        if (up === path.scope) break;
      }
      const list = inner.container as t.Statement[];
      const next = fresh(name);
      scope.rename(name, next);
      sourceNames.set(next, name);
      list.splice(list.indexOf(inner.node) + 1, 0, run(assign(name, id(next))));
      declared.add(name);
    },
  });
  if (t.isBlockStatement(path.node.body)) path.node.body.body.unshift(...[...declared].map((name) => declare('var', name, null)));
}
