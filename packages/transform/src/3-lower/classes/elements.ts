/**
 * What suspends while an instance or a class is made moves into functions:
 *
 * - Fields. `class A { x = f() }` gets `$init = ($o) => { new $stamp($o, f()) }`, which the constructor calls (see
 *   `stamps.ts`). So do the fields of a derived class whose parent may suspend: natively they would be put on the token
 *   that `super()` returns. The class of a private name that is stamped stands inside of the stamping class:
 *
 *     class B extends A { #p = 1; constructor() { super() } }
 *     → let B = class extends $identity {
 *         #p = 1;
 *         static { $stamp = this; this.of = class B extends A { constructor() { const $that = super(); new $stamp($that) … } } }
 *       }.of
 *
 * - Static code: `let C = (() => { let $run; const $C = class C { static { $run = () => { … } } }; $run(); return $C })()`.
 * - Private methods: `#m() { f() }` becomes `get #m() { return $m }`, so that there is one function that can be named.
 * - A derived class without a constructor and fields of its own only tells that it stands for its parent, unless that is a
 *   built-in which calls back: then it gets a constructor, which calls the equivalent.
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../../ast/activation.ts';
import { assign, block, call, id, run } from '../../ast/build.ts';
import { isConstructor, isField, isInstanceField, isPrivate, isStaticCode, privateNames, usesPrivate } from '../../ast/classes.ts';
import { isDirectEval } from '../../ast/evals.ts';
import { replaceThis, walkLexical } from '../../ast/lexical.ts';
import { harmless, replaceSupers, type SuperContext } from '../../ast/supers.ts';
import { isClosure } from '../../ast/walk.ts';
import { named } from '../identity.ts';
import { first } from '../parameters.ts';
import { callsSuperLate, type Initialise, leaveSuper, rewriteDerived } from './derived.ts';
import { earlyUses, hoistHead, renameClass } from './head.ts';
import { type ClassParts, isGenerated, startBlock } from './parts.ts';
import { makeStamps, native, type Stamp, type Stamped, stamping } from './stamps.ts';
import type { RewriteContext } from './supers.ts';
import { putAround } from './surroundings.ts';

/** @returns whether the class has changed */
export function rewriteElements(path: NodePath<t.Class>, parts: ClassParts, cx: RewriteContext): boolean {
  const { node } = path;
  const { body } = node;
  const builtIn = cx.hasBuiltInParent(node);
  if (builtIn) node.extra = { ...node.extra, builtInParent: true };
  // Where the parent has been rewritten, it can no longer be seen that it does not suspend.
  if (!cx.parentSuspends(node)) node.extra = { ...node.extra, calmParent: true };
  const derived = node.superClass != null;
  const own = body.body.find(isConstructor) ?? null;
  const around = activationAround(path);
  // In a generator there is no `super(…)`.
  const boxed = (own !== null && cx.isDynamic(own)) || (around !== null && cx.isDynamic(around));
  // Fields that suspend get a constructor that can.
  const made = derived && own === null && body.body.some((element) => isInstanceField(element) && cx.suspends(element));
  const maker = made ? addConstructor(node) : own;
  const late = made || (derived && own !== null && callsSuperLate(own, cx.suspends));
  // A resume body cannot call `super(…)`, so it makes no fields.
  const plain = late && !cx.parentSuspends(node) && !cx.suspendsAtEntry && !boxed && maker !== null && leaveSuper(maker);
  const moved = movedFields(node, derived && (cx.parentSuspends(node) || (late && !plain)), cx);
  const statics = movedStatics(path, cx);
  const hidden = privateNames(body.body.filter((element) => !moved.includes(element as Stamped) && !statics.includes(element as Stamped)));
  const methods = body.body.filter(
    (element): element is t.ClassPrivateMethod =>
      (isPrivateAccessor(element) && cx.suspends(element)) ||
      (isPrivateMember(element) && (cx.suspends(element) || (moved.includes(element) && usesPrivate(element, hidden)))),
  );
  const stands = derived && own === null && moved.length === 0 && cx.parentSuspends(node) && !builtIn;
  const constructs = moved.length > 0 || late || builtIn;
  const early = earlyUses(path, cx);
  if (stands) startBlock(node).body.push(run(harmless(call(cx.runtime('derives'), t.thisExpression()))));
  if (!constructs && statics.length === 0 && methods.length === 0 && early.length === 0) return stands;

  const explicit = (isStatic: boolean): SuperContext => ({
    home: () => id(parts.home(node, isStatic)),
    receiver: () => t.thisExpression(),
    runtime: cx.runtime,
    strict: true,
  });
  for (const method of methods) nameMethod(method, node, explicit(method.static === true), parts, cx.runtime);
  const all = [...moved, ...statics];
  for (const element of all) {
    if (t.isClassAccessorProperty(element)) cx.refuse(element, 'FIELD');
    const stays = moved.includes(element as Stamped) && !cx.suspends(element);
    walkLexical(element, (inner) => {
      if (isDirectEval(inner) && !(stays && isHarmlessText(inner.arguments[0]))) cx.refuse(inner, 'EVAL');
    });
  }
  const head = hoistHead(node, all, cx);
  if (all.some((element) => !t.isStaticBlock(element) && isPrivate(element))) renameClass(path, all, () => parts.home(node, true));
  for (const element of moved) replaceSupers(element, explicit(false));
  for (const element of statics) replaceSupers(element, explicit(true));
  const isLate = lateFields(all, privateNames([...body.body]), cx);
  const left = new Set<t.Node>(all);
  body.body = body.body.filter((element) => !left.has(element));

  const stamps = makeStamps(moved, isLate, (hint) => parts.variable(node, hint), cx.runtime);
  if (constructs) {
    const initialise = initialiser(stamps, node, parts);
    const method = maker ?? addConstructor(node);
    if (derived) rewriteDerived(method, node, initialise, boxed, parts, cx);
    else method.body.body.unshift(...initialise(() => t.thisExpression()).map((one) => first(run(one))));
  }
  const code = staticCode(statics, isLate, node, parts, cx);
  const allStamps = [...stamps, ...code.stamps];
  for (const { encloses, name, node: stamp } of allStamps) if (!encloses) startBlock(node).body.push(run(assign(name, stamp)));
  const enclosing = allStamps.filter(({ encloses }) => encloses);
  if (enclosing.length + statics.length + head.params.length + early.length > 0)
    putAround(path, { enclosing, statics: code.statements, head, early }, parts, cx);
  return true;
}

