/**
 * Async functions, and generators whose parameters suspend. What a call of them gives, a promise or a generator, cannot
 * be the token; so they become plain functions, which can return it, and are given the looks of what they were
 * (`asyncFunction`, `generatorFunction`, `asyncGeneratorFunction` in the runtime). As methods or arrows, because these
 * have no `prototype` and are no constructors:
 *
 *   async function f(a) { … }              →   const f = $asyncFunction({ f(a) { … } }.f);
 *   function* g(a = f()) { … }             →   const g = $generatorFunction($self = { g(a = f()) { return $generator($self, (function* () { … })()); } }.g);
 *
 * This file rewrites the tree, before scopes are read; `identity.ts` writes methods and calls the runtime, and
 * `5-emit/function.ts` puts an async body into an async arrow, so that `await` stays the engine's own.
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { block, call, declare, id } from '../ast/build.ts';
import { hidesOwnName, isClosure, patternNames, slots } from '../ast/walk.ts';
import type { StorageContext } from './boxes.ts';
import { protectOwnName } from './constants.ts';
import { renameBinding } from './names.ts';
import { assignRedeclared } from './redeclared.ts';

export type Flavour = 'asyncFunction' | 'generatorFunction' | 'asyncGeneratorFunction';

/** Notes on nodes: what a function was, by which variable it knows itself, whether it is a hoisted declaration or the body of a generator. */
interface Notes {
  readonly flavour?: Flavour;
  readonly self?: string;
  readonly hoisted?: true;
  readonly body?: 'generator' | 'async generator';
}

const note = <T extends t.Node>(node: T, notes: Notes): T => Object.assign(node, { extra: { ...node.extra, ...notes } });
export const notesOf = (node: t.Node): Notes => (node.extra ?? {}) as Notes;

/** Is the closure made at the start of its block, before what stands above it? */
export const isHoistedClosure = (node: t.Node | null): boolean =>
  t.isFunctionDeclaration(node) || (node !== null && notesOf(node).hoisted === true);

/** An arrow, or the inner function of a generator: its `this`, `arguments` and `new.target` are those of the function around. */
export const isLexical = (node: t.Node): boolean => t.isArrowFunctionExpression(node) || notesOf(node).body !== undefined;

export interface FlavourContext extends StorageContext {
  readonly inferred: Map<t.Node, string | t.Expression>;
  readonly isStrict: (path: NodePath) => boolean;
}

/**
 * The function that stands for one; itself if it has no flavour that a plain function would not have.
 *
 * @param splits does the head of a generator suspend, or make closures?
 */
export function plainly(path: NodePath<t.Function>, splits: boolean, cx: FlavourContext): t.Function {
  const flavour = flavourOf(path.node, splits);
  if (flavour === null) return path.node;
  const made = asExpression(path, flavour, cx);
  made.async = false;
  made.generator = false;
  return made;
}

function flavourOf(node: t.Function, splits: boolean): Flavour | null {
  if (node.generator === true) return node.async === true ? 'asyncGeneratorFunction' : splits ? 'generatorFunction' : null;
  return node.async === true ? 'asyncFunction' : null;
}

/** The function as one without a name of its own: the declaration becomes a variable. */
function asExpression(path: NodePath<t.Function>, flavour: Flavour, cx: FlavourContext): t.Function {
  const { node } = path;
  if (t.isFunctionDeclaration(node)) {
    const name = node.id?.name ?? cx.fresh('$default');
    const made = note(t.functionExpression(null, node.params, node.body, node.generator, node.async), { flavour, hoisted: true });
    Object.assign(made, { loc: node.loc, start: node.start, end: node.end });
    cx.inferred.set(made, node.id ? name : 'default');
    hoist(path as NodePath<t.FunctionDeclaration>, name, made);
    return made;
  }
  if (t.isFunctionExpression(node) && node.id) {
    const { name } = node.id;
    const self = cx.fresh(`$${name}`);
    // A parameter or variable of that name hides it.
    if (!hidesOwnName(node, name)) {
      protectOwnName(path, cx.isStrict(path), cx);
      renameBinding(path.scope, name, self);
    }
    node.id = null;
    cx.inferred.set(node, name);
    return note(node, { flavour, self });
  }
  return note(node, { flavour });
}

/** Declares the function as a variable at the start of its block. */
function hoist(path: NodePath<t.FunctionDeclaration>, name: string, made: t.FunctionExpression): void {
  const { node, parentPath } = path;
  const binding = parentPath?.scope.getBinding(node.id?.name ?? '');
  // Inside of an async arrow `await` is no name: such a function knows itself by a variable.
  const once = name !== 'await' && (!binding || (binding.constant && binding.path.node === node));
  const exported = t.isExportDeclaration(parentPath?.node) ? parentPath : null;
  const place = exported ?? path;
  const around = place.parent;
  const atTop = t.isProgram(around) || (t.isBlockStatement(around) && t.isFunction(place.parentPath?.parent));
  const declaration = Object.assign(declare(once ? 'const' : atTop ? 'var' : 'let', name, made), { loc: node.loc });
  const list = place.container as t.Statement[];
  if (exported) {
    const as = t.isExportDefaultDeclaration(exported.node) ? 'default' : name;
    list[list.indexOf(exported.node as t.Statement)] = t.exportNamedDeclaration(null, [t.exportSpecifier(id(name), id(as))]);
  } else list.splice(list.indexOf(node), 1);
  if (t.isSwitchCase(around)) {
    // All cases share one scope, which begins before the first.
    const whole = place.parentPath?.parentPath as NodePath<t.SwitchStatement>;
    whole.replaceWith(block([declaration, whole.node]));
  } else list.unshift(declaration);
}

/**
 * The body of a generator becomes a generator of its own, without parameters: the head runs when the function is
 * called, and may suspend then.
 *
 * @param head how many statements of the body belong to it
 * @returns the inner function; null where there is none
 */
export function splitBody(node: t.Function, head: number, cx: Pick<FlavourContext, 'fresh' | 'runtime'>): t.Function | null {
  const { flavour } = notesOf(node);
  if (flavour !== 'generatorFunction' && flavour !== 'asyncGeneratorFunction') return null;
  const self = notesOf(node).self ?? cx.fresh('$self');
  const old = node.body as t.BlockStatement;
  const inner = note(t.functionExpression(null, [], block(old.body.slice(head)), true, false), {
    body: flavour === 'generatorFunction' ? 'generator' : 'async generator',
  });
  inner.loc = node.loc ?? null;
  if (head === 0) assignRedeclared(inner.body, new Set(node.params.flatMap((param) => patternNames(param))));
  const begin = cx.runtime(flavour === 'generatorFunction' ? 'generator' : 'asyncGenerator');
  old.body = [...old.body.slice(0, head), t.returnStatement(call(begin, id(self), call(t.parenthesizedExpression(inner))))];
  note(node, { self });
  return inner;
}

/** Does making the parameters call anything, or make closures that share them? */
export const holdsClosure = (node: t.Node): boolean => {
  if (isClosure(node)) return true;
  for (const { child } of slots(node)) if (holdsClosure(child)) return true;
  return false;
};
