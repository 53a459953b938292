/** What of a class is evaluated before the class is made, heritage and computed names, and where it uses the name of the class. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../../ast/activation.ts';
import { call, id } from '../../ast/build.ts';
import { isPrivate, isStaticCode, usedTooEarly } from '../../ast/classes.ts';
import { harmless } from '../../ast/supers.ts';
import { isVariable } from '../../ast/walk.ts';
import { type RewriteContext, waits } from './supers.ts';

export interface Head {
  readonly params: readonly string[];
  readonly values: readonly t.Expression[];
}

/** Heritage and computed names are evaluated before, in order, if the class moves into a function or a name of it moves. */
export function hoistHead(node: t.Class, moved: readonly t.Node[], cx: RewriteContext): Head {
  const params: string[] = [];
  const values: t.Expression[] = [];
  const take = (value: t.Expression): t.Identifier => {
    const name = cx.fresh('$head');
    params.push(name);
    values.push(value);
    return id(name);
  };
  const keys = node.body.body.flatMap((element) =>
    'computed' in element && element.computed && !t.isStringLiteral(element.key) && !t.isNumericLiteral(element.key) ? [element] : [],
  );
  const leaves = moved.some((element) => t.isStaticBlock(element) || isPrivate(element) || isStaticCode(element));
  if (!leaves && !keys.some((element) => moved.includes(element))) return { params, values };
  const outOfPlace = usedTooEarly(node);
  if (outOfPlace) cx.refuse(outOfPlace, 'PRIVATE_HEAD');
  const parent = node.superClass;
  if (parent && !t.isNullLiteral(parent) && (keys.length > 0 || !t.isIdentifier(parent))) node.superClass = take(parent);
  for (const element of keys)
    element.key = take(harmless(call(cx.runtime('propertyKey'), element.key as t.Expression))) as typeof element.key;
  return { params, values };
}

/**
 * Uses of the class's own name while it is being made: inside it is a constant, in its dead zone until then. A class
 * that moves takes such uses from where they see it.
 */
export function earlyUses(path: NodePath<t.Class>, cx: RewriteContext): readonly t.Identifier[] {
  const { node } = path;
  const name = node.id?.name;
  const owner = activationAround(path);
  if (name === undefined || owner === null || !cx.suspends(owner)) return [];
  const keys = (path.get('body.body') as NodePath[]).flatMap((element) =>
    'computed' in element.node && element.node.computed ? [element.get('key') as NodePath] : [],
  );
  const heads = [...(node.superClass ? [path.get('superClass') as NodePath] : []), ...keys];
  if (heads.some((head) => waits(head.node))) return [];
  const uses: t.Identifier[] = [];
  const look = (use: NodePath<t.Identifier>): void => {
    if (use.node.name !== name || !isVariable(use.node, use.parent) || use.scope.getBinding(name)?.path.node !== node) return;
    if (t.isObjectProperty(use.parent)) use.parent.shorthand = false;
    uses.push(use.node);
  };
  for (const head of heads) {
    if (head.isIdentifier()) look(head);
    else head.traverse({ Identifier: look });
  }
  return uses;
}

/** Outside of the class its own name may mean something else, or nothing yet. */
export function renameClass(path: NodePath<t.Class>, moved: readonly t.Node[], self: () => string): void {
  const name = path.node.id?.name;
  if (name === undefined) return;
  const uses: t.Identifier[] = [];
  for (const element of path.get('body.body') as NodePath[]) {
    if (!moved.includes(element.node)) continue;
    element.traverse({
      Identifier(use) {
        if (use.node.name !== name || !isVariable(use.node, use.parent)) return;
        if (use.scope.getBinding(name)?.path.node === path.node) {
          if (t.isObjectProperty(use.parent)) use.parent.shorthand = false;
          uses.push(use.node);
        }
      },
    });
  }
  for (const use of uses) use.name = self();
}
