/**
 * `super.x` in functions that suspend. A method keeps it in its normal body, where it is native; its resume body asks
 * the runtime, with the home object that the class has told (`parts.ts`). Arrows that move out of their method ask the
 * runtime in both bodies, and so do the methods of objects, whose home object is put in a variable where it is made:
 *
 *   const o = { m() { f(); return super.m() } }
 *   → let $home;  const o = $home = { m() { f(); return $call($superGet($home, this, "m"), this) } };
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../../ast/activation.ts';
import { assign, block, call, declare, id } from '../../ast/build.ts';
import { isConstructor, isInstanceField } from '../../ast/classes.ts';
import { sharesThis } from '../../ast/lexical.ts';
import { eachPath } from '../../ast/paths.ts';
import { isStrictCode } from '../../ast/strict.ts';
import { harmless, isSuperMember, replaceSupers } from '../../ast/supers.ts';
import { slots } from '../../ast/walk.ts';
import type { Unsupported } from '../../errors.ts';
import type { ClassParts } from './parts.ts';

export interface RewriteContext {
  readonly fresh: (base: string) => string;
  readonly runtime: (name: string) => string;
  readonly refuse: (node: t.Node, what: Unsupported) => never;
  /** May this function or initialiser suspend? */
  readonly suspends: (node: t.Node) => boolean;
  /** Are the scopes of the function dynamic? */
  readonly isDynamic: (node: t.Node) => boolean;
  /** Torture: whatever is compiled suspends before it does anything. */
  readonly suspendsAtEntry: boolean;
  /** May what `super(…)` calls in this class suspend? */
  readonly parentSuspends: (node: t.Class) => boolean;
  /** May it be a built-in that calls back? */
  readonly hasBuiltInParent: (node: t.Class) => boolean;
}

/** @returns whether anything has changed that facts speak of */
export function rewriteSupers(program: NodePath<t.Program>, parts: ClassParts, cx: RewriteContext): boolean {
  let changed = false;
  const homes = new Map<t.Node, string>();
  const owners: NodePath[] = [];
  eachPath(program, (path) => {
    const { node } = path;
    if (t.isMethod(node) || t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isStaticBlock(node)) owners.push(path);
  });
  // Objects first: what is put around them may stand in the methods of classes.
  for (const path of [...owners.filter(({ node }) => t.isObjectMethod(node)), ...owners.filter(({ node }) => !t.isObjectMethod(node))]) {
    const { node } = path;
    const compiled = cx.suspends(node) || (isConstructor(node) && makesSuspending(path.parentPath?.parent, cx));
    const uses = superUses(node, compiled, cx.suspends);
    if (uses.inside.length + uses.moved.length === 0) continue;
    if (t.isObjectMethod(node)) {
      const home = homes.get(path.parent) ?? cx.fresh('$home');
      if (!homes.has(path.parent)) declareBeside(path.parentPath as NodePath<t.ObjectExpression>, home, cx);
      homes.set(path.parent, home);
      const strict = isStrictCode(path);
      const explicit = { home: () => id(home), receiver: () => t.thisExpression(), runtime: cx.runtime, strict };
      if (uses.inside.length > 0) replaceSupers(node, explicit);
      else for (const arrow of uses.moved) replaceSupers(arrow, explicit);
      changed = true;
      continue;
    }
    const around = path.parentPath?.parent;
    if (!t.isClass(around)) continue;
    const isStatic = t.isStaticBlock(node) || ('static' in node && node.static === true);
    const home = parts.home(around, isStatic);
    const explicit = { home: () => id(home), receiver: () => t.thisExpression(), runtime: cx.runtime, strict: true };
    // The head of a generator may be parted from its body, which is no method then; that of an async one always is.
    const parted = t.isFunction(node) && node.generator === true && (node.async || !node.params.every((param) => t.isIdentifier(param)));
    if (parted && uses.inside.length > 0) replaceSupers(node, explicit);
    for (const arrow of uses.moved) replaceSupers(arrow, explicit);
    for (const use of uses.inside) use.extra = { ...use.extra, home };
    changed ||= uses.moved.length > 0 || parted;
  }
  return changed;
}

/** Do the fields of a class suspend? They will be made by its constructor. */
const makesSuspending = (node: t.Node | undefined, cx: RewriteContext): boolean =>
  t.isClass(node) && node.body.body.some((element) => isInstanceField(element) && cx.suspends(element));

/** The `super` of a method that is compiled, and the outermost arrows in it that use `super` and move. */
function superUses(
  root: t.Node,
  compiled: boolean,
  suspends: (node: t.Node) => boolean,
): { readonly inside: readonly t.Super[]; readonly moved: readonly t.Node[] } {
  const inside: t.Super[] = [];
  const moved: t.Node[] = [];
  const visit = (node: t.Node): void => {
    for (const { key, child } of slots(node)) {
      if (node === root ? key === 'key' : !sharesThis(node, key)) continue;
      if (t.isArrowFunctionExpression(child) && (compiled || suspends(child))) {
        if (usesSuper(child)) moved.push(child);
      } else {
        if (isSuperMember(child) && compiled) inside.push(child.object);
        visit(child);
      }
    }
  };
  visit(root);
  return { inside, moved };
}

function usesSuper(node: t.Node): boolean {
  if (isSuperMember(node)) return true;
  for (const { key, child } of slots(node)) if (sharesThis(node, key) && usesSuper(child)) return true;
  return false;
}

/** Does an activation wait in this part of it, which an arrow cannot do in its place? */
export const waits = (node: t.Node): boolean =>
  t.isYieldExpression(node) || t.isAwaitExpression(node) || (!t.isFunction(node) && slots(node).some(({ child }) => waits(child)));

/** Puts an object in a variable of the statement list around it, one for each evaluation. */
function declareBeside(path: NodePath<t.ObjectExpression>, name: string, cx: RewriteContext): void {
  const { node } = path;
  for (let up: NodePath = path; up.parentPath; up = up.parentPath) {
    const { parentPath } = up;
    if (up.isStatement() && up.listKey === 'body') {
      path.replaceWith(assign(name, node));
      up.insertBefore(declare('let', name, null));
      return;
    }
    if (parentPath.isLoop() || parentPath.isFunction() || parentPath.isClass()) break;
  }
  // An arrow of its own makes the scope. What waits inside of it would have to wait in the arrow.
  if (waits(node)) cx.refuse(node, 'SYNTAX');
  const owner = activationAround(path);
  const made = call(t.arrowFunctionExpression([], block([declare('let', name, null), t.returnStatement(assign(name, node))])));
  path.replaceWith(owner && cx.suspends(owner) ? made : harmless(made));
}
