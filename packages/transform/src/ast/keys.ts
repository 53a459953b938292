/** Names of properties. */
import * as t from '@babel/types';

/** `x`, `#x` or `[Symbol.x]`, as functions are named; null for a key that is not known. */
export function keyName(key: t.Node, computed: boolean): string | null {
  if (t.isPrivateName(key)) return `#${key.id.name}`;
  if (t.isStringLiteral(key)) return key.value;
  if (t.isNumericLiteral(key)) return String(key.value);
  if (!computed) return t.isIdentifier(key) ? key.name : null;
  const symbol = t.isMemberExpression(key) && !key.computed && t.isIdentifier(key.object, { name: 'Symbol' }) ? key.property : null;
  return t.isIdentifier(symbol) ? `[Symbol.${symbol.name}]` : null;
}

type Accessor = t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod;

const isMethod = (node: t.Node): node is Accessor => t.isObjectMethod(node) || t.isClassMethod(node) || t.isClassPrivateMethod(node);

/** A getter or setter, also one whose body has become a function of its own. */
export const isAccessor = (node: t.Node): boolean =>
  isSetter(node) || node.extra?.accessor === 'get' || (isMethod(node) && node.kind === 'get');

/** A setter, likewise. */
export const isSetter = (node: t.Node): boolean => node.extra?.accessor === 'set' || (isMethod(node) && node.kind === 'set');
