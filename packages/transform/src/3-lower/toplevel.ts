/**
 * Code of the module itself is not compiled: nothing can suspend it. But functions that it binds, and proxies that it
 * makes, are remembered as those that compiled functions make, so that calls pass through them:
 *
 *   const g = f.bind(o)   →   const g = $bind(f, o)
 */
import * as t from '@babel/types';
import { call, id } from '../ast/build.ts';
import { isClosure, replace } from '../ast/walk.ts';

export function rememberBound(program: t.Program, runtime: (name: string) => string): void {
  const swap = (node: t.Node): t.Node | null => {
    if (isClosure(node)) return node;
    if (
      t.isCallExpression(node) &&
      t.isMemberExpression(node.callee) &&
      !node.callee.computed &&
      t.isIdentifier(node.callee.property, { name: 'bind' })
    ) {
      replace(node, swap);
      return call(runtime('bind'), node.callee.object as t.Expression, ...(node.arguments as t.Expression[]));
    }
    const [target, handler, more] = t.isNewExpression(node) ? node.arguments : [];
    if (
      t.isNewExpression(node) &&
      t.isIdentifier(node.callee, { name: 'Proxy' }) &&
      t.isExpression(target) &&
      t.isExpression(handler) &&
      !more
    ) {
      replace(node, swap);
      return call(runtime('proxy'), id('Proxy'), ...(node.arguments as t.Expression[]));
    }
    return null;
  };
  replace(program, swap);
}
