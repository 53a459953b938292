/** Sloppy functions whose parameters and `arguments` share their values. */
import * as t from '@babel/types';
import { assign, block, id, run } from '../ast/build.ts';
import { hidesArguments, isVariable, patternNames, slots } from '../ast/walk.ts';
import { isLexical } from './flavours.ts';

/**
 * The parameters of a sloppy function that are another view of what its `arguments` object holds, where the function uses
 * that. They stay where the engine can see them, and get a box that looks at them: only the engine knows how long the
 * two belong together.
 */
export function mappedParameters(node: t.Function): ReadonlySet<t.Node> {
  if (t.isArrowFunctionExpression(node) || !node.params.every((param) => t.isIdentifier(param))) return new Set();
  return new Set(hidesArguments(node) || !sharesArguments(node) ? [] : node.params);
}

/** `{ get v() { return x }, set v($v) { x = $v } }`: a box whose content is the variable. */
export const viewOf = (name: string, value: string): t.Expression =>
  Object.assign(
    t.objectExpression([
      t.objectMethod('get', id('v'), [], block([t.returnStatement(id(name))])),
      t.objectMethod('set', id('v'), [id(value)], block([run(assign(name, id(value)))])),
    ]),
    { extra: { view: true } },
  );

/** Views are never lifted: they have to see the variable itself. */
export const isView = (node: t.Node): boolean => node.extra?.view === true;

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
    for (const { child } of slots(current)) visit(child, current, own && (!t.isFunction(child) || isLexical(child)));
  };
  visit(node.body, node, true);
  return used && changes;
}
