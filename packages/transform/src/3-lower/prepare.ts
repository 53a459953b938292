/**
 * Everything that needs Babel's scopes, before lowering: names, storage, `this` of arrows, how functions know
 * themselves, where lifted code goes. Afterwards a name is a variable and the tree is plain data.
 */
import type { Binding, NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround, lexicalOwner } from '../ast/activation.ts';
import { block, id } from '../ast/build.ts';
import { makesFields } from '../ast/classes.ts';
import { noteEvals } from '../ast/evals.ts';
import { isGlobal } from '../ast/globals.ts';
import { isAccessor } from '../ast/keys.ts';
import { eachPath } from '../ast/paths.ts';
import {
  declaredNames,
  eachChild,
  freeNames,
  homeOf,
  isClosure,
  isVariable,
  patternNames,
  replaced,
  slots,
  walkActivation,
} from '../ast/walk.ts';
import type { Form } from '../contracts.ts';
import type { Unsupported } from '../errors.ts';
import type { ClassParts } from './classes/parts.ts';
import { protectOwnName } from './constants.ts';
import type { DynamicFunction } from './dynamic/form.ts';
import { holdsClosure, isLexical, notesOf, plainly, splitBody } from './flavours.ts';
import { type FunctionInfo, LEXICAL } from './function.ts';
import { findOutside, type Outside } from './homes.ts';
import type { Member } from './identity.ts';
import { inferNames } from './inferred.ts';
import { renameBinding, restorable, separateNames, survey } from './names.ts';
import {
  declareBlockFunctions,
  giveBlocks,
  hoistBlockFunctions,
  isNothingToDelete,
  normalise,
  separateArguments,
  separateClassNames,
} from './normalise.ts';
import { isFirst, isSimple, moveParameters } from './parameters.ts';
import { boxLocals, protectClassName } from './storage.ts';

export interface PrepareContext {
  readonly fresh: (base: string) => string;
  readonly runtime: (name: string) => string;
  readonly refuse: (node: t.Node, what: Unsupported) => never;
  readonly suspends: (node: t.Node) => boolean;
  /** Functions ask at their entry who has called them. */
  readonly handshake: boolean;
  readonly isScript: boolean;
  /** Is there a direct `eval`? */
  readonly evaluates: boolean;
  /** What rewriting classes has left. */
  readonly classes: Pick<ClassParts, 'variables' | 'sourceNames'>;
}

/** A function that stays where it is and has to be told who it is. */
export interface InPlace {
  readonly info: Pick<FunctionInfo, 'node' | 'self'>;
  readonly path: NodePath<t.Function>;
}

export interface Prepared {
  /** Compiled functions, outer before inner. */
  readonly functions: readonly FunctionInfo[];
  readonly inPlace: readonly InPlace[];
  /** Those with dynamic scopes, outer before inner. */
  readonly dynamic: readonly DynamicFunction[];
  /** Variables that have to be declared around each evaluation of a closure. */
  readonly variables: ReadonlyMap<t.Node, string[]>;
  /** Class members that tell their self variable in a static block. */
  readonly members: ReadonlyMap<t.Class, readonly { readonly self: string; readonly method: Member }[]>;
  readonly isCompiled: (node: t.Node) => boolean;
  readonly inferred: ReadonlyMap<t.Node, string | t.Expression>;
  readonly sourceName: (name: string) => string;
  /** Variables that get their names back when all is done. */
  readonly restored: ReadonlyMap<string, string>;
  readonly outside: Outside;
}

/** Renames what the source calls by a name that lowering uses itself. */
export function avoidReserved(program: NodePath<t.Program>, names: ReadonlySet<string>, fresh: (base: string) => string): void {
  if (!Object.values(LEXICAL).some((name) => names.has(name))) return;
  const rename = (scope: Scope): void => {
    for (const name of Object.values(LEXICAL)) {
      if (!scope.hasOwnBinding(name)) continue;
      // Of a module's names, some are exported: Babel keeps what they are called outside.
      if (scope === program.scope) scope.rename(name, fresh(name));
      else renameBinding(scope, name, fresh(name));
    }
  };
  rename(program.scope);
  program.traverse({ Scopable: ({ scope }) => rename(scope) });
}