/** Is this evaluated in a field of another class as it is in this one? */
const isHarmlessText = (text: t.Node | undefined): boolean => t.isStringLiteral(text) && !/super|#/.test(text.value);

const isPrivateMember = (node: t.Node): node is t.ClassPrivateMethod => t.isClassPrivateMethod(node) && !node.static;

/** No static block can get at the function of a private accessor. */
const isPrivateAccessor = (node: t.Node): node is t.ClassPrivateMethod => t.isClassPrivateMethod(node) && node.kind !== 'method';

/** Elements of instances that the language cannot be left to make: all that `super()` would, or from the first that suspends. */
function movedFields(node: t.Class, all: boolean, cx: RewriteContext): readonly Stamped[] {
  const fields = node.body.body.filter(isInstanceField);
  if (all) return [...node.body.body.filter(isPrivateMember), ...fields];
  const late = fields.findIndex((field) => cx.suspends(field));
  return late < 0 ? [] : fields.slice(late);
}

/**
 * Which fields get their values handed over: those that suspend and, where classes stand around the class, those that
 * use private names of it. Not every name is known out there.
 */
function lateFields(moved: readonly t.Node[], names: ReadonlySet<string>, cx: RewriteContext): (node: t.Node) => boolean {
  const encloses = moved.some((element) => isPrivate(element));
  const late = new Set<t.Node>();
  for (const element of moved) {
    if (!isField(element) || !element.value) continue;
    if (!cx.suspends(element) && !(encloses && usesPrivate(element.value, names))) continue;
    late.add(element);
    const { key } = element;
    const name = t.isPrivateName(key) ? `#${key.id.name}` : keyName(element as t.ClassProperty);
    if (isClosure(element.value)) element.value = harmless(named(element.value, name, cx.runtime));
  }
  return (node) => late.has(node);
}

/** The name that a property gives to a function. */
const keyName = ({ key, computed }: t.ClassProperty): string | t.Expression | null =>
  t.isStringLiteral(key) ? key.value : computed ? key : t.isIdentifier(key) ? key.name : t.isNumericLiteral(key) ? String(key.value) : null;

/** Static code from the first that suspends. In the module itself nothing does. */
function movedStatics(path: NodePath<t.Class>, cx: RewriteContext): readonly (Stamped | t.StaticBlock)[] {
  if (!runsInFunction(path, cx)) return [];
  const statics = path.node.body.body.filter((element) => isStaticCode(element) && !isGenerated(element)) as (Stamped | t.StaticBlock)[];
  const late = statics.findIndex((element) => cx.suspends(element));
  return late < 0 ? [] : statics.slice(late);
}

