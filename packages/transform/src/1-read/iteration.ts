/** Spreading and array patterns: whether they iterate over something else than an array that the program has just made. */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';

/** May the iteration of a spread element or an array pattern run code of the program? */
export function spreads(path: NodePath): boolean {
  const iterated = path.isSpreadElement() ? path.node.argument : sourceOf(path);
  return iterated === null || !isOwnArray(iterated, path.scope);
}

/** What an array pattern takes apart, where that can be seen. */
function sourceOf({ node, parent }: NodePath): t.Node | null {
  if (t.isVariableDeclarator(parent) && parent.id === node) return parent.init ?? null;
  if (t.isAssignmentExpression(parent) && parent.left === node) return parent.right;
  return null;
}

/** An array literal, the arguments, a rest parameter, or a constant that holds an array literal. */
function isOwnArray(node: t.Node, scope: Scope): boolean {
  if (t.isArrayExpression(node)) return true;
  if (!t.isIdentifier(node)) return false;
  const binding = scope.getBinding(node.name);
  if (!binding) return node.name === 'arguments';
  if (!binding.constant) return false;
  const { path } = binding;
  if (path.isRestElement()) return path.listKey === 'params' && t.isIdentifier(path.node.argument);
  return (
    path.isVariableDeclarator() &&
    (binding.kind as string) === 'const' &&
    t.isIdentifier(path.node.id) &&
    t.isArrayExpression(path.node.init)
  );
}
