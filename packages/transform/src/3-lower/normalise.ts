/**
 * Rewrites the few odd shapes of the language that later steps would otherwise have to know, before scopes are read:
 *
 * - `if (x) function f() {}` gets the block that the language gives it (`giveBlocks`);
 * - `catch (e) { var e = 1 }` assigns the parameter and declares a variable of the function: it becomes both;
 * - `catch ({ message })` takes its pattern apart in its body;
 * - `(function f(f) {})`: nothing can use the outer name, which becomes the function object's name only;
 * - `switch (() => x) { case 0: let x }`: a closure in front of the cases does not see what they declare. It moves out;
 * - `delete this` is true;
 * - a label of anything but a block, loop or switch, says nothing;
 * - a loop or switch that stands alone as a body gets a block, where variables can be put beside it.
 */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, block, declare, id, run } from '../ast/build.ts';
import { eachPath } from '../ast/paths.ts';
import { hidesOwnName, isClosure, patternNames, slots, variableNames } from '../ast/walk.ts';
import { hasStaticCode } from './classes/parts.ts';
import { notesOf } from './flavours.ts';
import { lexicalNames, splitCatch } from './heads.ts';
import { renameBinding } from './names.ts';

export function normalise(fn: t.Function, inferred: Map<t.Node, string | t.Expression>, fresh: (base: string) => string): void {
  unname(fn, inferred);
  const declared = new Set<string>();
  const visit = (node: t.Node, caught: readonly string[]): void => {
    const record = node as unknown as Record<string, unknown>;
    if (t.isCatchClause(node)) splitCatch(node, fresh);
    const inner = t.isCatchClause(node) && t.isIdentifier(node.param) ? [...caught, node.param.name] : caught;
    for (const { key, index, child: found } of slots(node)) {
      const put = (next: t.Node): void => {
        const list = record[key] as t.Node[];
        if (index === null) record[key] = next;
        else list[list.indexOf(found)] = next;
      };
      const child = isNothingToDelete(found) ? t.booleanLiteral(true) : unlabelled(found);
      if (child !== found) put(child);
      if (isClosure(child)) {
        unname(child, inferred);
        continue;
      }
      visit(child, inner);
      const held = t.isSwitchStatement(child) ? separateDiscriminant(child, fresh) : null;
      if (held) put(block([held, child as t.Statement]));
      const isBody = index === null && (t.isIfStatement(node) || t.isLoop(node)) && key !== 'init' && key !== 'left';
      if (isBody && (t.isLoop(child) || t.isSwitchStatement(child) || t.isLabeledStatement(child))) record[key] = block([child]);
      if (t.isVariableDeclaration(child) && child.kind === 'var' && index !== null)
        replaceCaught(record[key] as t.Statement[], child, inner);
    }
  };
  const replaceCaught = (list: t.Statement[], node: t.VariableDeclaration, caught: readonly string[]): void => {
    if (!node.declarations.some((one) => t.isIdentifier(one.id) && caught.includes(one.id.name))) return;
    const statements = node.declarations.flatMap((one): t.Statement[] => {
      if (!t.isIdentifier(one.id) || !caught.includes(one.id.name)) return [t.variableDeclaration('var', [one])];
      declared.add(one.id.name);
      return one.init ? [run(assign(id(one.id.name), one.init))] : [];
    });
    list.splice(list.indexOf(node), 1, ...statements);
  };
  visit(fn.body, []);
  if (t.isBlockStatement(fn.body)) dropRepeated(fn.body);
  if (t.isBlockStatement(fn.body)) fn.body.body.unshift(...[...declared].map((name) => declare('var', name, null)));
}

/** Puts functions that are the whole branch of an `if` in blocks. Returns whether there were any. */
export function giveBlocks(root: t.Node): boolean {
  let found = false;
  t.traverseFast(root, (node) => {
    if (!t.isIfStatement(node)) return;
    for (const branch of ['consequent', 'alternate'] as const) {
      const child = node[branch];
      if (!t.isFunctionDeclaration(child)) continue;
      node[branch] = block([child]);
      found = true;
    }
  });
  return found;
}

/** `delete this` and `delete new.target`: true, and nothing happens. */
export const isNothingToDelete = (node: t.Node): boolean =>
  t.isUnaryExpression(node, { operator: 'delete' }) && (t.isThisExpression(node.argument) || t.isMetaProperty(node.argument));