function runsInFunction(path: NodePath<t.Class>, cx: RewriteContext): boolean {
  const owner = activationAround(path);
  if (owner === null) return false;
  if (!isStaticCode(owner)) return cx.suspends(owner);
  const around = path.findParent((up) => up.isClass() && up.node.body.body.includes(owner));
  return around !== null && runsInFunction(around as NodePath<t.Class>, cx);
}

/** `#m() { … }` → `$m = { ["#m"]() { … } }["#m"]` and `get #m() { return $m }`: still not writable, still only for its instances. */
function nameMethod(
  method: t.ClassPrivateMethod,
  owner: t.Class,
  supers: SuperContext,
  parts: ClassParts,
  runtime: (name: string) => string,
): void {
  const { kind } = method;
  const name = t.stringLiteral(`${kind === 'method' ? '' : `${kind} `}#${method.key.id.name}`);
  const self = parts.variable(owner, `$${method.key.id.name}`);
  const moved = t.objectMethod('method', name, method.params as t.ObjectMethod['params'], method.body, true);
  Object.assign(moved, { loc: method.loc, generator: method.generator, async: method.async });
  if (!method.generator && !method.async) moved.extra = { remembered: self, accessor: kind };
  replaceSupers(moved, supers);
  startBlock(owner).body.push(run(assign(self, t.memberExpression(t.objectExpression([moved]), t.cloneNode(name), true))));
  if (kind !== 'method') {
    // What it returns passes through, be it the token.
    const params = kind === 'set' ? ['v'] : [];
    const called = harmless(call(runtime('call'), id(self), t.thisExpression(), ...params.map(id)));
    Object.assign(method, { params: params.map(id), body: block([t.returnStatement(called)]) });
    native(method);
    return;
  }
  Object.assign(method, { kind: 'get', params: [], body: block([t.returnStatement(id(self))]), generator: false, async: false });
  // It gives the function and calls nothing: reading the name is no call of an accessor.
  native(harmless(method));
}

/** What the constructor does first, or after `super()`. */
function initialiser(stamps: readonly Stamp[], owner: t.Class, parts: ClassParts): Initialise {
  if (!stamps.some(({ value }) => value !== null)) return (that) => stamping(stamps, that);
  const name = parts.variable(owner, '$init');
  const object = '$o';
  const arrow = t.arrowFunctionExpression([id(object)], block(stamping(stamps, () => id(object)).map(run)));
  replaceThis(arrow, () => id(object));
  Object.assign(arrow, { loc: owner.loc, extra: { remembered: name, title: `fields of ${owner.id?.name ?? 'class'}` } });
  startBlock(owner).body.push(run(assign(name, arrow)));
  return (that) => [Object.assign(call(name, that()), { loc: owner.loc })];
}

/** Marks arguments that are passed on as they are: the language iterates over nothing here. */
const whole = <T extends t.Node>(node: T): T => Object.assign(node, { extra: { whole: true } });

function addConstructor(node: t.Class): t.ClassMethod {
  const parent = Object.assign(run(Object.assign(t.callExpression(t.super(), [whole(t.spreadElement(id('args')))]), { loc: node.loc })), {
    loc: node.loc,
  });
  const made = t.classMethod(
    'constructor',
    id('constructor'),
    node.superClass ? [t.restElement(id('args'))] : [],
    block(node.superClass ? [parent] : []),
  );
  node.body.body.push(Object.assign(made, { loc: node.loc }));
  return made;
}

/** Static code as statements of a function in which `this` is the class. A block has variables of its own. */
function staticCode(
  elements: readonly (Stamped | t.StaticBlock)[],
  isLate: (node: t.Node) => boolean,
  owner: t.Class,
  parts: ClassParts,
  cx: RewriteContext,
): { readonly stamps: readonly Stamp[]; readonly statements: readonly t.Statement[] } {
  const stamps: Stamp[] = [];
  const statements: t.Statement[] = [];
  let fields: Stamped[] = [];
  const flush = (): void => {
    const made = makeStamps(fields, isLate, (hint) => parts.variable(owner, hint), cx.runtime);
    stamps.push(...made);
    statements.push(...stamping(made, () => t.thisExpression()).map(run));
    fields = [];
  };
  for (const element of elements) {
    if (!t.isStaticBlock(element)) {
      fields.push(element);
      continue;
    }
    flush();
    const arrow = Object.assign(t.arrowFunctionExpression([], block(element.body)), { loc: element.loc });
    statements.push(run(Object.assign(call(arrow), { loc: element.loc })));
  }
  flush();
  return { stamps, statements };
}
