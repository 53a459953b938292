/**
 * Built-in functions that call back, and where a call may mean one of them.
 *
 * The runtime has an equivalent of each that can be suspended. Which function a call means is known only when it runs,
 * so a name in these tables stands for a *resolver*, an export of `@fiberc/runtime/builtins` with that name: it takes
 * the function that was found and gives the equivalent, or the function itself if it is none of the built-ins.
 *
 *   list.map(f)                       → callee:    $map(list.map)
 *   Array.prototype.map.call(list, f) → receiver:  the function whose `call` is called
 *   Reflect.apply(list.map, list, [f]) → argument: the function that is passed
 *   const { map } = Array.prototype; … map(f) → callee, by what the variable is initialised with
 *   new Promise(f)                    → callee:    $Promise(Promise)
 *   o[k](f)                           → callee:    $any(o[k])
 */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import type { Site } from '../contracts.ts';

/** Names of constructors, for `new`. */
export const CONSTRUCTORS: ReadonlySet<string> = new Set(['Map', 'Promise', 'Set', 'WeakMap', 'WeakSet']);

/** The resolver for whatever a computed key finds. It asks a table, which takes 3 ns in V8 and 1 ns in JavaScriptCore. */
export const ANY = 'any';

/** Names of methods. */
export const METHODS: ReadonlySet<string> = new Set([
  'drop',
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'from',
  'fromEntries',
  'groupBy',
  'map',
  'next',
  'parse',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'return',
  'some',
  'sort',
  'stringify',
  'take',
  'throw',
  'toArray',
  'toSorted',
  'try',
]);

/** Which built-in, if any, a call of this form may reach. */
export function siteOf({ node, scope }: NodePath): Site | null {
  if (t.isNewExpression(node))
    return t.isIdentifier(node.callee) && CONSTRUCTORS.has(node.callee.name)
      ? { kind: 'builtin', name: node.callee.name, at: 'callee' }
      : null;
  if (!t.isCallExpression(node) && !t.isOptionalCallExpression(node)) return null;
  const callee = node.callee as t.Expression;
  const named = methodName(callee, scope, true) ?? (isUnnamed(callee) ? ANY : null);
  if (named !== null) return { kind: 'builtin', name: named, at: 'callee' };
  const [caller, object] = isMember(callee) ? [keyOf(callee), callee.object as t.Expression] : [null, null];
  if (caller !== 'call' && caller !== 'apply') return null;
  const [first] = node.arguments;
  const argument = caller === 'apply' && t.isIdentifier(object, { name: 'Reflect' }) && t.isExpression(first) ? first : null;
  const name = methodName(argument ?? object, scope, true);
  return name === null ? null : { kind: 'builtin', name, at: argument ? 'argument' : 'receiver' };
}

/** The name in the table by which an expression reads a method: of a member, or of a constant that holds one. */
function methodName(node: t.Node | null, scope: Scope, follow: boolean): string | null {
  if (isMember(node)) {
    const name = keyOf(node);
    return name !== null && METHODS.has(name) ? name : null;
  }
  return follow && t.isIdentifier(node) ? initialised(node.name, scope) : null;
}

/** By what a variable is initialised that has no other value. */
function initialised(name: string, scope: Scope): string | null {
  const binding = scope.getBinding(name);
  if (!binding?.constant || !binding.path.isVariableDeclarator()) return null;
  const { id: target, init } = binding.path.node;
  if (t.isIdentifier(target)) return methodName(init ?? null, scope, false);
  if (!t.isObjectPattern(target)) return null;
  for (const property of target.properties)
    if (t.isObjectProperty(property) && !property.computed && t.isIdentifier(property.value, { name })) {
      const key = t.isIdentifier(property.key) ? property.key.name : '';
      return METHODS.has(key) ? key : null;
    }
  return null;
}

/** `o[k]`, where the key may be the name of a method. */
function isUnnamed(node: t.Node): boolean {
  if (!isMember(node) || !node.computed || t.isPrivateName(node.property)) return false;
  const key = node.property;
  if (t.isMemberExpression(key) && t.isIdentifier(key.object, { name: 'Symbol' })) return t.isIdentifier(key.property, { name: 'replace' });
  return !t.isLiteral(key) && !t.isUpdateExpression(key) && !t.isUnaryExpression(key);
}

const isMember = (node: t.Node | null | undefined): node is t.MemberExpression | t.OptionalMemberExpression =>
  t.isMemberExpression(node) || t.isOptionalMemberExpression(node);

const keyOf = ({ computed, property }: t.MemberExpression | t.OptionalMemberExpression): string | null => {
  if (!computed) return t.isIdentifier(property) ? property.name : null;
  return t.isStringLiteral(property) ? property.value : null;
};