/** The declaration behind labels that nothing can refer to. */
function unlabelled(node: t.Node): t.Node {
  if (!t.isLabeledStatement(node)) return node;
  const body = unlabelled(node.body);
  return t.isFunctionDeclaration(body) || t.isVariableDeclaration(body) ? body : node;
}

/** A constant for what a switch decides on, if a closure in it uses a name that the cases declare anew. */
function separateDiscriminant(node: t.SwitchStatement, fresh: (base: string) => string): t.Statement | null {
  const declared = lexicalNames(node.cases.flatMap(({ consequent }) => consequent));
  const hides = (part: t.Node): boolean =>
    isClosure(part) ? declared.some((name) => variableNames(part).has(name)) : slots(part).some(({ child }) => hides(child));
  if (declared.length === 0 || !hides(node.discriminant)) return null;
  const held = declare('const', fresh('$on'), node.discriminant);
  node.discriminant = id(patternNames(held)[0] as string);
  return held;
}

/**
 * Inside of a class its name stays the same, also where the variable outside changes, and while static code runs it is
 * known there only: `class C {}` → `let C = class C {}`.
 */
export function separateClassNames(path: NodePath<t.Function>): boolean {
  const classes: NodePath<t.ClassDeclaration>[] = [];
  eachPath(path, (inner) => {
    if (inner.isClassDeclaration()) classes.push(inner);
  });
  let changed = false;
  for (const inner of classes) {
    const { node } = inner;
    const outside = inner.parentPath.scope.getBinding(node.id?.name ?? '')?.constantViolations ?? [];
    if (!node.id) continue;
    if (!hasStaticCode(node) && !outside.some((use) => use.findParent((up) => up === inner) === null)) continue;
    const declaration = declare('let', node.id.name, t.toExpression(node)) as t.VariableDeclaration;
    for (const made of [declaration, ...declaration.declarations]) Object.assign(made, { start: node.start, end: node.end, loc: node.loc });
    inner.replaceWith(declaration);
    changed = true;
  }
  return changed;
}

/** Of the functions that a body declares under one name only the last can be seen. */
function dropRepeated(body: t.BlockStatement): void {
  const last = new Map(body.body.flatMap((one) => (t.isFunctionDeclaration(one) && one.id ? [[one.id.name, one]] : [])));
  body.body = body.body.filter((one) => !t.isFunctionDeclaration(one) || !one.id || last.get(one.id.name) === one);
}

/**
 * `var arguments` starts as the arguments object, and is a variable of its own from then on.
 *
 * @returns whether there was one
 */
export function separateArguments(path: NodePath<t.Function>, fresh: (base: string) => string, sourceNames: Map<string, string>): boolean {
  const name = 'arguments';
  if ((path.scope.getOwnBinding(name)?.kind as string | undefined) !== 'var') return false;
  const next = fresh(name);
  sourceNames.set(next, name);
  renameBinding(path.scope, name, next);
  if (!path.isArrowFunctionExpression()) (path.node.body as t.BlockStatement).body.unshift(declare('var', next, id(name)));
  return true;
}

function unname(node: t.Node, inferred: Map<t.Node, string | t.Expression>): void {
  if (!t.isFunctionExpression(node) || !node.id) return;
  const { name } = node.id;
  if (!hidesOwnName(node, name)) return;
  // A default may still mean the function.
  if (node.params.some((param) => !patternNames(param).includes(name) && variableNames(param).has(name))) return;
  inferred.set(node, name);
  node.id = null;
}

/**
 * In sloppy code a function declared in a block is also a variable of the function around it, which gets its value
 * where the declaration stands (Annex B.3.3):
 *
 *   if (x) { function g() {} }   →   var g;  if (x) { function g$1() {}  g = g$1; }
 *
 * First the variables, in all functions: renaming has to know which `g` is whose.
 *
 * @returns whether there were any
 */
export function declareBlockFunctions(
  root: NodePath<t.Function>,
  isStrict: (path: NodePath) => boolean,
  isNeeded: (owner: NodePath<t.Function>, name: string) => boolean,
): boolean {
  const declared = new Map<t.Function, Set<string>>();
  eachPath(root, (inner) => {
    if (!inner.isFunctionDeclaration()) return;
    const owner = inner.getFunctionParent();
    if (owner === null || !isHoistable(inner, owner) || isStrict(owner)) return;
    const name = inner.node.id?.name ?? '';
    if (!isNeeded(owner, name)) return;
    const own = owner.scope.getOwnBinding(name);
    // Its own name is hidden by its variables.
    if (own !== undefined && (own.kind as string) !== 'local') return;
    if (t.isFunctionExpression(owner.node) && own !== undefined && hidesOwnName(owner.node, name)) return;
    declared.set(owner.node, (declared.get(owner.node) ?? new Set()).add(name));
  });
  for (const [{ body }, names] of declared)
    if (t.isBlockStatement(body)) body.body.unshift(...[...names].map((name) => declare('var', name, null)));
  return declared.size > 0;
}

