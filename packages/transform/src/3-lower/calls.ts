/**
 * Calls that may suspend. The callee is the value that was called, never read again:
 *
 *   o.m(g())   →   const $1 = o.m;  const $2 = g();  const $3 = $call($1, o, $2);
 *
 * where each call that may suspend becomes a suspension point of its own.
 */
import * as t from '@babel/types';
import { call, id, undef } from '../ast/build.ts';
import { isWithReceiver } from '../ast/supers.ts';
import type { Stmt } from '../contracts.ts';
import { propertyOf, readProperty } from './accessors.ts';
import { emitPoint, type LowerContext } from './context.ts';
import { lowerChainCallee, lowerExpression, lowerOperands } from './expressions.ts';

type Arguments = (t.Expression | t.SpreadElement)[];

/** Lowers a call that is a suspension point. The result is a temporary, or undefined where it is not wanted. */
export function lowerCall(
  node: t.CallExpression | t.NewExpression | t.TaggedTemplateExpression,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  if (t.isTaggedTemplateExpression(node)) return lowerTagged(node, out, cx, wanted);
  if (t.isNewExpression(node)) return lowerNew(node, out, cx, wanted);
  const callee = node.callee as t.Expression;
  const args = node.arguments as Arguments;
  if (t.isSuper(callee)) return lowerSuper(args, node, out, cx, wanted);
  if (node.extra?.constructs === true) return lowerConstruct(args as t.Expression[], node, out, cx, wanted);
  if (isWithReceiver(node) || cx.module.siteOf(node)?.kind === 'uncurried') return lowerUncurried(args, node, out, cx, wanted);
  if (t.isMemberExpression(callee)) return lowerMethod(callee, args, node, out, cx, wanted);
  if (t.isOptionalMemberExpression(callee)) {
    // `(a?.b)(x)`: the chain ends at the parenthesis, its receiver does not.
    const { target, receiver } = lowerChainCallee(callee, out, cx);
    const resolved = resolveCallee(target, node, cx);
    return finishCall(resolved === target ? target : cx.save(resolved, out), receiver, args, node, out, cx, wanted);
  }
  return finishCall(calleeOf(callee, args, node, out, cx), null, args, node, out, cx, wanted);
}

/** Where the callee may be a built-in that calls back: its equivalent. */
export function resolveCallee<T extends t.Expression>(callee: T, node: t.Node, cx: LowerContext): T | t.CallExpression {
  const site = cx.module.siteOf(node);
  if (site?.kind !== 'builtin') return callee;
  if (site.at === 'callee') return call(cx.module.resolver(site.name), callee);
  return site.at === 'bound' ? call(cx.module.resolver('uncurried'), callee, id(cx.module.resolver(site.name))) : callee;
}

/** The function that a call without a receiver is about to call. */
function calleeOf(callee: t.Expression, args: Arguments, node: t.Node, out: Stmt[], cx: LowerContext): t.Expression {
  const resolved = resolveCallee(callee, node, cx);
  return resolved === callee ? holdCallee(callee, args, out, cx) : cx.save(resolved, out);
}

/** `call(f, receiver, …)` calls `f`. */
function lowerUncurried(args: Arguments, node: t.Node, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const [f, receiver, ...rest] = args as [t.Expression, t.Expression, ...Arguments];
  const target = holdCallee(f, [receiver, ...rest], out, cx);
  const held = hold(lowerExpression(receiver, out, cx), rest, out, cx);
  return finishCall(target, held, rest, node, out, cx, wanted);
}

/** The callee as something that is safe to read again after the call: a local that nothing else can assign. */
function holdCallee(callee: t.Expression, args: Arguments, out: Stmt[], cx: LowerContext): t.Expression {
  // `(0, o.f)()` says that there is no receiver.
  const isBare = t.isSequenceExpression(callee) && t.isNumericLiteral(callee.expressions[0]) && callee.expressions.length === 2;
  const value = lowerExpression(isBare ? (callee.expressions[1] as t.Expression) : callee, out, cx);
  return cx.isStable(value, args) ? value : cx.save(value, out, t.isIdentifier(callee) ? `$${cx.module.sourceName(callee.name)}` : '$');
}

/** `super.m()` calls its method on `this`. */
const receiverOf = (object: t.Expression): t.Expression => (t.isSuper(object) ? t.thisExpression() : t.cloneNode(object));

/** @param receiver null: the call has none */
export function finishCall(
  target: t.Expression,
  receiver: t.Expression | null,
  args: Arguments,
  node: t.Node,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  const values = lowerOperands(args, out, cx) as Arguments;
  const made =
    receiver === null
      ? t.callExpression(t.cloneNode(target), values)
      : call(cx.module.runtime('call'), t.cloneNode(target), receiverOf(receiver), ...values);
  const result = emitPoint(cx, out, { call: made, callee: target, wanted, loc: node.loc ?? null });
  return result === null ? undef() : id(result);
}

