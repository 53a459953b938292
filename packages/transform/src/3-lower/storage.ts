/**
 * Where captured locals of a compiled function live. A frame holds *copies* of locals, so a local that closures share
 * may stay a plain variable only if it is initialised before every closure that captures it is created, and never
 * assigned after. Every other one moves into a box that both bodies and all closures share:
 *
 *   let n = 0; const inc = () => n++; f(); return n;
 *   → const $n = { v: 0 }; const inc = () => $n.v++; f(); return $n.v;
 *
 * A local that may be read before its declaration has run keeps its temporal dead zone in the box:
 *
 *   const g = () => x; f(); const x = 1;
 *   → const $x = { v: $T }; const g = () => $x.v === $T ? $tdz("x") : $x.v; f(); $x.v = 1;
 */
import type { Binding, NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../ast/activation.ts';
import { assign, call, declare, id, is, member, num, run, undef } from '../ast/build.ts';
import { eachPath, isInParameters } from '../ast/paths.ts';
import { isClosure, patternNames, walk } from '../ast/walk.ts';
import { leadingBoxes, makesBox, replaceTargets, type Split, type StorageContext } from './boxes.ts';
import { failInHead, protectConstant } from './constants.ts';
import { splitDeclaration } from './declarations.ts';
import { isHoistedClosure } from './flavours.ts';
import { mappedParameters, viewOf } from './mapped.ts';
import { isCaptured } from './names.ts';

type Need = 'plain' | 'box' | 'dead-zone box';

/** Class expressions bind their names inside themselves, where they are constants. */
export function protectClassName(path: NodePath<t.Class>, cx: StorageContext): void {
  for (const binding of Object.values(path.scope.bindings)) if (binding.scope.path === path) protectConstant(binding, cx, () => false);
}

/** Boxes what has to be boxed among the variables of `root`. */
export function boxLocals(root: NodePath<t.Function>, strict: boolean, cx: StorageContext): void {
  const scopes = new Set<Scope>([root.scope]);
  eachPath(root, (path) => {
    if (isClosure(path.node)) return false;
    if (t.isScopable(path.node)) scopes.add(path.scope);
    return true;
  });
  const mapped = strict ? new Set<t.Node>() : mappedParameters(root.node);
  const own = new Map<Binding, { readonly box: string; readonly zone: boolean }>();
  for (const scope of scopes) {
    for (const binding of Object.values(scope.bindings)) {
      if ((binding.kind as string) === 'local' || binding.scope !== scope) continue;
      // Babel counts a function declared in a loop as assigned; each iteration has its own.
      if ((binding.kind as string) === 'hoisted')
        binding.constantViolations = binding.constantViolations.filter((use) => use !== binding.path);
      failInHead(binding, cx);
      protectConstant(binding, cx, (use) => usedBefore(use, binding, root));
      const need = needOf(binding, root, mapped);
      if (need === 'plain') continue;
      const { name } = binding.identifier;
      const box = cx.fresh(`$${cx.sourceName(name)}`);
      cx.boxes.set(box, name);
      own.set(binding, { box, zone: need === 'dead-zone box' });
    }
  }
  const split = new Map<t.Node, Split>();
  for (const [binding, { box, zone }] of own) {
    rewriteUses(binding, root, box, zone, cx);
    rewriteDeclaration(binding, root, box, zone, mapped, split, cx);
  }
  for (const one of split.values()) splitDeclaration(one, cx);
}

const LEXICAL: ReadonlySet<string> = new Set(['let', 'const', 'using', 'await using']);

function needOf(binding: Binding, root: NodePath<t.Function>, mapped: ReadonlySet<t.Node>): Need {
  const kind = binding.kind as string;
  const uses = [...binding.referencePaths, ...binding.constantViolations];
  const lexical = LEXICAL.has(kind) || binding.path.isClassDeclaration();
  const inSwitch = binding.scope.path.isSwitchStatement();
  if (mapped.has(binding.identifier)) return 'box';
  const early =
    lexical &&
    !binding.path.isCatchClause() &&
    uses.some((use) => usedBefore(use, binding, root) || (inSwitch && !inSameCase(use, binding)));
  if (early) return isOwnName(binding) && !inSwitch ? 'plain' : 'dead-zone box';
  if (!isCaptured(binding)) return 'plain';
  if (binding.constantViolations.length > 0) return 'box';
  if (kind === 'param' || binding.path.isCatchClause()) return 'plain';
  if (kind === 'hoisted')
    return uses.every((use) => capturer(use, root) === binding.path.node || !isHoistedClosure(capturer(use, root))) &&
      binding.scope === root.scope
      ? 'plain'
      : 'box';
  if (kind === 'var')
    return inLoop(binding.path, root) || uses.some((use) => usedBefore(use, binding, root)) || !hasInitialiser(binding) ? 'box' : 'plain';
  return hasInitialiser(binding) || binding.path.isClassDeclaration() ? 'plain' : 'box';
}

/** `const walk = () => walk()`: the closure knows itself; nobody else reads it too early. */
function isOwnName(binding: Binding): boolean {
  const { node } = binding.path;
  if (!t.isVariableDeclarator(node) || !t.isFunction(node.init) || binding.constantViolations.length > 0) return false;
  const init = node.init;
  const end = node.end ?? 0;
  return (
    binding.referencePaths.every((use) => (use.node.start ?? 0) > end || use.findParent((up) => up.node === init) !== null) &&
    binding.referencePaths.every((use) => (use.node.start ?? 0) <= end || !isHoistedBefore(use, binding))
  );
}

const isHoistedBefore = (use: NodePath, binding: Binding): boolean => {
  const owner = binding.scope.getFunctionParent()?.path.node ?? null;
  for (let up: NodePath | null = use; up && up.node !== owner; up = up.parentPath) if (isHoistedClosure(up.node)) return true;
  return false;
};

/** Where the variable has its value: behind its declarator or, inside a pattern, behind its own element. */
function isInitialisedAt(binding: Binding, position: number): boolean {
  const { node } = binding.path;
  if (!t.isVariableDeclarator(node) || t.isIdentifier(node.id)) return position >= (node.end ?? 0);
  // What is taken apart stands behind the pattern; what has been put around it since has no position.
  if (node.init && position >= (node.id.end ?? 0) && position < (node.end ?? 0)) return false;
  let end = binding.identifier.end ?? 0;
  walk(node.id, (inner) => {
    if (t.isAssignmentPattern(inner) && patternNames(inner.left).includes(binding.identifier.name)) end = Math.max(end, inner.end ?? 0);
  });
  return position >= end;
}

const hasInitialiser = (binding: Binding): boolean => {
  const path = binding.path;
  return (
    path.isVariableDeclarator() &&
    (path.node.init != null || (path.parentPath.parentPath?.isForXStatement() === true && path.parentPath.key === 'left'))
  );
};

const inLoop = (path: NodePath, root: NodePath): boolean => path.findParent((up) => up === root || up.isLoop()) !== root;

/** The closure, directly in `root`, that a use stands in. */
function capturer(use: NodePath, root: NodePath): t.Node | null {
  let found: t.Node | null = null;
  for (let up: NodePath | null = use.parentPath; up && up !== root; up = up.parentPath)
    if (up.isFunction() || up.isClass()) found = up.node;
  return found;
}

/** May this use run before the variable has its value? A hoisted function may be called at any time. */
const usedBefore = (use: NodePath, binding: Binding, root: NodePath): boolean =>
  !isInitialisedAt(binding, use.node.start ?? 0) || isHoistedClosure(capturer(use, root));

const inSameCase = (use: NodePath, binding: Binding): boolean => {
  const caseOf = (path: NodePath): t.Node | undefined =>
    path.findParent((up) => up.isSwitchCase() && up.parent === binding.scope.path.node)?.node;
  return caseOf(use) === caseOf(binding.path);
};

function rewriteUses(binding: Binding, root: NodePath<t.Function>, box: string, zone: boolean, cx: StorageContext): void {
  const name = binding.identifier.name;
  const inSwitch = binding.scope.path.isSwitchStatement();
  const value = (): t.MemberExpression => member(id(box), 'v');
  const guarded = (use: NodePath): boolean => zone && (usedBefore(use, binding, root) || activationAround(use) !== root.node || inSwitch);
  const checked = (): t.Expression =>
    t.conditionalExpression(is(value(), id(cx.runtime('T'))), call(cx.runtime('tdz'), t.stringLiteral(cx.sourceName(name))), value());
  const targets = new Set<t.Node>(binding.constantViolations.map((path) => (path.isUpdateExpression() ? path.node.argument : path.node)));
  for (const path of binding.referencePaths) {
    // A parameter list sees the parameter itself; the box comes after it.
    if (isInParameters(path, root)) continue;
    if (path.parentPath?.isObjectProperty() && path.parentPath.node.shorthand) path.parentPath.node.shorthand = false;
    const inHead = path.parentPath?.isForXStatement() === true && path.key === 'left';
    if (inHead) continue;
    const isTarget =
      path.parentPath?.isUpdateExpression() === true || (path.parentPath?.isAssignmentExpression() === true && path.key === 'left');
    if (path.parentPath?.isUnaryExpression({ operator: 'delete' })) {
      // A variable cannot be deleted.
      path.parentPath.replaceWith(t.booleanLiteral(false));
      continue;
    }
    const check = !isTarget && !targets.has(path.node) && guarded(path);
    path.replaceWith(check ? checked() : isCalled(path) ? t.sequenceExpression([num(0), value()]) : value());
  }
  for (const path of binding.constantViolations) {
    if (guarded(path) && !isInParameters(path, root)) {
      if (path.isUpdateExpression() || (path.isAssignmentExpression() && path.node.operator !== '='))
        path.replaceWith(t.sequenceExpression([checked(), path.node]));
      else if (path.isAssignmentExpression() && t.isIdentifier(path.node.left))
        path.node.right = call(cx.runtime('defined'), path.node.right, id(box), t.stringLiteral(cx.sourceName(name)));
      else if (!path.isVariableDeclarator())
        replaceTargets(path.node, name, () =>
          member(
            call(
              cx.runtime('assignable'),
              id(box),
              t.stringLiteral(cx.sourceName(name)),
              ...((binding.kind as string) === 'const' ? [t.booleanLiteral(true)] : []),
            ),
            'v',
          ),
        );
    }
  }
  for (const path of binding.constantViolations) if (!isInParameters(path, root)) replaceTargets(path.node, name, value);
}

/** The box must not become the receiver of a call. */
const isCalled = (path: NodePath): boolean => path.key === 'tag' || (path.key === 'callee' && path.parentPath?.isNewExpression() === false);

/** The variable of a `for-of` or `for-in`: each iteration has one of its own. */
const isElement = (binding: Binding): boolean =>
  binding.path.isVariableDeclarator() &&
  binding.path.parentPath.key === 'left' &&
  binding.path.parentPath.parentPath?.isForXStatement() === true &&
  (binding.kind as string) !== 'var';

const inForHead = (binding: Binding): boolean =>
  binding.path.parentPath?.key === 'init' &&
  binding.path.parentPath.parentPath?.isForStatement() === true &&
  (binding.kind as string) !== 'var';

function rewriteDeclaration(
  binding: Binding,
  root: NodePath<t.Function>,
  box: string,
  zone: boolean,
  mapped: ReadonlySet<t.Node>,
  split: Map<t.Node, Split>,
  cx: StorageContext,
): void {
  const name = binding.identifier.name;
  const declareBox = (init: t.Expression): t.Statement => declare('const', box, t.objectExpression([t.objectProperty(id('v'), init)]));
  /** At the start of the scope, before the closures that capture it. */
  const create = (init: t.Expression): t.Statement => makesBox(declareBox(init));
  const fill = (init: t.Expression): t.Statement => run(assign(member(id(box), 'v'), init));
  const body = (root.node.body as t.BlockStatement).body;
  const kind = binding.kind as string;
  const { path } = binding;
  const later = (places: readonly NodePath[], make: (init: t.Expression) => t.Statement): void => {
    for (const place of places) {
      if (!place.isVariableDeclarator()) continue;
      const declaration = place.parentPath as NodePath<t.VariableDeclaration>;
      const known: Split = split.get(declaration.node) ?? { path: declaration, names: new Map(), inHead: [] };
      known.names.set(name, { box, exists: make === fill, make });
      if (zone && inForHead(binding)) known.inHead.push(box);
      split.set(declaration.node, known);
    }
  };
  const eachTime = isElement(binding);
  if (zone && !inForHead(binding) && !eachTime) prepend(binding.scope.path, create(id(cx.runtime('T'))), body);
  if (path.isCatchClause()) path.node.body.body.unshift(create(id(name)));
  else if (kind === 'param') {
    body.unshift(mapped.has(binding.identifier) ? makesBox(declare('const', box, viewOf(name, cx.fresh('$v')))) : create(id(name)));
    later(binding.constantViolations, fill);
  } else if (kind === 'hoisted') {
    if (binding.constantViolations.some((place) => place.isFunctionDeclaration() && place !== path)) cx.refuse(path.node);
    const { node } = path as NodePath<t.FunctionDeclaration>;
    const scope = binding.scope.path;
    const list = path.container as t.Statement[];
    list.splice(list.indexOf(node), 1);
    const start = scope.isSwitchStatement() ? (scope.container as t.Statement[]) : scope.isBlockStatement() ? scope.node.body : body;
    start.splice(scope.isSwitchStatement() ? start.indexOf(scope.node) : leadingBoxes(start), 0, fill(t.toExpression(node)));
    start.unshift(create(undef()));
    later(binding.constantViolations, fill);
  } else if (path.isClassDeclaration()) {
    const list = path.container as t.Statement[];
    const index = list.indexOf(path.node);
    list[index] = (zone ? fill : declareBox)(t.toExpression(path.node));
  } else if (kind === 'var') {
    body.unshift(create(undef()));
    later([path, ...binding.constantViolations], fill);
  } else later([path], zone && !eachTime ? fill : declareBox);
}

/** Puts a box where the scope of its variable begins. */
function prepend(scope: NodePath, statement: t.Statement, body: t.Statement[]): void {
  const { node } = scope;
  if (t.isBlockStatement(node)) node.body.unshift(statement);
  else if ((t.isSwitchStatement(node) || t.isFor(node)) && Array.isArray(scope.container))
    (scope.container as t.Statement[]).unshift(statement);
  else body.unshift(statement);
}
