/**
 * Operators that may convert an object to a primitive value, and so call its `valueOf`, `toString` or
 * `Symbol.toPrimitive`. They count only if the module itself defines such a method, or they would be everywhere.
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { keyName } from '../ast/keys.ts';
import { isPrimitive } from '../ast/primitives.ts';
import type { Site } from '../contracts.ts';
import { isHarmless } from './intrinsics.ts';

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
      if (['===', '!==', 'instanceof', '|>'].includes(node.operator) || t.isPrivateName(node.left)) return false;
      if (node.operator === 'in') return !isPrimitive(node.left);
      if ((node.operator === '==' || node.operator === '!=') && (isNothing(node.left) || isNothing(node.right))) return false;
      return !isPrimitive(node.left) || !isPrimitive(node.right);
    case 'AssignmentExpression':
      return !['=', '&&=', '||=', '??='].includes(node.operator);
    case 'UpdateExpression':
      return true;
    case 'UnaryExpression':
      return ['+', '-', '~'].includes(node.operator) && !isPrimitive(node.argument);
    case 'TemplateLiteral':
      return !node.expressions.every(isPrimitive);
    default:
      return false;
  }
}

/** Functions that convert their argument, and how. */
const FUNCTIONS: ReadonlyMap<string, 'number' | 'string'> = new Map([
  ['BigInt', 'number'],
  ['Number', 'number'],
  ['String', 'string'],
  ['isFinite', 'number'],
  ['isNaN', 'number'],
  ['parseFloat', 'string'],
]);

/** How a call converts its arguments, if it does that and no more. Of `Math` all functions do it, in order. */
export function conversionAt({ node, scope }: NodePath): Site | null {
  if (!t.isCallExpression(node) || node.arguments.length === 0 || !node.arguments.every((value) => t.isExpression(value))) return null;
  if (!isHarmless(node, scope) || node.arguments.every((value) => isPrimitive(value))) return null;
  const { callee } = node;
  if (t.isMemberExpression(callee)) return t.isIdentifier(callee.object, { name: 'Math' }) ? { kind: 'conversion', hint: 'number' } : null;
  const hint = t.isIdentifier(callee) && node.arguments.length === 1 ? FUNCTIONS.get(callee.name) : undefined;
  return hint === undefined ? null : { kind: 'conversion', hint };
}

/** No object is converted to be compared with `null`. */
const isNothing = (node: t.Node): boolean => t.isNullLiteral(node) || t.isUnaryExpression(node, { operator: 'void' });
