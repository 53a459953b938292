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
import { assign, block, call, declare, id, is, member, run, undef } from '../ast/build.ts';
import { patternNames } from '../ast/walk.ts';
import { functionAround, isCaptured } from './names.ts';

export interface StorageContext {
  readonly fresh: (base: string) => string;
  /** Local name of a runtime function. */
  readonly runtime: (name: string) => string;
  readonly sourceName: (name: string) => string;
  readonly refuse: (node: t.Node) => never;
}

type Need = 'plain' | 'box' | 'dead-zone box';

/** Boxes what has to be boxed among the variables of `root`. */
export function boxLocals(root: NodePath<t.Function>, cx: StorageContext): void {
  const scopes = new Set<Scope>([root.scope]);
  root.traverse({
    Function: (path) => path.skip(),
    Class: (path) => path.skip(),
    Scopable: (path) => void scopes.add(path.scope),
  });
  const own = new Map<Binding, { readonly box: string; readonly zone: boolean }>();
  for (const scope of scopes) {
    for (const binding of Object.values(scope.bindings)) {
      if ((binding.kind as string) === 'local') continue;
      protectConstant(binding, cx);
      const need = needOf(binding, root);
      if (need !== 'plain') own.set(binding, { box: cx.fresh(`$${cx.sourceName(binding.identifier.name)}`), zone: need === 'dead-zone box' });
    }
  }
  for (const [binding, { box, zone }] of own) {
    rewriteUses(binding, root, box, zone, cx);
    rewriteDeclaration(binding, root, box, zone, cx);
  }
}

const LEXICAL: ReadonlySet<string> = new Set(['let', 'const', 'using', 'await using']);

function needOf(binding: Binding, root: NodePath<t.Function>): Need {
  const kind = binding.kind as string;
  const uses = [...binding.referencePaths, ...binding.constantViolations];
  const lexical = LEXICAL.has(kind) || binding.path.isClassDeclaration();
  const end = declarationEnd(binding);
  const inSwitch = binding.scope.path.isSwitchStatement();
  const early = lexical && !binding.path.isCatchClause() && uses.some((use) => usedBefore(use, end, root) || (inSwitch && !inSameCase(use, binding)));
  if (early) return isOwnName(binding) && !inSwitch ? 'plain' : 'dead-zone box';
  if (!isCaptured(binding)) return 'plain';
  if (binding.constantViolations.length > 0) return 'box';
  if (kind === 'param' || binding.path.isCatchClause()) return 'plain';
  if (kind === 'hoisted') return uses.every((use) => capturer(use, root) === binding.path.node || !isHoisted(capturer(use, root))) && binding.scope === root.scope ? 'plain' : 'box';
  if (kind === 'var') return inLoop(binding.path, root) || uses.some((use) => usedBefore(use, end, root)) || !hasInitialiser(binding) ? 'box' : 'plain';
  return hasInitialiser(binding) || binding.path.isClassDeclaration() ? 'plain' : 'box';
}

/** `const walk = () => walk()`: the closure knows itself; nobody else reads it too early. */
function isOwnName(binding: Binding): boolean {
  const { node } = binding.path;
  if (!t.isVariableDeclarator(node) || !t.isFunction(node.init) || binding.constantViolations.length > 0) return false;
  const init = node.init;
  const end = node.end ?? 0;
  return binding.referencePaths.every((use) => (use.node.start ?? 0) > end || use.findParent((up) => up.node === init) !== null)
    && binding.referencePaths.every((use) => (use.node.start ?? 0) <= end || !isHoistedBefore(use, binding));
}

const isHoistedBefore = (use: NodePath, binding: Binding): boolean => {
  const owner = binding.scope.getFunctionParent()?.path.node ?? null;
  for (let up: NodePath | null = use; up && up.node !== owner; up = up.parentPath) if (up.isFunctionDeclaration()) return true;
  return false;
};

