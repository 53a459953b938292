/** What an arrow shares with the code around it, and other functions do not: `this`, `super`, `new.target`, `return`'s owner. */
import * as t from '@babel/types';
import { slots } from './walk.ts';

/** Do `this` and `super` in this child mean the same as around `node`? Not in the body of another function or class. */
export function sharesThis(node: t.Node, slot: string): boolean {
  if (t.isArrowFunctionExpression(node)) return true;
  if (t.isMethod(node) || t.isClassProperty(node) || t.isClassPrivateProperty(node) || t.isClassAccessorProperty(node))
    return slot === 'key';
  return !t.isFunction(node) && !t.isStaticBlock(node);
}

/**
 * Replaces, in place, what stands in a function's own code and in its arrows. `swap` gives the new node or null; what it
 * gives is walked as well. Of a method, `root` itself is entered.
 */
export function replaceLexical(root: t.Node, swap: (node: t.Node, parent: t.Node, slot: string) => t.Node | null): void {
  const visit = (node: t.Node): void => {
    const record = node as unknown as Record<string, unknown>;
    for (const { key, index, child } of slots(node)) {
      if (node === root ? t.isMethod(node) && key === 'key' : !sharesThis(node, key)) continue;
      const next = swap(child, node, key) ?? child;
      if (index === null) record[key] = next;
      else (record[key] as t.Node[])[index] = next;
      visit(next);
    }
  };
  visit(root);
}

/** Calls `enter` for what `root` shares `this` with. */
export function walkLexical(root: t.Node, enter: (node: t.Node, parent: t.Node) => void): void {
  replaceLexical(root, (node, parent) => {
    enter(node, parent);
    return null;
  });
}

/** In a function's own code and its arrows, another expression stands for `this`. */
export const replaceThis = (root: t.Node, make: () => t.Expression): void =>
  replaceLexical(root, (node) => (t.isThisExpression(node) ? Object.assign(make(), { loc: node.loc }) : null));