function lowerMethod(
  callee: t.MemberExpression,
  args: Arguments,
  node: t.Node,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  const { object, property } = lowerMember(callee, args, out, cx);
  const held = t.memberExpression(t.cloneNode(object), property, callee.computed);
  const read = cx.module.isPoint(callee) ? readProperty(propertyOf(held, callee), callee.loc, out, cx) : held;
  const target = cx.save(resolveCallee(read, node, cx), out);
  const name = !callee.computed && t.isIdentifier(callee.property) ? callee.property.name : '';
  return callMember(name, target, object, args, node, out, cx, wanted);
}

/** A method call whose receiver and function are at hand. `call`, `apply` and `bind` are looked through. */
export function callMember(
  name: string,
  target: t.Expression,
  object: t.Expression,
  args: Arguments,
  node: t.Node,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  const { runtime } = cx.module;
  if (name === 'construct') return lowerReflected(target, object, args, node, out, cx, wanted);
  if (name !== 'call' && name !== 'apply' && name !== 'bind') return finishCall(target, object, args, node, out, cx, wanted);
  const values = lowerOperands(args, out, cx) as Arguments;
  const site = cx.module.siteOf(node);
  const resolved = (f: t.Expression, by: string): t.Expression => cx.save(call(runtime('via'), t.cloneNode(target), id(by), f), out);
  if (site?.kind === 'builtin' && site.at === 'receiver') object = resolved(object, cx.module.resolver(site.name));
  if (site?.kind === 'builtin' && site.at === 'argument') values[0] = resolved(values[0] as t.Expression, cx.module.resolver(site.name));
  let through: t.Expression = target;
  const [receiver] = values;
  const only = name === 'bind' && values.length === 1 && t.isExpression(receiver) ? receiver : null;
  if (only !== null && !cx.isStable(only, [])) values[0] = cx.save(only, out);
  if (name !== 'bind') {
    // Reflect.apply(f, …) calls its first argument, f.apply(…) its receiver, f.call.call(g, …) and Reflect.apply(f.call, g, …) call g.
    const held: t.Expression[] = [];
    for (const [index, value] of values.slice(0, 2).entries()) {
      if (t.isSpreadElement(value)) break;
      values[index] = cx.isStable(value, values.slice(index + 1)) ? value : cx.save(value, out);
      held.push(t.cloneNode(values[index] as t.Expression));
    }
    through = call(runtime('through'), t.cloneNode(target), receiverOf(object), ...held);
  }
  const made = call(runtime('call'), t.cloneNode(target), receiverOf(object), ...values);
  const result = emitPoint(cx, out, { call: made, callee: through, wanted: wanted || name === 'bind', loc: node.loc ?? null });
  if (result === null) return undef();
  if (name !== 'bind') return id(result);
  const bound = only === null ? [] : [t.cloneNode(values[0] as t.Expression)];
  return cx.save(call(runtime('bound'), t.cloneNode(target), receiverOf(object), id(result), ...bound), out);
}

/** `Reflect.construct(C, …)`: what is suspended in it is a constructor. */
function lowerReflected(
  target: t.Expression,
  object: t.Expression,
  args: Arguments,
  node: t.Node,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  const { runtime } = cx.module;
  const values = lowerOperands(args, out, cx) as Arguments;
  const [first] = values;
  if (first === undefined || t.isSpreadElement(first)) return finishCall(target, object, values, node, out, cx, wanted);
  const made = cx.isStable(first, values.slice(1)) ? first : cx.save(first, out);
  values[0] = t.cloneNode(made);
  const both = (): t.Expression[] => [t.cloneNode(target), t.cloneNode(made)];
  const result = emitPoint(cx, out, {
    call: call(runtime('call'), t.cloneNode(target), t.cloneNode(object), ...values),
    callee: call(runtime('reflected'), ...both()),
    expected: call(runtime('reflects'), ...both()),
    wanted,
    loc: node.loc ?? null,
  });
  return result === null ? undef() : id(result);
}

/** Object and key of a member, evaluated in order and held while `later` is evaluated. */
export function lowerMember(
  node: t.MemberExpression | t.OptionalMemberExpression,
  later: readonly t.Node[],
  out: Stmt[],
  cx: LowerContext,
): { readonly object: t.Expression; readonly property: t.MemberExpression['property'] } {
  const key = node.computed ? [node.property as t.Expression] : [];
  const object = hold(lowerExpression(node.object as t.Expression, out, cx), [...key, ...later], out, cx);
  if (!node.computed) return { object, property: node.property };
  return { object, property: hold(lowerExpression(node.property as t.Expression, out, cx), later, out, cx) };
}

