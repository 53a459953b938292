/** Which names a compiled function keeps in its frames: its own variables, and what it takes from around, `this` and its like among them. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../ast/activation.ts';
import { id } from '../ast/build.ts';
import { eachChild, homeOf, isClosure, isVariable, patternNames, replaced, slots, walkActivation } from '../ast/walk.ts';
import { isLexical } from './flavours.ts';
import { type FunctionInfo, LEXICAL } from './function.ts';
import { isNothingToDelete } from './normalise.ts';

/** Own variables, and values from outside that frames carry. */
export function localsOf(
  node: t.Function,
  names: ReadonlySet<string>,
  self: string,
  parent: FunctionInfo | null,
  copies: ReadonlySet<string> | undefined,
): Set<string> {
  const locals = new Set<string>(copies);
  const declared = (current: t.Node): void => {
    eachChild(current, (child) => {
      if (t.isFunctionDeclaration(child) || t.isClassDeclaration(child)) {
        if (child.id) locals.add(child.id.name);
      } else if (!isClosure(child)) {
        if (t.isVariableDeclaration(child)) for (const name of patternNames(child)) locals.add(name);
        if (t.isCatchClause(child) && child.param) for (const name of patternNames(child.param)) locals.add(name);
        declared(child);
      }
    });
  };
  for (const param of node.params) for (const name of patternNames(param)) locals.add(name);
  declared(node.body);
  if (parent) for (const name of names) if (parent.locals.has(name) || (name === parent.self && !parent.selfAtHome)) locals.add(name);
  for (const name of Object.values(LEXICAL)) if (names.has(name)) locals.add(name);
  // Heritage and computed names of a class or method belong to the code around it.
  walkActivation(node, (child) => {
    if (t.isThisExpression(child) || homeOf(child) !== null) locals.add(LEXICAL.this);
    else if (t.isMetaProperty(child) && child.meta.name === 'new') locals.add(LEXICAL.newTarget);
    else if (t.isIdentifier(child, { name: 'arguments' })) locals.add(LEXICAL.arguments);
  });
  locals.delete(self);
  return locals;
}

/** Does an arrow share `this` with a compiled activation around it? */
export function sharesLexical(path: NodePath, isCompiled: (node: t.Node) => boolean): boolean {
  if (!isLexical(path.node)) return false;
  const around = activationAround(path);
  if (around === null) return false;
  if (isCompiled(around)) return true;
  const up = path.findParent((one) => one.node === around);
  return up !== null && sharesLexical(up, isCompiled);
}

/** Arrows take `this`, `arguments` and `new.target` of the compiled function around them as ordinary names. */
export function shareLexical(node: t.Function): void {
  const share = <T extends t.Node>(root: T, inArrow: boolean): T =>
    replaced(root, (child, parent) => {
      if (isLexical(child)) {
        for (const { key: slot, index, child: part } of slots(child)) {
          const record = child as unknown as Record<string, unknown>;
          if (index === null) record[slot] = share(part, true);
          else (record[slot] as t.Node[])[index] = share(part, true);
        }
        return child;
      }
      if (t.isFunction(child)) {
        if (t.isMethod(child) && child.computed) {
          child.key = share(child.key, inArrow) as t.Expression;
        }
        return child;
      }
      if (t.isClass(child)) {
        if (child.superClass) {
          child.superClass = share(child.superClass, inArrow);
        }
        for (const element of child.body.body) {
          if ('computed' in element && element.computed) element.key = share(element.key, inArrow) as typeof element.key;
        }
        return child;
      }
      if (!inArrow) return null;
      if (isNothingToDelete(child)) return t.booleanLiteral(true);
      if (t.isThisExpression(child)) return Object.assign(id(LEXICAL.this), { loc: child.loc });
      if (t.isMetaProperty(child) && child.meta.name === 'new') return id(LEXICAL.newTarget);
      if (t.isIdentifier(child, { name: 'arguments' }) && isVariable(child, parent)) return id(LEXICAL.arguments);
      return null;
    });
  share(node.body, false);
}
