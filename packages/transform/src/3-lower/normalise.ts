/**
 * Rewrites the few odd shapes of the language that later steps would otherwise have to know, before scopes are read:
 *
 * - `if (x) function f() {}` gets the block that the language gives it;
 * - `catch (e) { var e = 1 }` assigns the parameter and declares a variable of the function: it becomes both;
 * - `catch ({ message })` takes its pattern apart in its body;
 * - a loop or switch that stands alone as a body gets a block, where variables can be put beside it.
 */
import * as t from '@babel/types';
import { assign, block, declare, id, run } from '../ast/build.ts';
import { isClosure, slots } from '../ast/walk.ts';

export function normalise(fn: t.Function, fresh: (base: string) => string): void {
  const declared = new Set<string>();
  const visit = (node: t.Node, caught: readonly string[]): void => {
    const record = node as unknown as Record<string, unknown>;
    if (t.isCatchClause(node) && node.param && !t.isIdentifier(node.param)) {
      const caughtAs = fresh('$e');
      node.body.body.unshift(t.variableDeclaration('let', [t.variableDeclarator(node.param as t.ObjectPattern, id(caughtAs))]));
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
