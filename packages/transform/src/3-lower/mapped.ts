/** Sloppy functions whose parameters and `arguments` share their values. */
import * as t from '@babel/types';
import { isVariable, patternNames, slots } from '../ast/walk.ts';

/**
 * Sloppy functions whose parameters and `arguments` are two views of the same variables, and which use that: the
 * parameters become boxes that look into the `arguments` object.
 */
export function mappedParameters(node: t.Function): ReadonlyMap<t.Node, number> {
  const mapped = new Map<t.Node, number>();
  if (t.isArrowFunctionExpression(node) || !node.params.every((param) => t.isIdentifier(param)) || !sharesArguments(node)) return mapped;
  for (const [index, param] of node.params.entries()) mapped.set(param, index);
  return mapped;
}

function sharesArguments(node: t.Function): boolean {
  const names = new Set(node.params.flatMap((param) => patternNames(param)));
  let used = false;
  let changes = false;
  const visit = (current: t.Node, parent: t.Node | null, own: boolean): void => {
    if (t.isIdentifier(current, { name: 'arguments' }) && own && isVariable(current, parent)) {
      used = true;
      // Reading it leaves it as it is; whoever gets hold of it may write.
      changes ||= !(t.isMemberExpression(parent) && parent.object === current) && !t.isSpreadElement(parent);
    }
    if (t.isAssignmentExpression(current) || t.isUpdateExpression(current) || t.isForXStatement(current)) {
      const target = t.isUpdateExpression(current) ? current.argument : current.left;
      changes ||= patternNames(target).some((name) => names.has(name));
      changes ||= t.isMemberExpression(target) && t.isIdentifier(target.object, { name: 'arguments' });
    }
    for (const { child } of slots(current)) visit(child, current, own && (!t.isFunction(child) || t.isArrowFunctionExpression(child)));
  };
  visit(node.body, node, true);
  return used && changes;
}