const hold = (value: t.Expression, later: readonly t.Node[], out: Stmt[], cx: LowerContext): t.Expression =>
  cx.isStable(value, later) ? value : cx.save(value, out);

function lowerNew(node: t.NewExpression, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const { runtime } = cx.module;
  const args = node.arguments as Arguments;
  const target = calleeOf(node.callee as t.Expression, args, node, out, cx);
  const values = lowerOperands(args, out, cx) as Arguments;
  const proxy = t.isIdentifier(node.callee, { name: 'Proxy' });
  if (proxy)
    for (const [index, value] of values.entries())
      if (!t.isSpreadElement(value) && !cx.isStable(value, [])) values[index] = cx.save(value, out);
  const result = emitPoint(cx, out, {
    call: t.newExpression(t.cloneNode(target), values),
    callee: call(runtime('construct'), t.cloneNode(target)),
    expected: target,
    wanted: wanted || proxy,
    loc: node.loc ?? null,
  });
  if (result === null) return undef();
  if (!proxy || values.length < 2 || values.some((value) => t.isSpreadElement(value))) return id(result);
  return cx.save(call(runtime('proxied'), t.cloneNode(target), ...values.slice(0, 2).map((value) => t.cloneNode(value)), id(result)), out);
}

/**
 * `super(…)` in its constructor: native in the normal body, where `this` is the token if the parent was suspended. A
 * resume body has no `super`, and constructs the parent itself; so do both if the parent may be a built-in.
 */
function lowerSuper(args: Arguments, node: t.Node, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const values = lowerOperands(args, out, cx) as Arguments;
  const self = (): t.Expression => id(cx.fn.self);
  const copies = values.map((value) => t.cloneNode(value, true));
  const newTarget = t.metaProperty(id('new'), id('target'));
  return constructParent(self, copies, newTarget, t.callExpression(t.super(), values), node, out, cx, wanted);
}

/** `$superConstruct(C, […], new.target)`, where an arrow, or a constructor in an unusual form, calls `super(…)`. */
function lowerConstruct(args: readonly t.Expression[], node: t.Node, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const [self, list, newTarget] = args as [t.Identifier, t.ArrayExpression, t.Expression];
  const values = lowerOperands(list.elements as Arguments, out, cx) as Arguments;
  return constructParent(() => id(self.name), values, newTarget, null, node, out, cx, wanted);
}

function constructParent(
  self: () => t.Expression,
  values: Arguments,
  newTarget: t.Expression,
  own: t.Expression | null,
  node: t.Node,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  const { runtime } = cx.module;
  const [only] = values;
  const list = values.length === 1 && t.isSpreadElement(only) && only.extra?.whole === true ? only.argument : t.arrayExpression(values);
  if (cx.module.siteOf(node)?.kind === 'parent') {
    const callee = id(cx.module.resolver('superConstruct'));
    const made = emitPoint(cx, out, { call: call(callee, self(), list, newTarget), callee, wanted, loc: node.loc ?? null });
    return made === null ? undef() : id(made);
  }
  const parent = (): t.Expression => call(runtime('parent'), self());
  const made = call(runtime('superConstruct'), self(), list, newTarget);
  const result = emitPoint(cx, out, {
    call: own ?? made,
    callee: call(runtime('construct'), parent()),
    expected: parent(),
    wanted,
    raw: own && { call: made, convert: (value) => value },
    loc: node.loc ?? null,
  });
  return result === null ? undef() : id(result);
}

/** The template object belongs to its place in the source: one site, in a function of its own. */
function lowerTagged(node: t.TaggedTemplateExpression, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const site = cx.module.fresh(`${cx.fn.name}$template`);
  const quasi = t.templateLiteral(
    node.quasi.quasis,
    node.quasi.expressions.map(() => t.numericLiteral(0)),
  );
  cx.fn.home.add(
    t.functionDeclaration(
      id(site),
      [],
      t.blockStatement([
        t.returnStatement(
          t.taggedTemplateExpression(t.parenthesizedExpression(t.arrowFunctionExpression([id('strings')], id('strings'))), quasi),
        ),
      ]),
    ),
  );
  const args: Arguments = [call(site), ...(node.quasi.expressions as t.Expression[])];
  if (t.isMemberExpression(node.tag)) return lowerMethod(node.tag, args, node, out, cx, wanted);
  return finishCall(holdCallee(node.tag, args, out, cx), null, args, node, out, cx, wanted);
}