/** A function that is to be compiled. */
export interface Chosen {
  readonly path: NodePath<t.Function>;
  readonly name: string;
  readonly form: Form;
}

/** A function that is compiled: one that was chosen, or stands for a part of it. */
interface Compiled extends Omit<Chosen, 'path'> {
  readonly node: t.Function;
}

export function prepare(
  program: NodePath<t.Program>,
  chosen: readonly Chosen[],
  withDynamicScopes: readonly Chosen[],
  cx: PrepareContext,
): Prepared {
  const crawl = (): void => {
    program.scope.crawl();
    if (cx.evaluates) noteEvals(program);
  };
  const inferred = inferNames(program.node);
  const sourceNames = new Map(cx.classes.sourceNames);
  const sourceName = (name: string): string => sourceNames.get(name) ?? name;
  const storage = { fresh: cx.fresh, runtime: cx.runtime, sourceName, refuse: (node: t.Node) => cx.refuse(node, 'SYNTAX') };
  const strictCode = (path: NodePath): boolean => isStrictCode(path, program);
  if (chosen.map(({ path }) => giveBlocks(path.node)).includes(true)) crawl();
  // What the body declares has to be known when parameters move into it.
  const heads = chosen.map(({ path }) => path).filter((path) => !isSimple(path.node) && !strictCode(path));
  if (heads.map((path) => declareBlockFunctions(path, strictCode)).includes(true)) crawl();
  // Inner functions first: lists that paths know are taken apart when the function around is split.
  const functions = chosen.toReversed().flatMap(({ path, ...one }): Compiled[] => {
    const splits = !isSimple(path.node) && headActs(path.node, cx);
    const node = plainly(path, splits, { ...storage, inferred, isStrict: strictCode });
    const inner = splitBody(node, simplify(node, sourceNames, cx), cx);
    return [node, ...(inner ? [inner] : [])].map((each) => ({ ...one, node: each }));
  });
  const nodes = new Set<t.Node>(functions.map(({ node }) => node));
  const isCompiled = (node: t.Node): boolean => nodes.has(node);
  for (const { node } of functions) normalise(node, inferred, cx.fresh);
  crawl();
  const before = currentPaths(program, functions);
  const renamed = before.map(({ path }) => separateArguments(path, cx.fresh, sourceNames)).includes(true);
  const outermost = ({ path }: Chosen): boolean => !path.findParent((up) => isCompiled(up.node));
  const moved = before
    .filter(outermost)
    .map(({ path }) => separateClassNames(path))
    .includes(true);
  if (renamed || moved) crawl();
  const compiled = moved ? currentPaths(program, functions) : before;

  const sloppy = compiled.map(({ path }) => path).filter((path) => !strictCode(path));
  if (sloppy.map((path) => declareBlockFunctions(path, strictCode)).includes(true)) crawl();
  if (sloppy.map((path) => hoistBlockFunctions(path, cx.fresh, sourceNames)).includes(true)) crawl();
  const roots = compiled.filter(outermost).map(({ path }) => path);
  const surveys = roots.map(survey);
  const separated = surveys.flatMap((one) => separateNames(one, cx.fresh));
  for (const { from, to } of separated) sourceNames.set(to, sourceName(from));
  const variables = new Map<t.Node, string[]>([...cx.classes.variables].map(([node, names]) => [node, [...names]]));
  const outside = findOutside(surveys, isCompiled, program, variables, (node) => cx.refuse(node, 'PARAMETER_CLOSURE'));
  const selves = new Map(compiled.map(({ path }) => [path.node, selfOf(path, isCompiled, cx)] as const));
  // A function that is not compiled, too: what it captures may be lifted.
  const expressions: NodePath<t.FunctionExpression>[] = [];
  eachPath(program, (path) => {
    if (path.isFunctionExpression()) expressions.push(path);
  });
  for (const path of expressions) protectOwnName(path, strictCode(path), storage);
  for (const { classes } of surveys) for (const path of classes) protectClassName(path, storage);
  for (const { path } of compiled) boxLocals(path, strictCode(path), storage);
  for (const { path } of compiled) shareLexical(path.node);

  const infos = new Map<t.Node, FunctionInfo>();
  const known = new Map<t.Node, ReadonlySet<string>>();
  const members = new Map<t.Class, { readonly self: string; readonly method: Member }[]>();
  const inPlace: InPlace[] = [];
  /** A class tells a member who it is. */
  const tell = (path: NodePath, self: string): void => {
    const owner = path.parentPath?.parent as t.Class;
    members.set(owner, [...(members.get(owner) ?? []), { self, method: path.node as Member }]);
    variables.set(owner, [...(variables.get(owner) ?? []), self]);
  };
  for (const { path, name, form } of compiled) {
    const { node } = path;
    const self = selves.get(node) as Self;
    const parent = infos.get(path.findParent((up) => isCompiled(up.node))?.node as t.Node) ?? null;
    const around = path.parentPath?.parent;
    const derives = form === 'constructor' && t.isClass(around) && around.superClass != null;
    if (derives && node.extra?.derived !== true) throw new Error(`defect in fiberc: the constructor ${name} has not been rewritten`);
    // A derived class has another rule for what it returns, which it follows itself.
    const keepsThis =
      (form === 'constructor' && !derives) ||
      isAccessor(node) ||
      (form === 'function' && !t.isArrowFunctionExpression(node) && !node.generator && notesOf(node).flavour === undefined);
    const used = freeNames(node, known);
    const locals = localsOf(node, used, self.name, parent, outside.copies.get(node));
    for (let up: NodePath | null = path; up; up = up.parentPath)
      for (const name of cx.classes.variables.get(up.node as t.Class) ?? []) if (used.has(name)) locals.add(name);
    if (keepsThis) locals.add(LEXICAL.this);
    if (derives) locals.add(LEXICAL.newTarget);
    const info: FunctionInfo = {
      node,
      title: name,
      name: asIdentifier(name),
      form,
      kind: node.generator ? (notesOf(node).body ?? 'generator') : notesOf(node).flavour === 'asyncFunction' ? 'async' : 'plain',
      self: self.name,
      selfAtHome: self.atHome,
      home: outside.homeOf(node),
      parent,
      strict: isStrict(path, program),
      keepsThis,
      afterFields: form === 'constructor' && makesFields(around),
      locals,
      sharesLexical: sharesLexical(path, isCompiled),
    };
    infos.set(node, info);
    if (t.isClassMethod(node) || t.isClassPrivateMethod(node)) {
      if (self.variable) tell(path, self.name);
    } else if (!liftedBy(path, isCompiled) && !node.generator) inPlace.push({ info, path });
  }
  const dynamic = currentPaths(
    program,
    withDynamicScopes.map(({ path, ...one }) => ({ ...one, node: path.node })),
  ).map(({ path }): DynamicFunction => {
    const { node } = path;
    const self = selfOf(path, isCompiled, cx);
    if (t.isClassMethod(node) || t.isClassPrivateMethod(node)) {
      if (self.variable) tell(path, self.name);
    } else if (!node.generator) inPlace.push({ info: { node, self: self.name }, path });
    const inWith = path.findParent((up) => up.key === 'body' && up.parentPath?.isWithStatement() === true) !== null;
    return { node, self: self.name, strict: strictCode(path), inWith, owner: lexicalOwner(path)?.node ?? null };
  });
  const restored = restorable(separated, isCompiled);
  return { functions: [...infos.values()], dynamic, isCompiled, inPlace, variables, members, inferred, sourceName, restored, outside };
}

