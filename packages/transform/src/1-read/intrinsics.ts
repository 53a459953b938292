/**
 * Calls of global functions that call nothing back (coercions apart: these may only suspend where the decision says so).
 * They count as intrinsic when the name is not bound in the program; replacing `Math.floor` by a function that
 * suspends is found by the runtime as a barrier.
 */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { isPrimitive } from '../ast/primitives.ts';

const FUNCTIONS: ReadonlySet<string> = new Set([
  // What it evaluates is not compiled: whatever that calls meets a barrier.
  'eval',
  'isNaN',
  'isFinite',
  'parseInt',
  'parseFloat',
  'Boolean',
  'Number',
  'String',
  'Symbol',
  'BigInt',
  'encodeURIComponent',
  'decodeURIComponent',
  'encodeURI',
  'decodeURI',
]);
const CONSTRUCTORS: ReadonlySet<string> = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'Array',
  'Object',
  'Date',
  'Boolean',
  'Number',
  'String',
  'RegExp',
  'ArrayBuffer',
]);
export const TYPED_ARRAYS: readonly string[] = [
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
];
/** Constructors that iterate their argument: harmless without one. */
const COLLECTIONS: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', ...TYPED_ARRAYS]);
/** Constructors that a derived class may extend and that call nothing which could suspend. */
const CALM_PARENTS: ReadonlySet<string> = new Set([
  ...CONSTRUCTORS,
  'AggregateError',
  'DataView',
  'Event',
  'CustomEvent',
  'EventTarget',
  'Function',
  'HTMLElement',
  'Promise',
  'SharedArrayBuffer',
  'WeakRef',
]);
const METHODS: ReadonlyMap<string, ReadonlySet<string> | 'all'> = new Map<string, ReadonlySet<string> | 'all'>([
  ['Math', 'all'],
  ['Number', new Set(['isInteger', 'isNaN', 'isFinite', 'isSafeInteger', 'parseInt', 'parseFloat'])],
  ['Array', new Set(['isArray'])],
  ['Object', new Set(['is'])],
  ['String', new Set(['fromCharCode', 'fromCodePoint'])],
  ['Date', new Set(['now'])],
  ['performance', new Set(['now'])],
]);

export function isHarmless(node: t.CallExpression | t.NewExpression, scope: Scope): boolean {
  const callee = node.callee;
  const free = (name: string): boolean => !scope.hasBinding(name, true);
  if (t.isIdentifier(callee)) {
    if (!free(callee.name)) return false;
    if (t.isCallExpression(node)) return FUNCTIONS.has(callee.name) || CONSTRUCTORS.has(callee.name);
    const [first] = node.arguments;
    return CONSTRUCTORS.has(callee.name) || (COLLECTIONS.has(callee.name) && (first === undefined || isPrimitive(first)));
  }
  if (
    !t.isCallExpression(node) ||
    !t.isMemberExpression(callee) ||
    callee.computed ||
    !t.isIdentifier(callee.object) ||
    !t.isIdentifier(callee.property)
  )
    return false;
  const known = METHODS.get(callee.object.name);
  return known !== undefined && free(callee.object.name) && (known === 'all' || known.has(callee.property.name));
}

/** The name by which the callee is imported from one of these modules, or null. */
export function importedName({ node, scope }: NodePath, modules: readonly string[]): string | null {
  if (modules.length === 0 || !t.isCallExpression(node) || !t.isIdentifier(node.callee)) return null;
  const path = scope.getBinding(node.callee.name)?.path;
  if (!path?.isImportSpecifier() || !t.isImportDeclaration(path.parent) || !modules.includes(path.parent.source.value)) return null;
  const { imported } = path.node;
  return t.isIdentifier(imported) ? imported.name : imported.value;
}

/** Is `extends name` known not to suspend when it is constructed? What `Promise` calls could not be suspended anyway. */
export const isCalmParent = (name: string, scope: Scope): boolean => CALM_PARENTS.has(name) && !scope.hasBinding(name, true);
