/**
 * `super.x` for code that does not stand in a method: calls of the runtime with an explicit home object.
 *
 *   super.x           →   $superGet(home, this, "x")
 *   super.m(y)        →   $call($superGet(home, this, "m"), this, y)
 *   super.x += y      →   $superRef(home, this, "x").v += y
 */
import * as t from '@babel/types';
import { call, member } from './build.ts';
import { keyName } from './keys.ts';
import { replaceLexical } from './lexical.ts';

/** Whose `super` it is; every answer is a new node. */
export interface SuperContext {
  readonly home: (node: t.Super) => t.Expression;
  readonly receiver: () => t.Expression;
  /** Local name of a runtime function. */
  readonly runtime: (name: string) => string;
  readonly strict: boolean;
}

type SuperMember = t.MemberExpression & { object: t.Super };

export const isSuperMember = (node: t.Node | null | undefined): node is SuperMember => t.isMemberExpression(node) && t.isSuper(node.object);

/** Marks a call of the runtime that calls nothing which could suspend. */
export const harmless = <T extends t.Node>(node: T): T => Object.assign(node, { extra: { ...node.extra, harmless: true } });

/** Marks `$call(f, receiver, …)`: a call of `f`. */
export const withReceiver = (node: t.CallExpression): t.CallExpression => Object.assign(node, { extra: { ...node.extra, receiver: true } });
export const isWithReceiver = (node: t.Node): boolean => t.isCallExpression(node) && node.extra?.receiver === true;

/** Notes the name that is looked up, where it is known: it may be that of an accessor. */
const naming = <T extends t.Node>(node: T, { property, computed }: SuperMember): T =>
  Object.assign(node, { extra: { ...node.extra, superName: keyName(property, computed) } });

/** The name that a call of `superGet`, or a member of what `superRef` gives, looks up; undefined if it is none of these. */
export const superName = (node: t.Node): string | null | undefined => node.extra?.superName as string | null | undefined;

const superArgument = (node: t.Node, index: number): t.Expression | null => {
  const made = t.isMemberExpression(node) ? node.object : node;
  return superName(node) === undefined || !t.isCallExpression(made) ? null : (made.arguments[index] as t.Expression);
};

/** The home object of one of these. */
export const superHome = (node: t.Node): t.Expression | null => superArgument(node, 0);

/** The receiver of one of these. */
export const superReceiver = (node: t.Node): t.Expression | null => superArgument(node, 1);

/** Replaces, in place, each `super.x` of `root`: of the method itself, or of the code around an arrow or expression. */
export function replaceSupers(root: t.Node, cx: SuperContext): void {
  const key = (node: SuperMember): t.Expression =>
    node.computed ? (node.property as t.Expression) : t.stringLiteral((node.property as t.Identifier).name);
  const get = (node: SuperMember): t.Expression =>
    naming(
      harmless(Object.assign(call(cx.runtime('superGet'), cx.home(node.object), cx.receiver(), key(node)), { loc: node.loc ?? null })),
      node,
    );
  const target = (node: SuperMember): t.Expression => {
    const sloppy = cx.strict ? [] : [t.booleanLiteral(true)];
    const ref = harmless(call(cx.runtime('superRef'), cx.home(node.object), cx.receiver(), key(node), ...sloppy));
    return naming(Object.assign(member(ref, 'v'), { loc: node.loc ?? null }), node);
  };

  const swap = (child: t.Node, parent: t.Node, slot: string): t.Node | null => {
    if (t.isCallExpression(child) && isSuperMember(child.callee)) {
      child.arguments.unshift(get(child.callee), cx.receiver());
      child.callee = t.identifier(cx.runtime('call'));
      return withReceiver(child);
    }
    if (t.isOptionalCallExpression(child) && isSuperMember(child.callee)) {
      child.callee = t.optionalMemberExpression(get(child.callee), t.identifier('call'), false, child.optional);
      child.arguments.unshift(cx.receiver());
      child.optional = false;
      return child;
    }
    if (t.isTaggedTemplateExpression(child) && isSuperMember(child.tag)) {
      child.tag = call(cx.runtime('bind'), get(child.tag), cx.receiver());
      return child;
    }
    if (t.isUnaryExpression(child, { operator: 'delete' }) && isSuperMember(child.argument))
      return harmless(call(cx.runtime('superDelete'), cx.home(child.argument.object), cx.receiver(), key(child.argument)));
    if (isSuperMember(child)) return isTarget(parent, slot) ? target(child) : get(child);
    return null;
  };
  replaceLexical(root, swap);
}

/** Whether `super.x` may be a member that is written there. In an object it may be either, and the same form reads. */
function isTarget(parent: t.Node, slot: string): boolean {
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForOfStatement':
    case 'ForInStatement':
      return slot === 'left';
    case 'UpdateExpression':
    case 'RestElement':
    case 'ArrayPattern':
      return true;
    case 'ObjectProperty':
      return slot === 'value';
    default:
      return false;
  }
}
