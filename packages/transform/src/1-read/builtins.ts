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
 *   const map = call.bind([].map); … map(list, f) → bound, by what the variable is initialised with
 *   new Promise(f)                    → callee:    $Promise(Promise)
 *   o[k](f)                           → callee:    $computed(o[k])
 *
 * What built-ins call beside functions that they are given, few programs define. Names that stand for a built-in only
 * because of that count in a module that does (`REQUIRING`).
 */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import type { Site } from '../contracts.ts';
import { TYPED_ARRAYS } from './intrinsics.ts';

/** Names of constructors, for `new`. */
export const CONSTRUCTORS: ReadonlySet<string> = new Set(['Map', 'Promise', 'Set', 'WeakMap', 'WeakSet', ...TYPED_ARRAYS]);

/** The resolver for whatever a computed key finds. It asks a table, which takes 3 ns in V8 and 1 ns in JavaScriptCore. */
export const COMPUTED = 'computed';

/** Names of methods. */
export const METHODS: ReadonlySet<string> = new Set([
  'all',
  'allSettled',
  'any',
  'concat',
  'construct',
  'difference',
  'drop',
  'every',
  'exit',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'from',
  'fromAsync',
  'fromEntries',
  'getOrInsertComputed',
  'groupBy',
  'intersection',
  'isDisjointFrom',
  'isSubsetOf',
  'isSupersetOf',
  'map',
  'next',
  'parse',
  'race',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'return',
  'run',
  'runInAsyncScope',
  'snapshot',
  'some',
  'sort',
  'stringify',
  'symmetricDifference',
  'take',
  'throw',
  'toArray',
  'toSorted',
  'try',
  'union',
]);

/** The resolver for calls with a function that cannot suspend; null: none is needed, as nothing else can. */
const CALM: ReadonlyMap<string, string | null> = new Map([
  ...['every', 'find', 'forEach', 'reduce', 'some'].map((name) => [name, 'iterated'] as const),
  ...['findIndex', 'findLast', 'findLastIndex', 'reduceRight'].map((name) => [name, null] as const),
]);

/** A site whose call gets a function as it is written there, which cannot suspend. */
export function calmed(site: Site): Site | null {
  if (site.kind !== 'builtin' || site.at !== 'callee') return site;
  const name = CALM.get(site.name);
  if (name === undefined) return site;
  return name === null ? null : { ...site, name };
}

const PATTERNS: readonly string[] = ['exec', '[Symbol.match]', '[Symbol.search]', '[Symbol.split]'];
const SUBCLASS: readonly string[] = ['extends Promise'];

/** Names of methods that stand for a resolver only if the module defines one of these. */
export const REQUIRING: ReadonlyMap<string, { readonly resolver: string; readonly names: readonly string[] }> = new Map([
  ['catch', { resolver: 'catch', names: ['then'] }],
  ['finally', { resolver: 'finally', names: ['then'] }],
  ['match', { resolver: 'match', names: PATTERNS }],
  ['reject', { resolver: 'reject', names: SUBCLASS }],
  ['resolve', { resolver: 'resolve', names: SUBCLASS }],
  ['search', { resolver: 'search', names: PATTERNS }],
  ['split', { resolver: 'split', names: PATTERNS }],
  ['stringify', { resolver: 'stringifyAll', names: ['toJSON'] }],
  ['test', { resolver: 'test', names: PATTERNS }],
  ['withResolvers', { resolver: 'withResolvers', names: SUBCLASS }],
]);

/** The resolver for methods of a name, in a module that defines these names. */
function resolverOf(name: string | null, defined: ReadonlySet<string>): string | null {
  if (name === null) return null;
  const required = REQUIRING.get(name);
  if (required?.names.some((one) => defined.has(one))) return required.resolver;
  return METHODS.has(name) ? name : null;
}