const declarationEnd = (binding: Binding): number => {
  const path = binding.path;
  if (path.isVariableDeclarator() && path.parentPath.parentPath?.isForXStatement() && path.parentPath.key === 'left') return path.parentPath.parentPath.node.right.end ?? 0;
  return path.node.end ?? 0;
};

const hasInitialiser = (binding: Binding): boolean => {
  const path = binding.path;
  return path.isVariableDeclarator() && (path.node.init != null || (path.parentPath.parentPath?.isForXStatement() === true && path.parentPath.key === 'left'));
};

const inLoop = (path: NodePath, root: NodePath): boolean => path.findParent((up) => up === root || up.isLoop()) !== root;

/** The closure, directly in `root`, that a use stands in. */
function capturer(use: NodePath, root: NodePath): t.Node | null {
  let found: t.Node | null = null;
  for (let up: NodePath | null = use.parentPath; up && up !== root; up = up.parentPath) if (up.isFunction() || up.isClass()) found = up.node;
  return found;
}

const isHoisted = (closure: t.Node | null): boolean => t.isFunctionDeclaration(closure);

/** May this use run before the declaration that ends at `end`? A hoisted function may be called at any time. */
function usedBefore(use: NodePath, end: number, root: NodePath): boolean {
  return (use.node.start ?? 0) < end || (capturer(use, root) !== null && isHoisted(capturer(use, root)));
}

const inSameCase = (use: NodePath, binding: Binding): boolean => {
  const caseOf = (path: NodePath): t.Node | undefined => path.findParent((up) => up.isSwitchCase() && up.parent === binding.scope.path.node)?.node;
  return caseOf(use) === caseOf(binding.path);
};

/** Assigning to a constant is an error at run time, also where the constant has become a plain variable. */
function protectConstant(binding: Binding, cx: StorageContext): void {
  if ((binding.kind as string) !== 'const') return;
  const name = binding.identifier.name;
  for (const path of [...binding.constantViolations]) {
    const fail = call(cx.runtime('constant'), t.stringLiteral(cx.sourceName(name)));
    if (path.isUpdateExpression()) path.replaceWith(t.sequenceExpression([id(name), fail]));
    else if (path.isAssignmentExpression() && t.isIdentifier(path.node.left)) {
      const { operator, right } = path.node;
      const logical = operator === '&&=' || operator === '||=' || operator === '??=';
      path.replaceWith(operator === '=' ? t.sequenceExpression([right, fail])
        : logical ? t.logicalExpression(operator.slice(0, -1) as '&&', id(name), t.sequenceExpression([right, fail]))
        : t.sequenceExpression([id(name), right, fail]));
    } else cx.refuse(path.node);
  }
}

function rewriteUses(binding: Binding, root: NodePath<t.Function>, box: string, zone: boolean, cx: StorageContext): void {
  const name = binding.identifier.name;
  const end = declarationEnd(binding);
  const inSwitch = binding.scope.path.isSwitchStatement();
  const value = (): t.MemberExpression => member(id(box), 'v');
  const guarded = (use: NodePath): boolean => zone && (usedBefore(use, end, root) || functionAround(use) !== root.node || inSwitch);
  const checked = (): t.Expression => t.conditionalExpression(is(value(), id(cx.runtime('T'))), call(cx.runtime('tdz'), t.stringLiteral(cx.sourceName(name))), value());
  for (const path of binding.constantViolations) {
    if (guarded(path)) {
      if (path.isUpdateExpression() || (path.isAssignmentExpression() && path.node.operator !== '=')) path.replaceWith(t.sequenceExpression([checked(), path.node]));
      else if (path.isAssignmentExpression() && t.isIdentifier(path.node.left)) path.node.right = call(cx.runtime('defined'), path.node.right, id(box), t.stringLiteral(cx.sourceName(name)));
      else if (!path.isVariableDeclarator()) cx.refuse(path.node);
    }
  }
  const targets = new Set<t.Node>(binding.constantViolations.map((path) => (path.isUpdateExpression() ? path.node.argument : path.node)));
  for (const path of binding.referencePaths) {
    if (path.parentPath?.isObjectProperty() && path.parentPath.node.shorthand) path.parentPath.node.shorthand = false;
    const isTarget = path.parentPath?.isUpdateExpression() === true || (path.parentPath?.isAssignmentExpression() === true && path.key === 'left');
    path.replaceWith(!isTarget && !targets.has(path.node) && guarded(path) ? checked() : value());
  }
  for (const path of binding.constantViolations) replaceTargets(path.node, name, value);
}

