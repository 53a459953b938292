/**
 * Which outside variables a compiled function takes along in its frames, and where its lifted code goes.
 *
 * Lifted code goes to the outermost place that sees all it uses, normally the module. What a function that is not
 * compiled declares can be copied into the frame if it never changes once the closure exists; otherwise the lifted code
 * has to stand where it sees the variable itself.
 */
import type { Binding, NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { block } from '../ast/build.ts';
import { isVariable } from '../ast/walk.ts';
import type { Home } from './function.ts';

export interface Outside {
  /** Names that frames carry. */
  readonly copies: ReadonlyMap<t.Node, ReadonlySet<string>>;
  readonly homeOf: (node: t.Node) => Home;
}

export function findOutside(
  roots: readonly NodePath<t.Function>[],
  isCompiled: (node: t.Node) => boolean,
  program: NodePath<t.Program>,
  refuse: (node: t.Node) => never,
): Outside {
  const copies = new Map<t.Node, Set<string>>();
  const scopes = new Map<t.Node, Scope>();
  const top: Home = { body: program.node.body, top: true };

  const visit = (use: NodePath, name: string): void => {
    const binding = use.scope.getBinding(name);
    if (!binding) return;
    // While static code runs, a class has its name inside of itself only.
    const isClassName =
      binding.scope.path.isClass() || (hasStaticCode(binding.path.node) && use.findParent((up) => up === binding.path) !== null);
    if (binding.scope === program.scope && !isClassName) return;
    const owner = binding.scope.getFunctionParent();
    if (!isClassName && owner && isCompiled(owner.path.node)) return;
    const around: NodePath[] = [];
    for (let up: NodePath | null = use; up && !up.scope.hasOwnBinding(name); up = up.parentPath)
      if (up.isFunction() || up.isClass()) around.push(up);
    const outermost = around.findLast((path) => isCompiled(path.node));
    if (!outermost) return;
    const compiled = around.slice(0, around.indexOf(outermost) + 1);
    if (isClassName || staysSame(binding, outermost)) {
      for (const { node } of compiled) copies.set(node, (copies.get(node) ?? new Set()).add(name));
      return;
    }
    if (outermost.findParent((up) => up.listKey === 'params' && up.parent === owner?.path.node)) refuse(outermost.node);
    for (const { node } of compiled)
      if (!scopes.has(node) || isInside(binding.scope, scopes.get(node) as Scope)) scopes.set(node, binding.scope);
  };

  for (const root of roots) {
    root.traverse({
      Identifier(path) {
        if (isVariable(path.node, path.parent)) visit(path, path.node.name);
      },
    });
  }
  return {
    copies,
    homeOf: (node) => {
      const scope = scopes.get(node);
      return scope ? { body: container(scope.path), top: false } : top;
    },
  };
}

const hasStaticCode = (node: t.Node): boolean =>
  t.isClassDeclaration(node) &&
  node.body.body.some((element) => t.isStaticBlock(element) || ('static' in element && element.static === true && !t.isMethod(element)));

const isInside = (inner: Scope, outer: Scope): boolean => {
  for (let scope: Scope | undefined = inner; scope; scope = scope.parent) if (scope === outer) return inner !== outer;
  return false;
};

/** Once `closure` exists, has this variable its value for good? */
function staysSame(binding: Binding, closure: NodePath): boolean {
  const { path } = binding;
  // The own name of a class or function expression.
  if ((binding.kind as string) === 'local') return true;
  if (binding.constantViolations.length > 0) return false;
  if ((binding.kind as string) === 'param' || path.isCatchClause()) return true;
  if (path.isFunctionDeclaration()) return true;
  const owner = binding.scope.getFunctionParent()?.path ?? null;
  for (let up: NodePath | null = closure; up && up !== owner; up = up.parentPath) if (up.isFunctionDeclaration()) return false;
  if (path.isVariableDeclarator() && !path.node.init && !(path.parentPath.parentPath?.isForXStatement() === true)) return false;
  if ((binding.kind as string) === 'var' && path.findParent((up) => up === owner || up.isLoop()) !== owner) return false;
  if (binding.scope.path.isSwitchStatement()) return false;
  return (path.node.end ?? Number.POSITIVE_INFINITY) <= (closure.node.start ?? 0);
}

function container(path: NodePath): t.Statement[] {
  const { node } = path;
  if (t.isBlockStatement(node) || t.isStaticBlock(node)) return node.body;
  if (t.isFunction(node)) {
    if (!t.isBlockStatement(node.body)) {
      node.body = block([t.returnStatement(node.body as t.Expression)]);
      if (t.isArrowFunctionExpression(node)) node.expression = false;
    }
    return (node.body as t.BlockStatement).body;
  }
  if (t.isCatchClause(node)) return node.body.body;
  if (t.isSwitchStatement(node)) return node.cases[0]?.consequent ?? [];
  if (t.isLoop(node)) {
    if (!t.isBlockStatement(node.body)) node.body = block([node.body]);
    return (node.body as t.BlockStatement).body;
  }
  const up = path.parentPath;
  return up ? container(up) : [];
}
