/**
 * Reads and writes that may call a getter or setter. Nothing in the source marks them, so they are told by the name:
 * `o.area` may call any accessor of this module that is called `area`. Those of other modules are barriers.
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { keyName } from '../ast/keys.ts';
import { superName } from '../ast/supers.ts';

/** Accessors by name: the units of `get x` under `get x`. */
export type Accessors = ReadonlyMap<string, readonly number[]>;

/** What the function is called by an engine, or null if it is no accessor: `get x`. */
export function accessorName(node: t.Node): string | null {
  if (!(t.isObjectMethod(node) || t.isClassMethod(node) || t.isClassPrivateMethod(node))) return null;
  if (node.kind !== 'get' && node.kind !== 'set') return null;
  const key = keyName(node.key, 'computed' in node && node.computed === true);
  return key === null ? null : `${node.kind} ${key}`;
}

export const collectAccessors = (paths: readonly NodePath[]): Accessors => {
  const found = new Map<string, number[]>();
  paths.forEach(({ node }, unit) => {
    const name = node.extra?.harmless === true ? null : accessorName(node);
    if (name !== null) found.set(name, [...(found.get(name) ?? []), unit]);
  });
  return found;
};

/** The accessors that evaluating a member, or a property of a pattern, may call. */
export function accessorsAt(path: NodePath, accessors: Accessors): readonly number[] {
  const { node } = path;
  if (t.isObjectProperty(node)) return t.isObjectPattern(path.parent) ? named(node.key, node.computed, 'get', accessors) : [];
  const inherited = superName(node);
  const member = t.isMemberExpression(node) || t.isOptionalMemberExpression(node);
  if (!member && inherited === undefined) return [];
  const name = inherited !== undefined || !member ? (inherited ?? null) : keyName(node.property, node.computed);
  const { reads, writes } = member ? usage(path) : { reads: true, writes: false };
  return [...(reads ? known(name, 'get', accessors) : []), ...(writes ? known(name, 'set', accessors) : [])];
}

const named = (key: t.Node, computed: boolean, kind: 'get' | 'set', accessors: Accessors): readonly number[] =>
  known(keyName(key, computed), kind, accessors);

const known = (name: string | null, kind: 'get' | 'set', accessors: Accessors): readonly number[] =>
  name === null ? [] : (accessors.get(`${kind} ${name}`) ?? []);

function usage({ node, parent, parentPath, key }: NodePath): { readonly reads: boolean; readonly writes: boolean } {
  const target =
    (t.isAssignmentExpression(parent) && key === 'left') ||
    (t.isForXStatement(parent) && key === 'left') ||
    (t.isAssignmentPattern(parent) && key === 'left') ||
    t.isArrayPattern(parent) ||
    t.isRestElement(parent);
  const inPattern = t.isObjectProperty(parent) && key === 'value' && t.isObjectPattern(parentPath?.parent);
  if (t.isUpdateExpression(parent)) return { reads: true, writes: true };
  if (t.isUnaryExpression(parent, { operator: 'delete' }) && parent.argument === node) return { reads: false, writes: false };
  if (!target && !inPattern) return { reads: true, writes: false };
  return { reads: t.isAssignmentExpression(parent) && parent.operator !== '=', writes: true };
}
