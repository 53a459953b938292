/**
 * Ways of saying things that look like calls of functions which nobody knows:
 *
 *   const require = createRequire(import.meta.url); require('./data.json')   imports the file
 *   Function('return this')()                                                is `globalThis`
 */
import type { Scope } from '@babel/traverse';
import * as t from '@babel/types';

/** Does it stand for CommonJS's `require`, for what this file may require? */
export function isRequire(callee: t.Node, scope: Scope): boolean {
  if (!t.isIdentifier(callee)) return false;
  const binding = scope.getBinding(callee.name);
  if (binding === undefined) return callee.name === 'require';
  if (!binding.constant || !binding.path.isVariableDeclarator()) return false;
  const { init } = binding.path.node;
  return t.isCallExpression(init) && isCreateRequire(init.callee, scope) && isOwnUrl(init.arguments[0]);
}

function isCreateRequire(callee: t.Node, scope: Scope): boolean {
  if (!t.isIdentifier(callee)) return false;
  const path = scope.getBinding(callee.name)?.path;
  return (
    path?.isImportSpecifier() === true &&
    t.isIdentifier(path.node.imported, { name: 'createRequire' }) &&
    t.isImportDeclaration(path.parent) &&
    /^(?:node:)?module$/.test(path.parent.source.value)
  );
}

/** `import.meta.url`, or `__filename`. */
const isOwnUrl = (node: t.Node | undefined): boolean =>
  t.isIdentifier(node, { name: '__filename' }) ||
  (t.isMemberExpression(node) && t.isMetaProperty(node.object) && t.isIdentifier(node.property, { name: 'url' }));

/** `Function('return this')()`, with and without `new`. */
export function isGlobalThis(node: t.Node, scope: Scope): boolean {
  if (!t.isCallExpression(node) || node.arguments.length > 0) return false;
  const made = node.callee;
  if (!t.isCallExpression(made) && !t.isNewExpression(made)) return false;
  const [text, ...others] = made.arguments;
  return (
    t.isIdentifier(made.callee, { name: 'Function' }) &&
    !scope.hasBinding('Function', true) &&
    others.length === 0 &&
    t.isStringLiteral(text) &&
    /^\s*return this;?\s*$/.test(text.value)
  );
}
