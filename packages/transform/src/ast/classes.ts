/** The kinds of class elements. */
import * as t from '@babel/types';

export const isConstructor = (node: t.Node): node is t.ClassMethod => t.isClassMethod(node) && node.kind === 'constructor';

export type Field = t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty;

export const isField = (node: t.Node): node is Field =>
  t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isClassAccessorProperty(node);
export const isInstanceField = (node: t.Node): node is Field => isField(node) && node.static !== true;

/** Runs when the class is made. */
export const isStaticCode = (node: t.Node): node is Field | t.StaticBlock =>
  t.isStaticBlock(node) || (isField(node) && node.static === true);

export const isPrivate = (node: t.Node): boolean => 'key' in node && t.isPrivateName(node.key);
