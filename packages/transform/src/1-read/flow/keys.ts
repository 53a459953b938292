/** By which name a property is read or written, as far as it can be told: `o.f`, `o['f']`, `o[Symbol.iterator]`, `o[i + 1]`. */
import type { Binding, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import type { Key } from '../../flow.ts';

export function keyOf(key: t.Node, computed: boolean, scope: Scope): Key {
  if (t.isPrivateName(key)) return `#${key.id.name}`;
  if (t.isStringLiteral(key)) return key.value;
  if (t.isNumericLiteral(key)) return '[]';
  if (!computed) return t.isIdentifier(key) ? key.name : null;
  if (t.isTemplateLiteral(key) && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? null;
  if (t.isMemberExpression(key) && !key.computed && t.isIdentifier(key.object, { name: 'Symbol' }) && t.isIdentifier(key.property))
    return `[Symbol.${key.property.name}]`;
  if (t.isIdentifier(key)) {
    const constant = constantOf(scope.getBinding(key.name));
    if (t.isStringLiteral(constant)) return constant.value;
  }
  return isNumber(key, scope) ? '[]' : null;
}

const constantOf = (binding: Binding | undefined): t.Node | null | undefined =>
  binding?.constant && binding.path.isVariableDeclarator() ? binding.path.node.init : null;

const ARITHMETIC: ReadonlySet<string> = new Set(['-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>']);

/** Is it plain from the text that an expression gives a number? */
export function isNumber(node: t.Node | null | undefined, scope: Scope, depth = 0): boolean {
  if (!node || depth > 4) return false;
  switch (node.type) {
    case 'NumericLiteral':
    case 'UpdateExpression':
      return true;
    case 'UnaryExpression':
      return node.operator === '-' || node.operator === '+' || node.operator === '~';
    case 'BinaryExpression':
      if (ARITHMETIC.has(node.operator)) return true;
      return node.operator === '+' && isNumber(node.left, scope, depth + 1) && isNumber(node.right, scope, depth + 1);
    case 'AssignmentExpression':
      if (ARITHMETIC.has(node.operator.slice(0, -1))) return true;
      return (node.operator === '=' || node.operator === '+=') && isNumber(node.right, scope, depth + 1);
    case 'MemberExpression':
      return !node.computed && t.isIdentifier(node.property, { name: 'length' });
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return isNumber(node.expression, scope, depth);
    case 'ConditionalExpression':
      return isNumber(node.consequent, scope, depth + 1) && isNumber(node.alternate, scope, depth + 1);
    case 'Identifier':
      return isNumeric(scope.getBinding(node.name), depth + 1);
    default:
      return false;
  }
}

/** Does a variable hold nothing but numbers? */
function isNumeric(binding: Binding | undefined, depth: number): boolean {
  if (!binding) return false;
  const { node } = binding.path;
  if (t.isIdentifier(node) && t.isTSTypeAnnotation(node.typeAnnotation) && t.isTSNumberKeyword(node.typeAnnotation.typeAnnotation))
    return true;
  if (!t.isVariableDeclarator(node) || !t.isIdentifier(node.id)) return false;
  // The variable of a for-in or for-of loop has no initialiser either.
  const declared = binding.path.parentPath?.parent;
  if (t.isForInStatement(declared) || t.isForOfStatement(declared)) return false;
  if (node.init && !isNumber(node.init, binding.path.scope, depth)) return false;
  return binding.constantViolations.every(
    ({ node: change, scope }) =>
      t.isUpdateExpression(change) ||
      (t.isAssignmentExpression(change) && isNumber(change, scope, depth)) ||
      (t.isVariableDeclarator(change) && isNumber(change.init, scope, depth)),
  );
}