/** `#m` and `C.constructor`, for the names of what belongs to the function. */
const asIdentifier = (name: string): string => t.toIdentifier(name.replace(/^#|\.constructor$/g, '')) || 'method';

/** What has moved (out of parameters, say) has another path than before. */
function currentPaths(program: NodePath<t.Program>, functions: readonly Compiled[]): readonly Chosen[] {
  const paths = new Map<t.Node, NodePath<t.Function>>();
  eachPath(program, (path) => {
    if (path.isFunction()) paths.set(path.node, path);
  });
  // Outer before inner, as the traversal meets them.
  const order = new Map([...paths.keys()].map((node, index) => [node, index]));
  return functions
    .toSorted((a, b) => (order.get(a.node) ?? 0) - (order.get(b.node) ?? 0))
    .flatMap(({ node, ...one }) => {
      // A function that another of its name has replaced is gone.
      const path = paths.get(node);
      return path ? [{ ...one, path }] : [];
    });
}

/** Is the closure created directly by a compiled activation, which then lifts it out? */
export const liftedBy = (path: NodePath, isCompiled: (node: t.Node) => boolean): boolean => {
  const around = activationAround(path);
  return around !== null && isCompiled(around);
};

/** Does an arrow share `this` with a compiled activation around it? */
function sharesLexical(path: NodePath, isCompiled: (node: t.Node) => boolean): boolean {
  if (!isLexical(path.node)) return false;
  const around = activationAround(path);
  if (around === null) return false;
  if (isCompiled(around)) return true;
  const up = path.findParent((one) => one.node === around);
  return up !== null && sharesLexical(up, isCompiled);
}

/** @returns how many statements of the body are the parameters */
function simplify(node: t.Function, sourceNames: Map<string, string>, cx: PrepareContext): number {
  const before = t.isBlockStatement(node.body) && node.body.body.some(isFirst);
  // What goes wrong in the head of an async function comes out as a promise.
  const complex = !isSimple(node) && !node.generator && (before || notesOf(node).flavour !== undefined || headActs(node, cx));
  const moved = complex ? moveParameters(node, cx.fresh, sourceNames, cx.runtime('tail')) : 0;
  if (!t.isBlockStatement(node.body)) {
    const value = node.body as t.Expression;
    node.body = block([Object.assign(t.returnStatement(value), { loc: value.loc })]);
    if (t.isArrowFunctionExpression(node)) node.expression = false;
  }
  if (before) {
    const { body } = node.body as t.BlockStatement;
    body.sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  }
  return moved;
}

/** Do the parameters suspend, or make closures that share them? */
const headActs = (node: t.Function, cx: PrepareContext): boolean =>
  cx.handshake || node.params.some((param) => cx.suspends(param) || holdsClosure(param));

/** Is this a function of ours that knows itself by the variable it is put in? */
export const isRemembered = <T extends t.Node>(node: T): node is T & { readonly extra: { readonly remembered: string } } =>
  typeof node.extra?.remembered === 'string';

interface Self {
  readonly name: string;
  readonly atHome: boolean;
  /** The name is a variable that has to be declared and set. */
  readonly variable: boolean;
}

function selfOf(path: NodePath<t.Function>, isCompiled: (node: t.Node) => boolean, cx: PrepareContext): Self {
  const { node, parentPath } = path;
  const own = t.isFunctionExpression(node) && node.id && !declaredNames({ ...node, id: null }).has(node.id.name) ? node.id.name : null;
  const lifted = liftedBy(path, isCompiled);
  const declared = t.isFunctionDeclaration(node) && node.id ? node.id.name : null;
  const constant = declared === null ? null : constantDeclaration(path, declared, cx.isScript);
  // A generator has no frames that it would have to name; its closures may use the name.
  if (node.generator) {
    const name = own ?? (lifted || constant ? declared : null);
    return { name: name ?? '', atHome: name === null || (!lifted && constant?.scope.path.isProgram() === true), variable: false };
  }
  if (isRemembered(node)) return { name: node.extra.remembered, atHome: false, variable: false };
  const noted = notesOf(node).self;
  if (noted !== undefined) return { name: noted, atHome: false, variable: true };
  if (declared !== null) {
    if (constant) return { name: declared, atHome: !lifted && constant.scope.path.isProgram(), variable: false };
    // The name belongs to the binding; in a factory it is the function's own.
    return { name: lifted ? declared : cx.fresh('$self'), atHome: false, variable: !lifted };
  }
  if (t.isFunctionExpression(node) && node.id) {
    // A parameter or variable of the same name hides it.
    return { name: own ?? cx.fresh('$self'), atHome: false, variable: own === null };
  }
  if (t.isClassMethod(node) && node.kind === 'constructor') {
    const owner = parentPath?.parent as t.Class;
    if (owner.id) return { name: owner.id.name, atHome: false, variable: false };
  }
  if (!t.isMethod(node) && parentPath?.isVariableDeclarator() && t.isIdentifier(parentPath.node.id)) {
    const binding = path.scope.getBinding(parentPath.node.id.name);
    const once =
      binding &&
      (binding.constant || (binding.kind as string) === 'const') &&
      (binding.kind as string) !== 'var' &&
      (binding.kind as string) !== 'param' &&
      !binding.scope.path.isSwitchStatement();
    if (once) return { name: parentPath.node.id.name, atHome: !lifted && binding.scope.path.isProgram(), variable: false };
  }
  return { name: cx.fresh('$self'), atHome: false, variable: true };
}

/** The binding of a declared function, if it always holds it. */
function constantDeclaration(path: NodePath, name: string, isScript: boolean): Binding | null {
  const binding = path.parentPath?.scope.getBinding(name);
  return binding?.constant && binding.path.node === path.node && !isGlobal(binding, isScript) ? binding : null;
}

/** Arrows take `this`, `arguments` and `new.target` of the compiled function around them as ordinary names. */
function shareLexical(node: t.Function): void {
  const share = <T extends t.Node>(root: T, inArrow: boolean): T =>
    replaced(root, (child, parent) => {
      if (isLexical(child)) {
        for (const { key: slot, index, child: part } of slots(child)) {
          const record = child as unknown as Record<string, unknown>;
          if (index === null) record[slot] = share(part, true);
          else (record[slot] as t.Node[])[index] = share(part, true);
        }
        return child;
      }
      if (t.isFunction(child)) {
        if (t.isMethod(child) && child.computed) {
          child.key = share(child.key, inArrow) as t.Expression;
        }
        return child;
      }
      if (t.isClass(child)) {
        if (child.superClass) {
          child.superClass = share(child.superClass, inArrow);
        }
        for (const element of child.body.body) {
          if ('computed' in element && element.computed) element.key = share(element.key, inArrow) as typeof element.key;
        }
        return child;
      }
      if (!inArrow) return null;
      if (isNothingToDelete(child)) return t.booleanLiteral(true);
      if (t.isThisExpression(child)) return Object.assign(id(LEXICAL.this), { loc: child.loc });
      if (t.isMetaProperty(child) && child.meta.name === 'new') return id(LEXICAL.newTarget);
      if (t.isIdentifier(child, { name: 'arguments' }) && isVariable(child, parent)) return id(LEXICAL.arguments);
      return null;
    });
  share(node.body, false);
}

/** Own variables, and values from outside that frames carry. */
function localsOf(
  node: t.Function,
  names: ReadonlySet<string>,
  self: string,
  parent: FunctionInfo | null,
  copies: ReadonlySet<string> | undefined,
): Set<string> {
  const locals = new Set<string>(copies);
  const declared = (current: t.Node): void => {
    eachChild(current, (child) => {
      if (t.isFunctionDeclaration(child) || t.isClassDeclaration(child)) {
        if (child.id) locals.add(child.id.name);
      } else if (!isClosure(child)) {
        if (t.isVariableDeclaration(child)) for (const name of patternNames(child)) locals.add(name);
        if (t.isCatchClause(child) && child.param) for (const name of patternNames(child.param)) locals.add(name);
        declared(child);
      }
    });
  };
  for (const param of node.params) for (const name of patternNames(param)) locals.add(name);
  declared(node.body);
  if (parent) for (const name of names) if (parent.locals.has(name) || (name === parent.self && !parent.selfAtHome)) locals.add(name);
  for (const name of Object.values(LEXICAL)) if (names.has(name)) locals.add(name);
  // Heritage and computed names of a class or method belong to the code around it.
  walkActivation(node, (child) => {
    if (t.isThisExpression(child) || homeOf(child) !== null) locals.add(LEXICAL.this);
    else if (t.isMetaProperty(child) && child.meta.name === 'new') locals.add(LEXICAL.newTarget);
    else if (t.isIdentifier(child, { name: 'arguments' })) locals.add(LEXICAL.arguments);
  });
  locals.delete(self);
  return locals;
}

/** Is the code of a function strict, by itself or by where it stands? */
const isStrictCode = (path: NodePath, program: NodePath<t.Program>): boolean =>
  program.node.sourceType === 'module' || program.node.directives.some(isUseStrict) || isStrict(path, program);

const isStrict = (path: NodePath, program: NodePath<t.Program>): boolean =>
  program.node.sourceType !== 'module' &&
  !program.node.directives.some(isUseStrict) &&
  path.find((up) => up.isClass() || (up.isFunction() && t.isBlockStatement(up.node.body) && up.node.body.directives.some(isUseStrict))) !==
    null;

const isUseStrict = (directive: t.Directive): boolean => directive.value.value === 'use strict';
