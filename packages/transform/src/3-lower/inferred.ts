/** The names that functions and classes get from where they stand, taken before anything moves. */
import * as t from '@babel/types';
import { isPrototype } from '../ast/build.ts';
import { eachChild, isClosure } from '../ast/walk.ts';

export function inferNames(root: t.Node): Map<t.Node, string | t.Expression> {
  const names = new Map<t.Node, string | t.Expression>();
  const visit = (parent: t.Node): void =>
    eachChild(parent, (node, key) => {
      const name = isClosure(node) && !('id' in node && node.id) ? nameFrom(parent, key) : null;
      if (name !== null) names.set(node, name);
      visit(node);
    });
  visit(root);
  return names;
}

const NAMING: ReadonlySet<string> = new Set(['=', '&&=', '||=', '??=']);

/** The name that a closure has as this child. */
export function nameFrom(parent: t.Node, key: string): string | t.Expression | null {
  if (t.isVariableDeclarator(parent) && key === 'init' && t.isIdentifier(parent.id)) return parent.id.name;
  if (t.isAssignmentExpression(parent) && NAMING.has(parent.operator) && key === 'right' && t.isIdentifier(parent.left))
    return parent.left.extra?.parenthesized ? null : parent.left.name;
  if (t.isAssignmentPattern(parent) && key === 'right' && t.isIdentifier(parent.left)) return parent.left.name;
  if ((t.isObjectProperty(parent) || t.isClassProperty(parent)) && key === 'value') {
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
