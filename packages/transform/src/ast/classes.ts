/** The kinds of class elements. */
import * as t from '@babel/types';
import { slots } from './walk.ts';

export const isConstructor = (node: t.Node): node is t.ClassMethod => t.isClassMethod(node) && node.kind === 'constructor';

export type Field = t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty;

export const isField = (node: t.Node): node is Field =>
  t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isClassAccessorProperty(node);
export const isInstanceField = (node: t.Node): node is Field => isField(node) && node.static !== true;

/** Are fields made before the constructor of this class begins? Those of a derived one are made by `super(…)`. */
export const makesFields = (node: t.Node | undefined): boolean =>
  t.isClass(node) && !node.superClass && node.body.body.some((element) => isInstanceField(element));

/** Runs when the class is made. */
export const isStaticCode = (node: t.Node): node is Field | t.StaticBlock =>
  t.isStaticBlock(node) || (isField(node) && node.static === true);

export const isPrivate = (node: t.Node): boolean => 'key' in node && t.isPrivateName(node.key);

export const privateNames = (elements: readonly t.Node[]): ReadonlySet<string> =>
  new Set(elements.flatMap((element) => ('key' in element && t.isPrivateName(element.key) ? [element.key.id.name] : [])));

/** Does code use one of these private names? */
export const usesPrivate = (node: t.Node, names: ReadonlySet<string>): boolean => privateUse(node, names) !== null;

function privateUse(node: t.Node, names: ReadonlySet<string>): t.Node | null {
  if (t.isPrivateName(node)) return names.has(node.id.name) ? node : null;
  const own = t.isClass(node) ? privateNames(node.body.body) : null;
  const visible = own ? new Set([...names].filter((name) => !own.has(name))) : names;
  for (const { child } of slots(node)) {
    const use = privateUse(child, visible);
    if (use) return use;
  }
  return null;
}

/** A private name in the heritage or a computed name of its own class: in front of the class it would mean nothing. */
export function usedTooEarly(node: t.Class): t.Node | null {
  const names = privateNames(node.body.body);
  const keys = node.body.body.flatMap((element) => ('computed' in element && element.computed ? [element.key] : []));
  for (const part of [node.superClass, ...keys]) {
    const use = part && privateUse(part, names);
    if (use) return use;
  }
  return null;
}
