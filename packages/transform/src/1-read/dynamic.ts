/**
 * Functions with *dynamic scopes*: a direct `eval` or a `with` decides while it runs which variable a name means. The
 * names in it, and of all variables that it can see, stay as they are. So such functions, and those around and inside
 * of them, are compiled in another form (see `3-lower/dynamic`).
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround, lexicalOwner } from '../ast/activation.ts';
import { isConstructor } from '../ast/classes.ts';
import { isDirectEval, noteEvals } from '../ast/evals.ts';
import { walkLexical } from '../ast/lexical.ts';
import { declaredNames, isClosure, patternNames, slots } from '../ast/walk.ts';
import type { Unsupported } from '../errors.ts';

export type Why = { readonly what: Unsupported; readonly at: t.Node };

export interface Dynamic {
  /** Functions with dynamic scopes, and what makes them so. */
  readonly functions: ReadonlyMap<t.Node, Why>;
  /** Is there a direct `eval`? */
  readonly evaluates: boolean;
}

export function findDynamic(program: NodePath<t.Program>): Dynamic {
  const found = new Map<t.Node, Why>();
  // Hardly a module has any: looking takes no paths.
  let any = false;
  t.traverseFast(program.node, (node) => {
    any ||= isDirectEval(node) || t.isWithStatement(node);
  });
  if (!any) return { functions: found, evaluates: false };
  /** What makes scopes dynamic, and where it does: an eval in its function, a `with` in its body. */
  const causes: { readonly path: NodePath; readonly inside: t.Node | null; readonly why: Why }[] = [];
  const direct = (path: NodePath): void => {
    if (isDirectEval(path.node)) causes.push({ path, inside: activationAround(path), why: { what: 'EVAL', at: path.node } });
  };
  program.traverse({
    CallExpression: direct,
    WithStatement: (path) => void causes.push({ path, inside: path.node.body, why: { what: 'WITH', at: path.node } }),
  });
  for (const { path, inside, why } of causes) {
    for (let up = path.parentPath; up; up = up.parentPath) if (up.isFunction() && !found.has(up.node)) found.set(up.node, why);
    if (inside)
      t.traverseFast(inside, (node) => {
        if (t.isFunction(node) && !found.has(node)) found.set(node, why);
      });
  }
  const evaluates = causes.some(({ why }) => why.what === 'EVAL');
  if (evaluates) noteEvals(program);
  return { functions: found, evaluates };
}

/**
 * What keeps the function from being compiled in its form: that of a generator, called with `this` and `arguments`.
 * The constructor of a derived class has no `this` that what it evaluates could use, and the word `yield` means something else in a generator.
 */
export function cannotBeGenerator(path: NodePath<t.Function>): boolean {
  const { node } = path;
  const owner = lexicalOwner(path);
  const around = owner?.parentPath?.parent;
  if (owner && isConstructor(owner.node) && t.isClass(around) && around.superClass && evaluates(owner.node)) return true;
  if (!node.generator && usesYield(node)) return true;
  if (says(node, 'new.target') || (owner?.isFunction() === false && says(node, 'arguments'))) return true;
  if (!t.isArrowFunctionExpression(node)) return false;
  // It has the `arguments` of the function around, but not a variable of that name.
  if (owner === null && usesArguments(node)) return true;
  for (let up: NodePath | null = path; up; up = up.parentPath) {
    if (up.isFunction() && declaresArguments(up.node)) return true;
    if (up === owner) break;
  }
  return false;
}

const declaresArguments = (node: t.Function): boolean =>
  declaredNames(node).has('arguments') || node.params.some((param) => patternNames(param).includes('arguments'));

function usesYield(root: t.Node): boolean {
  for (const { child } of slots(root)) {
    if (t.isIdentifier(child, { name: 'yield' })) return true;
    if (!(isClosure(child) && t.isFunction(child) && !t.isArrowFunctionExpression(child)) && usesYield(child)) return true;
  }
  return false;
}

/** Does the function, or an arrow in it, evaluate code that may say `this`? */
function evaluates(root: t.Node): boolean {
  let found = false;
  walkLexical(root, (node) => {
    found ||= isDirectEval(node);
  });
  return found;
}

/** Does the function or an arrow in it evaluate a text, as far as that can be seen, with this in it? It means another thing in a generator. */
function says(root: t.Node, what: 'arguments' | 'new.target'): boolean {
  let found = false;
  walkLexical(root, (node) => {
    if (isDirectEval(node)) found ||= t.isStringLiteral(node.arguments[0]) && node.arguments[0].value.includes(what);
  });
  return found;
}

function usesArguments(root: t.Node): boolean {
  let found = false;
  walkLexical(root, (node) => {
    found ||= t.isIdentifier(node, { name: 'arguments' });
  });
  return found;
}

/** Does this stand in the head of the function, where it cannot wait? */
export function isInHead(path: NodePath, fn: t.Node): boolean {
  for (let up: NodePath | null = path; up; up = up.parentPath) if (up.parent === fn) return up.listKey === 'params';
  return false;
}
