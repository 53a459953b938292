/** Direct `eval`, which sees the variables around it. */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';

/** `eval?.(x)` is an indirect one, which sees no variables. */
export const isDirectEval = (node: t.Node): node is t.CallExpression =>
  t.isCallExpression(node) && t.isIdentifier(node.callee, { name: 'eval' });

/** After scopes have been read: what is evaluated can assign every variable that it sees. */
export const noteEvals = (program: NodePath<t.Program>): void =>
  program.traverse({
    CallExpression(path) {
      if (isDirectEval(path.node)) for (let scope: Scope | undefined = path.scope; scope; scope = scope.parent) change(scope, path);
    },
  });

function change(scope: Scope, by: NodePath): void {
  for (const binding of Object.values(scope.bindings)) {
    const kind = binding.kind as string;
    if (kind !== 'const' && kind !== 'module' && kind !== 'local' && !binding.constantViolations.includes(by)) binding.reassign(by);
  }
}
