/** How a function knows itself: frames name the function they belong to. */
import type { Binding, NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../ast/activation.ts';
import { isGlobal } from '../ast/globals.ts';
import { declaredNames } from '../ast/walk.ts';
import { notesOf } from './flavours.ts';

/** Is the closure created directly by a compiled activation, which then lifts it out? */
export const liftedBy = (path: NodePath, isCompiled: (node: t.Node) => boolean): boolean => {
  const around = activationAround(path);
  return around !== null && isCompiled(around);
};

/** Is this a function of ours that knows itself by the variable it is put in? */
export const isRemembered = <T extends t.Node>(node: T): node is T & { readonly extra: { readonly remembered: string } } =>
  typeof node.extra?.remembered === 'string';

export interface Self {
  readonly name: string;
  readonly atHome: boolean;
  /** The name is a variable that has to be declared and set. */
  readonly variable: boolean;
}

export function selfOf(
  path: NodePath<t.Function>,
  isCompiled: (node: t.Node) => boolean,
  cx: { readonly fresh: (base: string) => string; readonly isScript: boolean },
): Self {
  const { node, parentPath } = path;
  const own = t.isFunctionExpression(node) && node.id && !declaredNames({ ...node, id: null }).has(node.id.name) ? node.id.name : null;
  const lifted = liftedBy(path, isCompiled);
  const declared = t.isFunctionDeclaration(node) && node.id ? node.id.name : null;
  const constant = declared === null ? null : constantDeclaration(path, declared, cx.isScript);
  // A generator has no frames that it would have to name; its closures may use the name.
  if (node.generator) {
    const name = own ?? (lifted || constant ? declared : null);
    return { name: name ?? '', atHome: name === null || (!lifted && constant?.scope.path.isProgram() === true), variable: false };
  }
  if (isRemembered(node)) return { name: node.extra.remembered, atHome: false, variable: false };
  const noted = notesOf(node).self;
  if (noted !== undefined) return { name: noted, atHome: false, variable: true };
  if (declared !== null) {
    if (constant) return { name: declared, atHome: !lifted && constant.scope.path.isProgram(), variable: false };
    // The name belongs to the binding; in a factory it is the function's own.
    return { name: lifted ? declared : cx.fresh('$self'), atHome: false, variable: !lifted };
  }
  if (t.isFunctionExpression(node) && node.id) {
    // A parameter or variable of the same name hides it.
    return { name: own ?? cx.fresh('$self'), atHome: false, variable: own === null };
  }
  if (t.isClassMethod(node) && node.kind === 'constructor') {
    const owner = parentPath?.parent as t.Class;
    if (owner.id) return { name: owner.id.name, atHome: false, variable: false };
  }
  if (!t.isMethod(node) && parentPath?.isVariableDeclarator() && t.isIdentifier(parentPath.node.id)) {
    const binding = path.scope.getBinding(parentPath.node.id.name);
    const once =
      binding &&
      (binding.constant || (binding.kind as string) === 'const') &&
      (binding.kind as string) !== 'var' &&
      (binding.kind as string) !== 'param' &&
      !binding.scope.path.isSwitchStatement();
    if (once) return { name: parentPath.node.id.name, atHome: !lifted && binding.scope.path.isProgram(), variable: false };
  }
  return { name: cx.fresh('$self'), atHome: false, variable: true };
}

/** The binding of a declared function, if it always holds it. */
function constantDeclaration(path: NodePath, name: string, isScript: boolean): Binding | null {
  const binding = path.parentPath?.scope.getBinding(name);
  return binding?.constant && binding.path.node === path.node && !isGlobal(binding, isScript) ? binding : null;
}
