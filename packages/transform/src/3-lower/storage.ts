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
import { assign, block, call, declare, id, is, member, num, run, undef } from '../ast/build.ts';
import { isClosure, isVariable, patternNames, slots, walk } from '../ast/walk.ts';
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
export function boxLocals(root: NodePath<t.Function>, strict: boolean, cx: StorageContext): void {
  const scopes = new Set<Scope>([root.scope]);
  root.traverse({
    Function: (path) => path.skip(),
    Class: (path) => path.skip(),
    Scopable: (path) => void scopes.add(path.scope),
  });
  // Class expressions bind their names inside themselves.
  root.traverse({
    Class(path) {
      for (const binding of Object.values(path.scope.bindings)) if (binding.scope.path === path) protectConstant(binding, cx);
    },
  });
  const mapped = strict ? new Map<t.Node, number>() : mappedParameters(root.node);
  const own = new Map<Binding, { readonly box: string; readonly zone: boolean }>();
  for (const scope of scopes) {
    for (const binding of Object.values(scope.bindings)) {
      if ((binding.kind as string) === 'local' || binding.scope !== scope) continue;
      // Babel counts a function declared in a loop as assigned; each iteration has its own.
      if ((binding.kind as string) === 'hoisted') binding.constantViolations = binding.constantViolations.filter((use) => use !== binding.path);
      failInHead(binding, cx);
      protectConstant(binding, cx);
      const need = needOf(binding, root, mapped);
      if (need !== 'plain') own.set(binding, { box: cx.fresh(`$${cx.sourceName(binding.identifier.name)}`), zone: need === 'dead-zone box' });
    }
  }
  const split = new Map<t.Node, Split>();
  for (const [binding, { box, zone }] of own) {
    rewriteUses(binding, root, box, zone, cx);
    rewriteDeclaration(binding, root, box, zone, mapped, split, cx);
  }
  for (const one of split.values()) splitDeclaration(one, cx);
}

interface Boxed {
  readonly box: string;
  /** The box exists before the declaration runs. */
  readonly exists: boolean;
  /** Initialises the variable. */
  readonly make: (init: t.Expression) => t.Statement;
}

/** A declaration some of whose names live in boxes: how each of them is initialised. */
interface Split {
  readonly path: NodePath<t.VariableDeclaration>;
  readonly names: Map<string, Boxed>;
  /** Boxes that the head of a `for` makes itself, still in their dead zone. */
  readonly inHead: string[];
}

const LOGICAL: ReadonlySet<string> = new Set(['&&=', '||=', '??=']);
const LEXICAL: ReadonlySet<string> = new Set(['let', 'const', 'using', 'await using']);