/** Which built-in, if any, a call of this form may reach. */
export function siteOf({ node, scope }: NodePath, defined: ReadonlySet<string>): Site | null {
  if (t.isNewExpression(node))
    return t.isIdentifier(node.callee) && CONSTRUCTORS.has(node.callee.name)
      ? { kind: 'builtin', name: node.callee.name, at: 'callee' }
      : null;
  if (!t.isCallExpression(node) && !t.isOptionalCallExpression(node)) return null;
  const callee = node.callee as t.Expression;
  const named = methodName(callee, scope, defined, true) ?? (isUnnamed(callee) ? COMPUTED : null);
  if (named !== null && !isOrdinary(named, node)) return { kind: 'builtin', name: named, at: 'callee' };
  const bound = t.isIdentifier(callee) ? boundName(callee.name, scope, defined) : null;
  if (bound !== null) return { kind: 'builtin', name: bound, at: 'bound' };
  const [caller, object] = isMember(callee) ? [keyOf(callee), callee.object as t.Expression] : [null, null];
  if (caller !== 'call' && caller !== 'apply') return null;
  const [first] = node.arguments;
  const argument = caller === 'apply' && t.isIdentifier(object, { name: 'Reflect' }) && t.isExpression(first) ? first : null;
  const name = methodName(argument ?? object, scope, defined, true);
  return name === null ? null : { kind: 'builtin', name, at: argument ? 'argument' : 'receiver' };
}

/** Of names that are common for other things: nothing that the built-in could call is given. */
function isOrdinary(name: string, { callee, arguments: given }: t.CallExpression | t.OptionalCallExpression): boolean {
  if (name === 'run') return given.length < 2 && !t.isSpreadElement(given[0]);
  return name === 'exit' && (given.length === 0 || (isMember(callee) && t.isIdentifier(callee.object, { name: 'process' })));
}

/** The name in the table by which an expression reads a method: of a member, or of a constant that holds one. */
function methodName(node: t.Node | null, scope: Scope, defined: ReadonlySet<string>, follow: boolean): string | null {
  if (isMember(node)) return resolverOf(keyOf(node), defined);
  return follow && t.isIdentifier(node) ? initialised(node.name, scope, defined) : null;
}

/** By what a variable is initialised that has no other value. */
function initialised(name: string, scope: Scope, defined: ReadonlySet<string>): string | null {
  const binding = scope.getBinding(name);
  if (!binding?.constant || !binding.path.isVariableDeclarator()) return null;
  const { id: target, init } = binding.path.node;
  if (t.isIdentifier(target)) return methodName(init ?? null, scope, defined, false);
  if (!t.isObjectPattern(target)) return null;
  for (const property of target.properties)
    if (t.isObjectProperty(property) && !property.computed && t.isIdentifier(property.value, { name })) {
      return resolverOf(t.isIdentifier(property.key) ? property.key.name : null, defined);
    }
  return null;
}

/** The name of the method by which a variable of the form `f.bind(method)` is initialised. */
function boundName(name: string, scope: Scope, defined: ReadonlySet<string>): string | null {
  const binding = scope.getBinding(name);
  if (!binding?.constant || !binding.path.isVariableDeclarator()) return null;
  const { init } = binding.path.node;
  if (!t.isCallExpression(init) || !isMember(init.callee) || keyOf(init.callee) !== 'bind') return null;
  const [receiver] = init.arguments;
  return methodName(receiver ?? null, binding.path.scope, defined, true);
}

/** The symbols that name methods which have equivalents. */
const SYMBOLS: ReadonlySet<string> = new Set(['match', 'replace', 'search', 'split']);

/** `o[k]`, where the key may be the name of a method. */
function isUnnamed(node: t.Node): boolean {
  if (!isMember(node) || !node.computed || t.isPrivateName(node.property)) return false;
  const key = node.property;
  if (t.isMemberExpression(key) && t.isIdentifier(key.object, { name: 'Symbol' }))
    return t.isIdentifier(key.property) && SYMBOLS.has(key.property.name);
  return !t.isLiteral(key) && !t.isUpdateExpression(key) && !t.isUnaryExpression(key);
}

const isMember = (node: t.Node | null | undefined): node is t.MemberExpression | t.OptionalMemberExpression =>
  t.isMemberExpression(node) || t.isOptionalMemberExpression(node);

const keyOf = ({ computed, property }: t.MemberExpression | t.OptionalMemberExpression): string | null => {
  if (!computed) return t.isIdentifier(property) ? property.name : null;
  return t.isStringLiteral(property) ? property.value : null;
};

/** May the parent of a class be a built-in constructor that calls back? */
export function isBuiltInParent({ node, scope }: NodePath<t.Class>): boolean {
  if (node.extra?.builtInParent === true) return true;
  const parent = node.superClass;
  if (t.isIdentifier(parent)) return CONSTRUCTORS.has(parent.name) && !scope.hasBinding(parent.name, true);
  return isMember(parent) && CONSTRUCTORS.has(keyOf(parent) ?? '');
}