/** Replaces the identifier in assignment targets that Babel does not count as references. */
function replaceTargets(node: t.Node, name: string, value: () => t.MemberExpression): void {
  const swap = (target: t.Node): t.Node => {
    if (t.isIdentifier(target, { name })) return value();
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
  };
  if (t.isSequenceExpression(node)) for (const part of node.expressions) replaceTargets(part, name, value);
  else if (t.isAssignmentExpression(node)) node.left = swap(node.left) as t.Identifier;
  else if (t.isUpdateExpression(node)) node.argument = swap(node.argument) as t.Identifier;
  else if (t.isForXStatement(node) && !t.isVariableDeclaration(node.left)) node.left = swap(node.left) as t.Identifier;
}

function rewriteDeclaration(binding: Binding, root: NodePath<t.Function>, box: string, zone: boolean, cx: StorageContext): void {
  const name = binding.identifier.name;
  const create = (init: t.Expression): t.Statement => declare('const', box, t.objectExpression([t.objectProperty(id('v'), init)]));
  const body = root.get('body') as NodePath<t.BlockStatement>;
  const kind = binding.kind as string;
  const inner = (init: t.Expression): t.Statement => (zone ? run(assign(member(id(box), 'v'), init)) : create(init));
  if (zone) prepend(binding.scope.path, create(id(cx.runtime('T'))), body);
  if (kind === 'param' && !binding.path.isCatchClause()) {
    body.node.body.unshift(create(id(name)));
    for (const path of binding.constantViolations) if (path.isVariableDeclarator()) splitDeclarator(path, name, (init) => run(assign(member(id(box), 'v'), init)), cx);
    return;
  }
  if (kind === 'hoisted') {
    const { node } = binding.path as NodePath<t.FunctionDeclaration>;
    const scope = binding.scope.path;
    const list = scope.isBlockStatement() ? scope.node.body : body.node.body;
    list.splice(list.indexOf(node), 1);
    // Two declarations of one name: the last one wins, as in the source.
    list.unshift(create(t.toExpression(node)));
    return;
  }
  if (binding.path.isClassDeclaration()) {
    binding.path.replaceWith(inner(t.toExpression(binding.path.node)));
    return;
  }
  const clause = binding.path.isCatchClause() ? binding.path : null;
  if (clause) {
    clause.node.body.body.unshift(create(id(name)));
    return;
  }
  if (kind === 'var') {
    body.node.body.unshift(create(undef()));
    const places = [binding.path, ...binding.constantViolations].filter((path) => path.isVariableDeclarator());
    for (const path of new Set(places)) splitDeclarator(path, name, (init) => run(assign(member(id(box), 'v'), init)), cx);
    return;
  }
  splitDeclarator(binding.path, name, inner, cx);
}

const prepend = (scope: NodePath, statement: t.Statement, body: NodePath<t.BlockStatement>): void => {
  const { node } = scope;
  if (t.isBlockStatement(node)) node.body.unshift(statement);
  else if (t.isFunction(node)) body.node.body.unshift(statement);
  else if (t.isSwitchStatement(node) || t.isFor(node)) scope.insertBefore(statement);
  else body.node.body.unshift(statement);
};

