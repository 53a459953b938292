/**
 * Which outside variables a compiled function takes along in its frames, and where its lifted code goes.
 *
 * Lifted code goes to the outermost place that sees all it uses, normally the module. What a function that is not
 * compiled declares can be copied into the frame if it never changes once the closure exists; otherwise the lifted code
 * has to stand where it sees the variable itself.
 *
 * What uses a private name has to stand inside the class. A class has no list for declarations, so they go into a
 * static block, and their names are variables around the class, one for each of its evaluations:
 *
 *   class C { #n; m() { f(); return this.#n } }
 *   → let m$r;
 *     class C { static { m$r = function m$r($f, …) { … return $this.#n } }  #n;  m() { … $cap2(m$r, …) … } }
 */
import type { Binding, NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, block, run } from '../ast/build.ts';
import { isInParameters, partAround } from '../ast/paths.ts';
import { hasStaticCode, startBlock } from './classes/parts.ts';
import { isHoistedClosure } from './flavours.ts';
import type { Home } from './function.ts';
import type { Survey } from './names.ts';

export interface Outside {
  /** Names that frames carry. */
  readonly copies: ReadonlyMap<t.Node, ReadonlySet<string>>;
  readonly homeOf: (node: t.Node) => Home;
}

export function findOutside(
  surveys: readonly Survey[],
  isCompiled: (node: t.Node) => boolean,
  program: NodePath<t.Program>,
  variables: Map<t.Node, string[]>,
  refuse: (node: t.Node) => never,
): Outside {
  const copies = new Map<t.Node, Set<string>>();
  /** Scopes and classes that something lifted has to stay inside of. */
  const places = new Map<t.Node, NodePath>();
  const stay = (nodes: readonly NodePath[], place: NodePath): void => {
    for (const { node } of nodes) {
      const known = places.get(node);
      if (!known || place.findParent((up) => up === known)) places.set(node, place);
    }
  };

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
    for (let up: NodePath | null = use; up && !up.scope.hasOwnBinding(name); up = up.parentPath) if (isLifted(up)) around.push(up);
    const outermost = around.findLast((path) => isCompiled(path.node));
    if (!outermost) return;
    const compiled = around.slice(0, around.indexOf(outermost) + 1);
    if (isClassName || staysSame(binding, outermost)) {
      for (const { node } of compiled) copies.set(node, (copies.get(node) ?? new Set()).add(name));
      return;
    }
    if (outermost.findParent((up) => up.listKey === 'params' && up.parent === owner?.path.node)) refuse(outermost.node);
    stay(compiled, placeFor(outermost, binding.scope.path));
  };
  const visitPrivate = (use: NodePath<t.PrivateName>): void => {
    const owner = use.findParent((up) => up.isClass() && declares(up.node, use.node.id.name));
    const around: NodePath[] = [];
    for (let up: NodePath | null = use; up && up !== owner; up = up.parentPath) if (isLifted(up)) around.push(up);
    const outermost = around.findLast((path) => isCompiled(path.node));
    if (owner && outermost) stay(around.slice(0, around.indexOf(outermost) + 1), owner);
  };

  for (const { uses, privateNames } of surveys) {
    for (const path of uses) visit(path, path.node.name);
    for (const path of privateNames) visitPrivate(path);
  }
  const addTo = (owner: t.Class, declaration: t.FunctionDeclaration): void => {
    const name = declaration.id?.name ?? '';
    variables.set(owner, [...(variables.get(owner) ?? []), name]);
    startBlock(owner).body.push(run(assign(name, t.toExpression(declaration))));
  };
  return {
    copies,
    homeOf: (node) => {
      const place = places.get(node);
      if (place?.isClass()) return { add: (declaration) => addTo(place.node, declaration) };
      const list = place ? container(place) : program.node.body;
      return { add: (declaration) => void list.push(declaration) };
    },
  };
}

/** Where something lifted sees the variables of a scope: in the head of a loop that is in a function there, see `heads.ts`. */
function placeFor(closure: NodePath, scope: NodePath): NodePath {
  if (!scope.isFor() || partAround(closure, scope)?.key === 'body') return scope;
  return closure.findParent((up) => up === scope || (up.isFunction() && !isInParameters(closure, up))) ?? scope;
}

const declares = (node: t.Class, name: string): boolean =>
  node.body.body.some((element) => 'key' in element && t.isPrivateName(element.key) && element.key.id.name === name);

/** What may be lifted as one: an object with accessors is, too. */
const isLifted = (path: NodePath): boolean => path.isFunction() || path.isClass() || path.isObjectExpression();

/** Once `closure` exists, has this variable its value for good? */
function staysSame(binding: Binding, closure: NodePath): boolean {
  const { path } = binding;
  // The own name of a class or function expression.
  if ((binding.kind as string) === 'local') return true;
  if (binding.constantViolations.length > 0) return false;
  if ((binding.kind as string) === 'param' || path.isCatchClause()) return true;
  if (path.isFunctionDeclaration() || (path.isVariableDeclarator() && path.node.init && isHoistedClosure(path.node.init))) return true;
  // What is iterated is evaluated before there is an element.
  if (binding.scope.path.isForXStatement() && partAround(closure, binding.scope.path)?.key === 'right') return false;
  const owner = binding.scope.getFunctionParent()?.path ?? null;
  for (let up: NodePath | null = closure; up && up !== owner; up = up.parentPath) if (isHoistedClosure(up.node)) return false;
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