/** A simple parameter of a `catch` hides a variable, but does not keep a function from being one (Annex B.3.4). */
const catches = ({ path }: Scope, name: string): boolean => path.isCatchClause() && t.isIdentifier(path.node.param, { name });

/** Is the name one of a parameter of the generator whose body this is? */
const isParameter = (owner: NodePath<t.Function>, name: string): boolean =>
  notesOf(owner.node).body !== undefined && owner.parentPath.scope.getFunctionParent()?.hasOwnBinding(name) === true;

/** Is a function in a block that no parameter or lexical declaration of the same name keeps from being a variable? */
function isHoistable(inner: NodePath<t.FunctionDeclaration>, owner: NodePath<t.Function>): boolean {
  const name = inner.node.id?.name ?? '';
  if (inner.node.async || inner.node.generator || inner.parent === owner.node.body) return false;
  for (let up = inner.parentPath.scope.parent; up; up = up.parent) {
    const kind = up.getOwnBinding(name)?.kind as string | undefined;
    if (catches(up, name)) continue;
    if (kind !== undefined && kind !== 'var' && kind !== 'hoisted' && kind !== 'local') return false;
    if (up === owner.scope) return !isParameter(owner, name);
    // A function of a block around is lexical.
    if (kind === 'hoisted') return false;
  }
  return true;
}

/** Declarations of one name in a block, or in the cases of a switch. The function is the last one. */
function eachDeclaration(
  { parent, parentPath }: NodePath,
  name: string,
  visit: (list: t.Statement[], node: t.FunctionDeclaration, last: boolean) => void,
): void {
  const around = parentPath?.parent;
  const lists = t.isSwitchStatement(around) ? around.cases.map((one) => one.consequent) : [(parent as t.BlockStatement).body];
  const found = lists.flatMap((list) => functionsNamed(list, name).map((node) => ({ list, node })));
  for (const { list, node } of found) visit(list, node, node === found.at(-1)?.node);
}

const functionsNamed = (list: readonly t.Statement[], name: string): t.FunctionDeclaration[] =>
  list.filter((one): one is t.FunctionDeclaration => t.isFunctionDeclaration(one) && one.id?.name === name);

/** @returns whether anything has moved */
export function hoistBlockFunctions(
  path: NodePath<t.Function>,
  fresh: (base: string) => string,
  sourceNames: Map<string, string>,
): boolean {
  const declarations: NodePath<t.FunctionDeclaration>[] = [];
  eachPath(path, (inner) => {
    if (inner.isFunctionDeclaration()) declarations.push(inner);
    return !inner.isFunction();
  });
  // All are told apart before the first is renamed.
  const hoistable = new Set(declarations.filter((inner) => isHoistable(inner, path)));
  const renamed = new Set<string>();
  let changed = false;
  for (const inner of declarations) {
    const name = inner.node.id?.name ?? '';
    if (renamed.has(name)) continue;
    if (!hoistable.has(inner)) {
      eachDeclaration(inner, name, (list, node, last) => {
        if (last) return;
        list.splice(list.indexOf(node), 1);
        changed = true;
      });
      continue;
    }
    changed = true;
    const next = fresh(name);
    renameBinding(inner.parentPath.scope, name, next);
    renamed.add(next);
    sourceNames.set(next, sourceNames.get(name) ?? name);
    for (let up: Scope | undefined = inner.parentPath.scope.parent; up && up !== path.scope; up = up.parent) {
      if (!catches(up, name)) continue;
      const caught = fresh(name);
      renameBinding(up, name, caught);
      sourceNames.set(caught, sourceNames.get(name) ?? name);
    }
    eachDeclaration(inner, next, (list, node, last) => {
      list.splice(list.indexOf(node) + (last ? 1 : 0), last ? 0 : 1, run(assign(name, id(next))));
    });
  }
  return changed;
}
