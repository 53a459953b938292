/** Which activation a node belongs to. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';

/**
 * Whose activation evaluates this node: a function, a field initialiser or a static block, or null for the module.
 * A computed member name belongs to the code around the class or object.
 */
export function activationAround(path: NodePath): t.Node | null {
  for (let child = path, up = path.parentPath; up; child = up, up = up.parentPath) {
    const node = up.node;
    if (child.key === 'key' && (t.isMethod(node) || t.isProperty(node) || t.isClassAccessorProperty(node))) continue;
    if (t.isFunction(node) || t.isStaticBlock(node)) return node;
    if ((t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isClassAccessorProperty(node)) && child.key === 'value')
      return node;
  }
  return null;
}

/** The function around static code that runs when its class is made; null where that is the module. */
export function activationOutside(path: NodePath): t.Node | null {
  const around = path.findParent((up) => up.isClass());
  if (!around) return null;
  const owner = activationAround(around);
  const isStatic = owner !== null && (t.isStaticBlock(owner) || ('static' in owner && owner.static === true && !t.isMethod(owner)));
  if (!isStatic) return owner;
  const up = around.findParent((one) => one.node === owner);
  return up && activationOutside(up);
}

/** What `this` and `arguments` belong to: the function itself or, for an arrow, the function or class element around; null in the module. */
export function lexicalOwner(path: NodePath): NodePath | null {
  if (!path.isArrowFunctionExpression()) return path;
  const around = activationAround(path);
  const owner = around && path.findParent((up) => up.node === around);
  return owner && lexicalOwner(owner);
}