/** Takes one name out of a declaration: `let a = f(), { b } = g()` with boxed names becomes declarations one by one. */
function splitDeclarator(path: NodePath, name: string, create: (init: t.Expression) => t.Statement, cx: StorageContext): void {
  const declaration = path.parentPath as NodePath<t.VariableDeclaration>;
  const declarator = path.node as t.VariableDeclarator;
  const around = declaration.parentPath;
  if (around?.isForXStatement() && declaration.key === 'left') {
    const temporary = cx.fresh(name);
    renameInPattern(declarator, name, temporary);
    const inside = around.node.body;
    around.node.body = block([create(id(temporary)), ...(t.isBlockStatement(inside) ? [inside] : [inside])]);
    return;
  }
  if (around?.isForStatement() && declaration.key === 'init') {
    boxLoopVariable(around, declaration.node, declarator, name, create, cx);
    return;
  }
  const after: t.Statement[] = [];
  if (t.isIdentifier(declarator.id)) {
    if (declarator.init) after.push(create(declarator.init));
    else if (declaration.node.kind !== 'var') after.push(create(undef()));
  } else {
    const temporary = cx.fresh(name);
    renameInPattern(declarator, name, temporary);
    after.push(t.variableDeclaration(declaration.node.kind, [declarator]), create(id(temporary)));
  }
  const index = declaration.node.declarations.indexOf(declarator);
  const before = declaration.node.declarations.slice(0, index);
  const rest = declaration.node.declarations.slice(index + 1);
  const kind = declaration.node.kind;
  const statements: t.Statement[] = [];
  if (before.length > 0) statements.push(t.variableDeclaration(kind, before));
  statements.push(...after);
  if (rest.length > 0) statements.push(t.variableDeclaration(kind, rest));
  if (statements.length === 0) statements.push(t.emptyStatement());
  declaration.replaceWithMultiple(statements);
}

/** Each iteration has a box of its own: `for (let i = 0; …; i++)` → `for (let $i = { v: 0 }; …; $i = { v: $i.v }, $i.v++)`. */
function boxLoopVariable(loop: NodePath<t.ForStatement>, declaration: t.VariableDeclaration, declarator: t.VariableDeclarator, name: string, create: (init: t.Expression) => t.Statement, cx: StorageContext): void {
  const made = create(declarator.init && t.isIdentifier(declarator.id) ? declarator.init : t.isIdentifier(declarator.id) ? undef() : id(name));
  const perIteration = declaration.kind !== 'var';
  if (!t.isVariableDeclaration(made)) {
    // A `var`, or a dead zone: the box was made further out.
    if (!t.isIdentifier(declarator.id) || declaration.declarations.length > 1) cx.refuse(declaration);
    loop.node.init = (made as t.ExpressionStatement).expression;
    return;
  }
  const [boxed] = made.declarations;
  if (!boxed || !t.isIdentifier(boxed.id)) return;
  const box = boxed.id.name;
  const index = declaration.declarations.indexOf(declarator);
  if (t.isIdentifier(declarator.id)) declaration.declarations.splice(index, 1, boxed);
  else declaration.declarations.splice(index + 1, 0, boxed);
  declaration.kind = 'let';
  if (!perIteration) return;
  const next = assign(box, t.objectExpression([t.objectProperty(id('v'), member(id(box), 'v'))]));
  loop.node.update = loop.node.update ? t.sequenceExpression([next, ...(t.isSequenceExpression(loop.node.update) ? loop.node.update.expressions : [loop.node.update])]) : next;
}

function renameInPattern(declarator: t.VariableDeclarator, name: string, to: string): void {
  const visit = (node: t.Node): void => {
    if (t.isIdentifier(node)) {
      if (node.name === name) node.name = to;
    } else if (t.isAssignmentPattern(node)) visit(node.left);
    else if (t.isRestElement(node)) visit(node.argument);
    else if (t.isArrayPattern(node)) for (const element of node.elements) element && visit(element);
    else if (t.isObjectPattern(node)) {
      for (const property of node.properties) {
        if (t.isRestElement(property)) visit(property);
        else {
          property.shorthand = false;
          visit(property.value);
        }
      }
    }
  };
  if (patternNames(declarator.id).includes(name)) visit(declarator.id);
}