function needOf(binding: Binding, root: NodePath<t.Function>, mapped: ReadonlyMap<t.Node, number>): Need {
  const kind = binding.kind as string;
  const uses = [...binding.referencePaths, ...binding.constantViolations];
  const lexical = LEXICAL.has(kind) || binding.path.isClassDeclaration();
  const inSwitch = binding.scope.path.isSwitchStatement();
  if (mapped.has(binding.identifier)) return 'box';
  const early = lexical && !binding.path.isCatchClause() && uses.some((use) => usedBefore(use, binding, root) || (inSwitch && !inSameCase(use, binding)));
  if (early) return isOwnName(binding) && !inSwitch ? 'plain' : 'dead-zone box';
  if (!isCaptured(binding)) return 'plain';
  if (binding.constantViolations.length > 0) return 'box';
  if (kind === 'param' || binding.path.isCatchClause()) return 'plain';
  if (kind === 'hoisted') return uses.every((use) => capturer(use, root) === binding.path.node || !isHoisted(capturer(use, root))) && binding.scope === root.scope ? 'plain' : 'box';
  if (kind === 'var') return inLoop(binding.path, root) || uses.some((use) => usedBefore(use, binding, root)) || !hasInitialiser(binding) ? 'box' : 'plain';
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

/** Where the variable has its value: behind its declarator or, inside a pattern, behind its own element. */
function isInitialisedAt(binding: Binding, position: number): boolean {
  const { node } = binding.path;
  if (!t.isVariableDeclarator(node) || t.isIdentifier(node.id)) return position >= (node.end ?? 0);
  if (node.init && position >= (node.init.start ?? 0) && position < (node.init.end ?? 0)) return false;
  let end = binding.identifier.end ?? 0;
  walk(node.id, (inner) => {
    if (t.isAssignmentPattern(inner) && patternNames(inner.left).includes(binding.identifier.name)) end = Math.max(end, inner.end ?? 0);
  });
  return position >= end;
}

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

/** May this use run before the variable has its value? A hoisted function may be called at any time. */
const usedBefore = (use: NodePath, binding: Binding, root: NodePath): boolean =>
  !isInitialisedAt(binding, use.node.start ?? 0) || isHoisted(capturer(use, root));

const inSameCase = (use: NodePath, binding: Binding): boolean => {
  const caseOf = (path: NodePath): t.Node | undefined => path.findParent((up) => up.isSwitchCase() && up.parent === binding.scope.path.node)?.node;
  return caseOf(use) === caseOf(binding.path);
};

/** `for (const x of x)`: the expression sees the variable before it has any value. */
function failInHead(binding: Binding, cx: StorageContext): void {
  const loop = binding.path.isVariableDeclarator() ? binding.path.parentPath.parentPath : null;
  if (!loop?.isForXStatement() || (binding.kind as string) === 'var') return;
  const { right } = loop.node;
  const inside = (use: NodePath): boolean => (use.node.start ?? 0) >= (right.start ?? 0) && (use.node.end ?? 0) <= (right.end ?? 0);
  const fail = (): t.Expression => call(cx.runtime('tdz'), t.stringLiteral(cx.sourceName(binding.identifier.name)));
  for (const use of binding.referencePaths.filter(inside)) use.replaceWith(fail());
  for (const use of binding.constantViolations.filter(inside)) use.replaceWith(fail());
  binding.referencePaths = binding.referencePaths.filter((use) => !t.isCallExpression(use.node));
  binding.constantViolations = binding.constantViolations.filter((use) => !t.isCallExpression(use.node));
}

/** Assigning to a constant is an error at run time, also where the constant has become a plain variable. */
function protectConstant(binding: Binding, cx: StorageContext): void {
  if ((binding.kind as string) === 'const') failAssignments(binding, binding.constantViolations, cx);
  // Inside of the class its name is a constant.
  const { node } = binding.path;
  if (t.isClass(node)) failAssignments(binding, binding.constantViolations.filter((use) => use.findParent((up) => up.node === node)), cx);
}

function failAssignments(binding: Binding, uses: readonly NodePath[], cx: StorageContext): void {
  const name = binding.identifier.name;
  for (const path of uses) {
    const fail = call(cx.runtime('constant'), t.stringLiteral(cx.sourceName(name)));
    if (path.isUpdateExpression()) path.replaceWith(t.sequenceExpression([id(name), fail]));
    else if (path.isAssignmentExpression() && t.isIdentifier(path.node.left)) {
      const { operator, right } = path.node;
      if (operator === '=') {
        // Reading it first: in its dead zone that is the error.
        path.replaceWith(t.sequenceExpression([right, id(name), fail]));
        binding.referencePaths.push(path.get('expressions.1') as unknown as NodePath);
        continue;
      }
      path.replaceWith(LOGICAL.has(operator) ? t.logicalExpression(operator.slice(0, -1) as '&&', id(name), t.sequenceExpression([right, fail])) : t.sequenceExpression([id(name), right, fail]));
    } else {
      replaceTargets(path.node, name, () => member(call(cx.runtime('unassignable'), t.stringLiteral(cx.sourceName(name))), 'v'));
      continue;
    }
    // What is left of it reads the variable.
    binding.referencePaths.push(path.get(path.isLogicalExpression() ? 'left' : 'expressions.0') as NodePath);
  }
  binding.constantViolations = binding.constantViolations.filter((use) => !uses.includes(use));
}

/**
 * Sloppy functions whose parameters and `arguments` are two views of the same variables, and which use that: the
 * parameters become boxes that look into the `arguments` object.
 */
function mappedParameters(node: t.Function): ReadonlyMap<t.Node, number> {
  const mapped = new Map<t.Node, number>();
  if (t.isArrowFunctionExpression(node) || !node.params.every((param) => t.isIdentifier(param)) || !sharesArguments(node)) return mapped;
  for (const [index, param] of node.params.entries()) mapped.set(param, index);
  return mapped;
}

function sharesArguments(node: t.Function): boolean {
  const names = new Set(node.params.flatMap((param) => patternNames(param)));
  let used = false;
  let changes = false;
  const visit = (current: t.Node, parent: t.Node | null, own: boolean): void => {
    if (t.isIdentifier(current, { name: 'arguments' }) && own && isVariable(current, parent)) {
      used = true;
      // Reading it leaves it as it is; whoever gets hold of it may write.
      changes ||= !(t.isMemberExpression(parent) && parent.object === current) && !t.isSpreadElement(parent);
    }
    if (t.isAssignmentExpression(current) || t.isUpdateExpression(current) || t.isForXStatement(current)) {
      const target = t.isUpdateExpression(current) ? current.argument : current.left;
      changes ||= patternNames(target).some((name) => names.has(name));
      changes ||= t.isMemberExpression(target) && t.isIdentifier(target.object, { name: 'arguments' });
    }
    for (const { child } of slots(current)) visit(child, current, own && (!t.isFunction(child) || t.isArrowFunctionExpression(child)));
  };
  visit(node.body, node, true);
  return used && changes;
}

/** Assigning to a function expression's own name: an error in strict code, and nothing at all in sloppy code. */
export function protectOwnName(path: NodePath<t.Function>, strict: boolean, cx: StorageContext): void {
  const own = (path.node as { id?: t.Identifier | null }).id;
  const binding = own && path.scope.getOwnBinding(own.name);
  if (!binding || (binding.kind as string) !== 'local' || binding.constantViolations.length === 0) return;
  if (strict) return failAssignments(binding, binding.constantViolations, cx);
  for (const use of binding.constantViolations) {
    if (use.isUpdateExpression()) use.replaceWith(t.unaryExpression('+', id(own.name)));
    else if (use.isAssignmentExpression() && t.isIdentifier(use.node.left)) {
      const { operator, right } = use.node;
      use.replaceWith(operator === '=' ? t.sequenceExpression([num(0), right])
        : LOGICAL.has(operator) ? t.logicalExpression(operator.slice(0, -1) as '&&', id(own.name), right)
        : t.binaryExpression(operator.slice(0, -1) as '+', id(own.name), right));
    } else replaceTargets(use.node, own.name, () => member(t.objectExpression([]), 'v'));
  }
}

function rewriteUses(binding: Binding, root: NodePath<t.Function>, box: string, zone: boolean, cx: StorageContext): void {
  const name = binding.identifier.name;
  const inSwitch = binding.scope.path.isSwitchStatement();
  const value = (): t.MemberExpression => member(id(box), 'v');
  const guarded = (use: NodePath): boolean => zone && (usedBefore(use, binding, root) || functionAround(use) !== root.node || inSwitch);
  const checked = (): t.Expression => t.conditionalExpression(is(value(), id(cx.runtime('T'))), call(cx.runtime('tdz'), t.stringLiteral(cx.sourceName(name))), value());
  for (const path of binding.constantViolations) {
    if (guarded(path)) {
      if (path.isUpdateExpression() || (path.isAssignmentExpression() && path.node.operator !== '=')) path.replaceWith(t.sequenceExpression([checked(), path.node]));
      else if (path.isAssignmentExpression() && t.isIdentifier(path.node.left)) path.node.right = call(cx.runtime('defined'), path.node.right, id(box), t.stringLiteral(cx.sourceName(name)));
      else if (!path.isVariableDeclarator()) replaceTargets(path.node, name, () => member(call(cx.runtime('assignable'), id(box), t.stringLiteral(cx.sourceName(name))), 'v'));
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

const inForHead = (binding: Binding): boolean => binding.path.parentPath?.key === 'init' && binding.path.parentPath.parentPath?.isForStatement() === true && (binding.kind as string) !== 'var';

/** Marks a statement that makes a box: closures that capture it are made after it. */
const makesBox = (node: t.Statement): t.Statement => Object.assign(node, { extra: { box: true } });
const isBox = (node: t.Statement): boolean => node.extra?.['box'] === true;

/** How many boxes a list begins with. */
export const leadingBoxes = (list: readonly t.Statement[]): number => {
  const end = list.findIndex((statement) => !isBox(statement));
  return end < 0 ? list.length : end;
};

function rewriteDeclaration(binding: Binding, root: NodePath<t.Function>, box: string, zone: boolean, mapped: ReadonlyMap<t.Node, number>, split: Map<t.Node, Split>, cx: StorageContext): void {
  const name = binding.identifier.name;
  const create = (init: t.Expression): t.Statement => makesBox(declare('const', box, t.objectExpression([t.objectProperty(id('v'), init)])));
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
  if (zone && !inForHead(binding)) prepend(binding.scope.path, create(id(cx.runtime('T'))), body);
  if (path.isCatchClause()) path.node.body.body.unshift(create(id(name)));
  else if (kind === 'param') {
    const index = mapped.get(binding.identifier);
    body.unshift(index === undefined ? create(id(name)) : makesBox(declare('const', box, call(cx.runtime('mapped'), id('arguments'), num(index)))));
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
    list[index] = (zone ? fill : create)(t.toExpression(path.node));
  }
  else if (kind === 'var') {
    body.unshift(create(undef()));
    later([path, ...binding.constantViolations], fill);
  } else later([path], zone ? fill : create);
}

/** Puts a box where the scope of its variable begins. */
function prepend(scope: NodePath, statement: t.Statement, body: t.Statement[]): void {
  const { node } = scope;
  if (t.isBlockStatement(node)) node.body.unshift(statement);
  else if ((t.isSwitchStatement(node) || t.isFor(node)) && Array.isArray(scope.container)) (scope.container as t.Statement[]).unshift(statement);
  else body.unshift(statement);
}

/** Takes boxed names out of a declaration: `let a = f(), { b } = g()` becomes one statement after the other. */
function splitDeclaration({ path, names, inHead }: Split, cx: StorageContext): void {
  const { node, parentPath } = path;
  const boxed = (declarator: t.VariableDeclarator): string[] => patternNames(declarator.id).filter((name) => names.has(name));
  /** A pattern of which some names are boxed, as statements. */
  const takeApart = (declarator: t.VariableDeclarator, init: t.Expression | null): t.Statement[] => {
    const mine = [...new Set(boxed(declarator))];
    const used = new Set(patternUses(declarator.id));
    if (init === null || !mine.some((name) => used.has(names.get(name)?.box ?? ''))) {
      const moved = mine.map((name) => {
        const plain = cx.fresh(name);
        renameInPattern(declarator, name, plain);
        return (names.get(name) as Boxed).make(id(plain));
      });
      return [t.variableDeclaration(node.kind, [t.variableDeclarator(declarator.id, init)]), ...moved];
    }
    // The pattern itself uses a boxed name: boxes first, then an assignment.
    const others = patternNames(declarator.id).filter((name) => !names.has(name));
    const boxes = mine.flatMap((name) => {
      const { box, exists } = names.get(name) as Boxed;
      return exists ? [] : [makesBox(declare('const', box, t.objectExpression([t.objectProperty(id('v'), id(cx.runtime('T')))])))];
    });
    const assignment = t.assignmentExpression('=', declarator.id as t.ObjectPattern, init);
    for (const name of mine) replaceTargets(assignment, name, () => member(id((names.get(name) as Boxed).box), 'v'));
    return [...boxes, ...others.map((name) => declare(node.kind === 'var' ? 'var' : 'let', name, null)), run(assignment)];
  };
  if (parentPath?.isForXStatement() && path.key === 'left') {
    const [declarator] = node.declarations;
    if (!declarator) return;
    const element = cx.fresh('$element');
    const taken = takeApart(declarator, id(element));
    node.declarations = [t.variableDeclarator(id(element))];
    node.kind = 'const';
    parentPath.node.body = block([...taken, parentPath.node.body]);
    return;
  }
  if (parentPath?.isForStatement() && path.key === 'init') {
    boxLoopVariables(parentPath, node, names, inHead, cx);
    return;
  }
  const statements: t.Statement[] = [];
  for (const declarator of node.declarations) {
    const make = t.isIdentifier(declarator.id) ? names.get(declarator.id.name)?.make : undefined;
    if (make) {
      if (declarator.init) statements.push(make(declarator.init));
      else if (node.kind !== 'var') statements.push(make(undef()));
    } else statements.push(...takeApart(declarator, declarator.init ?? null));
  }
  path.replaceWithMultiple(statements.length > 0 ? statements : [t.emptyStatement()]);
}

/** Each iteration has boxes of its own: `for (let i = 0; …; i++)` → `for (let $i = { v: 0 }; …; $i = { v: $i.v }, $i.v++)`. */
function boxLoopVariables(loop: NodePath<t.ForStatement>, node: t.VariableDeclaration, names: ReadonlyMap<string, Boxed>, inHead: readonly string[], cx: StorageContext): void {
  const boxOf = (value: t.Expression): t.Expression => t.objectExpression([t.objectProperty(id('v'), value)]);
  const copyOf = (box: string): t.Expression => assign(box, boxOf(member(id(box), 'v')));
  const declarations: t.VariableDeclarator[] = inHead.map((box) => t.variableDeclarator(id(box), boxOf(id(cx.runtime('T')))));
  const copies: t.Expression[] = inHead.map(copyOf);
  for (const declarator of node.declarations) {
    const make = t.isIdentifier(declarator.id) ? names.get(declarator.id.name)?.make : undefined;
    if (!make) {
      if (patternNames(declarator.id).some((name) => names.has(name))) cx.refuse(declarator);
      declarations.push(declarator);
      continue;
    }
    const made = make(declarator.init ?? undef());
    if (t.isExpressionStatement(made)) {
      // A `var`, or a dead zone: the box was made further out.
      if (declarator.init || node.kind !== 'var') declarations.push(t.variableDeclarator(id(cx.fresh('$init')), made.expression));
      continue;
    }
    const [fresh] = (made as t.VariableDeclaration).declarations;
    if (!fresh || !t.isIdentifier(fresh.id)) continue;
    declarations.push(fresh);
    copies.push(copyOf(fresh.id.name));
  }
  if (node.kind !== 'var') node.kind = 'let';
  if (copies.length > 0) {
    // A closure in the head keeps the variable of the head.
    if (declarations.some((declarator) => declarator.init && holdsClosure(declarator.init))) declarations.push(...copies.map((copy) => t.variableDeclarator(id(cx.fresh('$init')), t.cloneNode(copy))));
    const { update } = loop.node;
    loop.node.update = update ? t.sequenceExpression([...copies, ...(t.isSequenceExpression(update) ? update.expressions : [update])]) : copies.length === 1 ? (copies[0] as t.Expression) : t.sequenceExpression(copies);
  }
  node.declarations = declarations;
  if (declarations.length === 0) loop.node.init = null;
}

function holdsClosure(node: t.Node): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= isClosure(inner);
  });
  return found;
}

/** Names that evaluating a pattern may read. */
function patternUses(pattern: t.Node): string[] {
  const names: string[] = [];
  walk(pattern, (inner) => {
    if (t.isIdentifier(inner)) names.push(inner.name);
  });
  return names;
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
  visit(declarator.id);
}
