/**
 * Operators that may convert an object to a primitive value, and so call its `valueOf`, `toString` or
 * `Symbol.toPrimitive`. They count only if the module itself defines such a method, or they would be everywhere.
 */
import * as t from '@babel/types';
import { keyName } from '../ast/keys.ts';
import { isPrimitive } from '../ast/primitives.ts';

const METHODS: ReadonlySet<string | null> = new Set(['valueOf', 'toString', '[Symbol.toPrimitive]']);

/** Does the module define a method that conversions call? */
export function definesConversion(program: t.Program): boolean {
  let found = false;
  t.traverseFast(program, (node) => {
    if (t.isMethod(node) || t.isProperty(node))
      found ||= !t.isPrivateName(node.key) && METHODS.has(keyName(node.key, 'computed' in node && node.computed === true));
    if (t.isAssignmentExpression(node) && t.isMemberExpression(node.left))
      found ||= METHODS.has(keyName(node.left.property, node.left.computed));
    found ||= t.isMemberExpression(node) && keyName(node, true) === '[Symbol.toPrimitive]';
  });
  return found;
}

/** May this node convert an object? */
export function converts(node: t.Node): boolean {
  switch (node.type) {
    case 'BinaryExpression':
      if (['===', '!==', 'in', 'instanceof', '|>'].includes(node.operator)) return false;
      if ((node.operator === '==' || node.operator === '!=') && (isNothing(node.left) || isNothing(node.right))) return false;
      return !isPrimitive(node.left) || !isPrimitive(node.right);
    case 'AssignmentExpression':
      return !['=', '&&=', '||=', '??='].includes(node.operator);
    case 'UnaryExpression':
      return ['+', '-', '~'].includes(node.operator) && !isPrimitive(node.argument);
    case 'TemplateLiteral':
      return !node.expressions.every(isPrimitive);
    default:
      return false;
  }
}

/** No object is converted to be compared with `null`. */
const isNothing = (node: t.Node): boolean => t.isNullLiteral(node) || t.isUnaryExpression(node, { operator: 'void' });
