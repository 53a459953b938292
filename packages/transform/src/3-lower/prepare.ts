/**
 * Everything that needs Babel's scopes, before lowering: names, storage, `this` of arrows, how functions know
 * themselves, where lifted code goes. Afterwards a name is a variable and the tree is plain data.
 */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { lexicalOwner } from '../ast/activation.ts';
import { block } from '../ast/build.ts';
import { makesFields } from '../ast/classes.ts';
import { noteEvals } from '../ast/evals.ts';
import { isAccessor } from '../ast/keys.ts';
import { eachPath } from '../ast/paths.ts';
import { isStrictCode } from '../ast/strict.ts';
import { freeNames, patternNames } from '../ast/walk.ts';
import type { Form } from '../contracts.ts';
import type { Unsupported } from '../errors.ts';
import type { ClassParts } from './classes/parts.ts';
import { protectOwnName } from './constants.ts';
import type { DynamicFunction } from './dynamic/form.ts';
import { holdsClosure, notesOf, plainly, splitBody } from './flavours.ts';
import { type FunctionInfo, LEXICAL } from './function.ts';
import { encloseInHeads } from './heads.ts';
import { findOutside, type Outside } from './homes.ts';
import type { Member } from './identity.ts';
import { inferNames } from './inferred.ts';
import { localsOf, shareLexical, sharesLexical } from './locals.ts';
import { renameBinding, restorable, separateNames, survey } from './names.ts';
import { declareBlockFunctions, giveBlocks, hoistBlockFunctions, normalise, separateArguments, separateClassNames } from './normalise.ts';
import { isFirst, isSimple, moveParameters } from './parameters.ts';
import { assignRedeclared } from './redeclared.ts';
import { liftedBy, type Self, selfOf } from './selves.ts';
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
  /** What boxes hold. */
  readonly boxes: ReadonlyMap<string, string>;
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
  given: readonly Chosen[],
  withDynamicScopes: readonly Chosen[],
  cx: PrepareContext,
): Prepared {
  const crawl = (): void => {
    program.scope.crawl();
    if (cx.evaluates) noteEvals(program);
  };
  const inferred = inferNames(program.node);
  const isEnclosed = encloseInHeads(
    [...given, ...withDynamicScopes].map(({ path }) => path),
    { fresh: cx.fresh, refuse: (node) => cx.refuse(node, 'PARAMETER_CLOSURE') },
  );
  if (isEnclosed) crawl();
  const chosen = isEnclosed
    ? currentPaths(
        program,
        given.map(({ path, ...one }) => ({ ...one, node: path.node })),
      )
    : given;
  const sourceNames = new Map(cx.classes.sourceNames);
  const sourceName = (name: string): string => sourceNames.get(name) ?? name;
  const boxes = new Map<string, string>();
  const storage = { fresh: cx.fresh, runtime: cx.runtime, sourceName, boxes, refuse: (node: t.Node) => cx.refuse(node, 'SYNTAX') };
  if (chosen.map(({ path }) => giveBlocks(path.node)).includes(true)) crawl();
  // What the body declares has to be known when parameters move into it, and when the function loses its own name.
  const loose = chosen.map(({ path }) => path).filter((path) => !isStrictCode(path));
  const isNeeded = ({ node }: NodePath<t.Function>, name: string): boolean =>
    !isSimple(node) || (t.isFunctionExpression(node) && node.id?.name === name);
  if (loose.map((path) => declareBlockFunctions(path, isStrictCode, isNeeded)).includes(true)) crawl();
  // Inner functions first: lists that paths know are taken apart when the function around is split.
  const functions = chosen.toReversed().flatMap(({ path, ...one }): Compiled[] => {
    const splits = !isSimple(path.node) && headActs(path.node, cx);
    const node = plainly(path, splits, { ...storage, inferred, isStrict: isStrictCode });
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

  const sloppy = compiled.map(({ path }) => path).filter((path) => !isStrictCode(path));
  if (sloppy.map((path) => declareBlockFunctions(path, isStrictCode, () => true)).includes(true)) crawl();
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
  for (const path of expressions) protectOwnName(path, isStrictCode(path), storage);
  for (const { classes } of surveys) for (const path of classes) protectClassName(path, storage);
  for (const { path } of compiled) boxLocals(path, isStrictCode(path), storage);
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
      strict: isStrictCode(path) && !isStrictCode(program),
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
  ).map(({ path, form }): DynamicFunction => {
    const { node } = path;
    const self = selfOf(path, isCompiled, cx);
    if (t.isClassMethod(node) || t.isClassPrivateMethod(node)) {
      if (self.variable) tell(path, self.name);
    } else if (!node.generator) inPlace.push({ info: { node, self: self.name }, path });
    const inWith = path.findParent((up) => up.key === 'body' && up.parentPath?.isWithStatement() === true) !== null;
    const afterFields = form === 'constructor' && makesFields(path.parentPath?.parent);
    return { node, self: self.name, strict: isStrictCode(path), afterFields, inWith, owner: lexicalOwner(path)?.node ?? null };
  });
  const restored = restorable(separated, isCompiled);
  return {
    functions: [...infos.values()],
    dynamic,
    isCompiled,
    inPlace,
    variables,
    members,
    inferred,
    sourceName,
    boxes,
    restored,
    outside,
  };
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
  // Its bodies will stand in async arrows, the parameters outside.
  if (notesOf(node).flavour === 'asyncFunction' && !complex)
    assignRedeclared(node.body as t.BlockStatement, new Set(node.params.flatMap((param) => patternNames(param))));
  if (before) {
    const { body } = node.body as t.BlockStatement;
    body.sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  }
  return moved;
}

/** Do the parameters suspend, or make closures that share them? */
const headActs = (node: t.Function, cx: PrepareContext): boolean =>
  cx.handshake || node.params.some((param) => cx.suspends(param) || holdsClosure(param));
