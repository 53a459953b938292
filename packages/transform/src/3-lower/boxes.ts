/** What the steps around boxed variables share. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';

export interface StorageContext {
  readonly fresh: (base: string) => string;
  /** Local name of a runtime function. */
  readonly runtime: (name: string) => string;
  readonly sourceName: (name: string) => string;
  /** Takes what each box holds. */
  readonly boxes: Map<string, string>;
  readonly refuse: (node: t.Node) => never;
}

export interface Boxed {
  readonly box: string;
  /** The box exists before the declaration runs. */
  readonly exists: boolean;
  /** Initialises the variable. */
  readonly make: (init: t.Expression) => t.Statement;
}

/** A declaration some of whose names live in boxes: how each of them is initialised. */
export interface Split {
  readonly path: NodePath<t.VariableDeclaration>;
  readonly names: Map<string, Boxed>;
  /** Boxes that the head of a `for` makes itself, still in their dead zone. */
  readonly inHead: string[];
}

/** Marks a statement that makes a box: closures that capture it are made after it. */
export const makesBox = (node: t.Statement): t.Statement => Object.assign(node, { extra: { box: true } });
const isBox = (node: t.Statement): boolean => node.extra?.box === true;

/** How many boxes a list begins with. */
export const leadingBoxes = (list: readonly t.Statement[]): number => {
  const end = list.findIndex((statement) => !isBox(statement));
  return end < 0 ? list.length : end;
};

/** A pattern in which another target stands for each `name`. */
export function replaceInPattern(target: t.Node, name: string, value: (from: t.Identifier) => t.Expression): t.Node {
  const swap = (node: t.Node): t.Node => replaceInPattern(node, name, value);
  if (t.isIdentifier(target, { name })) return value(target);
  if (t.isAssignmentPattern(target)) target.left = swap(target.left) as t.Identifier;
  else if (t.isRestElement(target)) target.argument = swap(target.argument) as t.Identifier;
  else if (t.isArrayPattern(target)) target.elements = target.elements.map((element) => element && swap(element)) as typeof target.elements;
  else if (t.isObjectPattern(target)) {
    for (const property of target.properties) {
      if (t.isRestElement(property)) swap(property);
      else {
        const next = swap(property.value) as t.Identifier;
        if (next !== property.value || t.isAssignmentPattern(next)) property.shorthand = false;
        property.value = next;
      }
    }
  }
  return target;
}

/** Replaces the identifier in assignment targets that Babel does not count as references. */
export function replaceTargets(node: t.Node, name: string, value: () => t.MemberExpression): void {
  const swap = (target: t.Node): t.Node => replaceInPattern(target, name, value);
  if (t.isSequenceExpression(node)) for (const part of node.expressions) replaceTargets(part, name, value);
  else if (t.isAssignmentExpression(node)) node.left = swap(node.left) as t.Identifier;
  else if (t.isUpdateExpression(node)) node.argument = swap(node.argument) as t.Identifier;
  else if (t.isForXStatement(node) && !t.isVariableDeclaration(node.left)) node.left = swap(node.left) as t.Identifier;
}
