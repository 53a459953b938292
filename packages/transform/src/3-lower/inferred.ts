/** The names that functions and classes get from where they stand, taken before anything moves. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { isPrototype } from '../ast/build.ts';
import { isClosure } from '../ast/walk.ts';

export function inferNames(root: NodePath): Map<t.Node, string | t.Expression> {
  const names = new Map<t.Node, string | t.Expression>();
  const visit = (path: NodePath): void => {
    const { node, parent } = path;
    if (!isClosure(node) || ('id' in node && node.id)) return;
    const name = nameFrom(path, parent);
    if (name !== null) names.set(node, name);
  };
  root.traverse({ Function: visit, Class: visit });
  return names;
}

const NAMING: ReadonlySet<string> = new Set(['=', '&&=', '||=', '??=']);

export function nameFrom(path: NodePath, parent: t.Node): string | t.Expression | null {
  if (t.isVariableDeclarator(parent) && path.key === 'init' && t.isIdentifier(parent.id)) return parent.id.name;
  if (t.isAssignmentExpression(parent) && NAMING.has(parent.operator) && path.key === 'right' && t.isIdentifier(parent.left))
    return parent.left.extra?.parenthesized ? null : parent.left.name;
  if (t.isAssignmentPattern(parent) && path.key === 'right' && t.isIdentifier(parent.left)) return parent.left.name;
  if ((t.isObjectProperty(parent) || t.isClassProperty(parent)) && path.key === 'value') {
    if (parent.computed) return t.isStringLiteral(parent.key) ? parent.key.value : (parent.key as t.Expression);
    if (t.isObjectProperty(parent) && isPrototype(parent.key)) return null;
    return t.isIdentifier(parent.key)
      ? parent.key.name
      : t.isStringLiteral(parent.key)
        ? parent.key.value
        : t.isNumericLiteral(parent.key)
          ? String(parent.key.value)
          : null;
  }
  if (t.isClassPrivateProperty(parent)) return `#${parent.key.id.name}`;
  if (t.isExportDefaultDeclaration(parent)) return 'default';
  return null;
}
