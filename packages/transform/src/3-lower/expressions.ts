/**
 * Expressions around suspension points. `lowerExpression` emits the statements that have to run before, and returns
 * what is left: an expression without suspension points, to be evaluated right after them.
 *
 *   a + f(b ? g() : c)
 *   → const $1 = a;  let $2;  if (b) { $2 = g() } else $2 = c;  const $3 = f($2);   left: $1 + $3
 */
import * as t from '@babel/types';
import { assign, call, goesOn, id, nullish, run, undef } from '../ast/build.ts';
import { isPrimitive } from '../ast/primitives.ts';
import { superName } from '../ast/supers.ts';
import type { Stmt } from '../contracts.ts';
import { holdProperty, inheritedProperty, propertyOf, readProperty, updateProperty } from './accessors.ts';
import { lowerAssignment, lowerUpdate } from './assignments.ts';
import { callMember, finishCall, lowerCall, lowerMember, resolveCallee } from './calls.ts';
import { emitPoint, type LowerContext } from './context.ts';
import { convert, convertBoth } from './conversions.ts';
import { iterated, openIterator } from './iteration.ts';

type Operand = t.Expression | t.SpreadElement | null;

export function lowerExpression(node: t.Expression, out: Stmt[], cx: LowerContext, wanted = true): t.Expression {
  if (!cx.suspends(node)) return node;
  switch (node.type) {
    case 'CallExpression':
      if (!cx.module.isPoint(node)) return lowerHarmless(node, out, cx);
      if (cx.module.siteOf(node)?.kind === 'conversion') return lowerHarmless(node, out, cx);
      if (superName(node) !== undefined) return readProperty(inheritedProperty(node), node.loc, out, cx);
      return lowerCall(node, out, cx, wanted);
    case 'NewExpression':
      if (!cx.module.isPoint(node)) return lowerHarmless(node, out, cx);
      return lowerCall(node, out, cx, wanted);
    case 'TaggedTemplateExpression':
      return lowerCall(node, out, cx, wanted);
    case 'OptionalCallExpression':
    case 'OptionalMemberExpression':
      return lowerChain(node, out, cx, wanted);
    case 'MemberExpression': {
      if (cx.module.isPoint(node)) return readProperty(holdProperty(node, [], out, cx), node.loc, out, cx);
      const { object, property } = lowerMember(node, [], out, cx);
      node.object = object;
      node.property = property;
      return node;
    }
    case 'BinaryExpression': {
      const [left, right] = lowerOperands([node.left as t.Expression, node.right], out, cx) as [t.Expression, t.Expression];
      if (!cx.module.isPoint(node)) return Object.assign(node, { left, right });
      if (node.operator !== 'instanceof') {
        const [a, b] = convertBoth(node.operator, left, right, out, cx);
        return Object.assign(node, { left: a, right: b });
      }
      const callee = id(cx.module.resolver('instanceOf'));
      return id(emitPoint(cx, out, { call: call(callee, left, right), callee, wanted: true, loc: node.loc ?? null }) ?? '');
    }
    case 'LogicalExpression':
      return lowerLogical(node, out, cx);
    case 'ConditionalExpression':
      return lowerConditional(node, out, cx, wanted);
    case 'SequenceExpression':
      return lowerSequence(node, out, cx, wanted);
    case 'UnaryExpression':
      return lowerUnary(node, out, cx);
    case 'UpdateExpression': {
      const target = node.argument as t.MemberExpression;
      if (cx.module.isPoint(target)) return updateProperty(node, out, cx);
      if (cx.module.isPoint(node)) return lowerUpdate(node, out, cx);
      Object.assign(target, lowerMember(target, [], out, cx));
      return node;
    }
    case 'AssignmentExpression':
      return lowerAssignment(node, out, cx);
    case 'TemplateLiteral':
      return lowerTemplate(node, out, cx);
    case 'ArrayExpression':
      node.elements = lowerOperands(node.elements as Operand[], out, cx) as typeof node.elements;
      return node;
    case 'ObjectExpression':
      return lowerObject(node, out, cx);
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return lowerExpression(node.expression, out, cx, wanted);
    case 'AwaitExpression':
      node.argument = lowerExpression(node.argument, out, cx);
      return node;
    case 'YieldExpression':
      return node.delegate
        ? lowerDelegation(node, out, cx)
        : Object.assign(node, { argument: lowerExpression(node.argument as t.Expression, out, cx) });
    case 'ImportExpression':
      if (node.options) [node.source, node.options] = lowerOperands([node.source, node.options], out, cx) as [t.Expression, t.Expression];
      else node.source = lowerExpression(node.source, out, cx);
      return node;
    default:
      return cx.module.refuse(node, 'SYNTAX');
  }
}

/** Evaluates operands in order; those before the last suspension point are held in temporaries where it matters. */
export function lowerOperands(operands: readonly Operand[], out: Stmt[], cx: LowerContext): Operand[] {
  const last = cx.module.handshake ? operands.length : operands.findLastIndex((operand) => cx.suspends(operand));
  return operands.map((operand, index) => {
    if (operand === null || index > last) return operand;
    const later = operands.slice(index + 1).filter((other) => other !== null);
    if (t.isSpreadElement(operand)) {
      operand.argument = lowerSpread(operand, out, cx);
      // Spreading runs the iterator: it has to happen before what comes later.
      if (index < last) operand.argument = cx.save(t.arrayExpression([t.spreadElement(operand.argument)]), out);
      return operand;
    }
    const value = lowerExpression(operand, out, cx);
    return index === last || cx.isStable(value, later) ? value : cx.save(value, out);
  });
}

/** What is spread, so that spreading it suspends nowhere. */
function lowerSpread(node: t.SpreadElement, out: Stmt[], cx: LowerContext): t.Expression {
  const value = lowerExpression(node.argument, out, cx);
  return cx.module.isPoint(node) ? iterated(value, null, node.loc ?? null, out, cx) : value;
}

/** `yield* xs`: opening the iterator is a suspension point; the engine delegates to a view of it whose methods can be suspended. */
function lowerDelegation(node: t.YieldExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const awaits = cx.fn.kind === 'async generator';
  const opened = openIterator(node.argument as t.Expression, awaits, out, cx);
  node.argument = call(cx.module.runtime(awaits ? 'delegateAsync' : 'delegate'), opened);
  return node;
}

/** A call that can't suspend, with operands that can. */
function lowerHarmless(node: t.CallExpression | t.NewExpression, out: Stmt[], cx: LowerContext): t.Expression {
  if (t.isCallExpression(node) && t.isImport(node.callee)) {
    node.arguments = lowerOperands(node.arguments as Operand[], out, cx) as typeof node.arguments;
    return node;
  }
  const args = node.arguments as t.Expression[];
  if (t.isMemberExpression(node.callee)) {
    // A known intrinsic such as Math.max: receiver and function are constants of the program.
    node.arguments = converted(node, lowerOperands(args, out, cx) as t.Expression[], out, cx);
    return node;
  }
  const callee = lowerExpression(node.callee as t.Expression, out, cx);
  node.callee = cx.isStable(callee, args) || t.isIdentifier(callee) ? callee : cx.save(callee, out);
  node.arguments = converted(node, lowerOperands(args, out, cx) as t.Expression[], out, cx);
  return node;
}

/** The arguments of a call that converts them first thing. */
function converted(node: t.Node, args: t.Expression[], out: Stmt[], cx: LowerContext): t.Expression[] {
  const site = cx.module.siteOf(node);
  if (site?.kind !== 'conversion' || !cx.module.isPoint(node)) return args;
  // All are evaluated before the first is converted.
  const held = args.map((value) => (isPrimitive(value) ? value : cx.save(value, out)));
  return held.map((value) => convert(value, site.hint, out, cx));
}

/** Where branches meet, the value is in a variable that each of them assigns. */
function joined(out: Stmt[], cx: LowerContext, init: t.Expression | null): string {
  const name = cx.temporary();
  out.push({ kind: 'decl', as: 'let', name, init, loc: null });
  return name;
}

const set = (name: string, value: t.Expression): Stmt => ({ kind: 'code', node: run(assign(name, value)) });

function lowerLogical(node: t.LogicalExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const left = lowerExpression(node.left, out, cx);
  if (!cx.suspends(node.right)) {
    node.left = left;
    return node;
  }
  const name = joined(out, cx, left);
  const body: Stmt[] = [];
  const right = lowerExpression(node.right, body, cx);
  body.push(set(name, right));
  const test = goesOn(node.operator, name);
  out.push({ kind: 'if', test, consequent: body, alternate: [] });
  return id(name);
}

function lowerConditional(node: t.ConditionalExpression, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const test = lowerExpression(node.test, out, cx);
  if (!cx.suspends(node.consequent) && !cx.suspends(node.alternate)) {
    node.test = test;
    return node;
  }
  const name = wanted ? joined(out, cx, undef()) : null;
  const branch = (value: t.Expression): Stmt[] => {
    const body: Stmt[] = [];
    const rest = lowerExpression(value, body, cx, wanted);
    if (name !== null) body.push(set(name, rest));
    else if (!isIdle(rest)) body.push({ kind: 'code', node: run(rest) });
    return body;
  };
  out.push({ kind: 'if', test, consequent: branch(node.consequent), alternate: branch(node.alternate) });
  return name === null ? undef() : id(name);
}

/** Has evaluating this no effect at all? */
export const isIdle = (node: t.Expression): boolean =>
  (t.isIdentifier(node) && /^\$\d/.test(node.name)) ||
  t.isNumericLiteral(node) ||
  (t.isUnaryExpression(node, { operator: 'void' }) && t.isNumericLiteral(node.argument));

function lowerSequence(node: t.SequenceExpression, out: Stmt[], cx: LowerContext, wanted: boolean): t.Expression {
  const last = node.expressions.length - 1;
  node.expressions.forEach((part, index) => {
    if (index === last) return;
    const rest = lowerExpression(part, out, cx, false);
    if (!isIdle(rest)) out.push({ kind: 'code', node: run(rest) });
  });
  return lowerExpression(node.expressions[last] as t.Expression, out, cx, wanted);
}

function lowerUnary(node: t.UnaryExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const { argument } = node;
  if (node.operator === 'delete' && (t.isOptionalMemberExpression(argument) || t.isOptionalCallExpression(argument))) {
    const name = joined(out, cx, t.booleanLiteral(true));
    const label = cx.module.fresh('$chain');
    const body: Stmt[] = [];
    const value = chainLink(argument, body, label, cx);
    body.push(t.isOptionalMemberExpression(argument) ? set(name, t.unaryExpression('delete', value)) : { kind: 'code', node: run(value) });
    out.push({ kind: 'labeled', label, body });
    return id(name);
  }
  if (node.operator === 'delete') {
    if (t.isMemberExpression(argument)) Object.assign(argument, lowerMember(argument, [], out, cx));
    else {
      // Deleting what is no reference does nothing and is true.
      const value = lowerExpression(argument, out, cx, false);
      if (!isIdle(value)) out.push({ kind: 'code', node: run(value) });
      return t.booleanLiteral(true);
    }
  } else {
    node.argument = lowerExpression(argument, out, cx);
    if (cx.module.isPoint(node)) node.argument = convert(node.argument, 'number', out, cx);
  }
  return node;
}

/** Each part is turned into a string before the next one is evaluated. */
function lowerTemplate(node: t.TemplateLiteral, out: Stmt[], cx: LowerContext): t.Expression {
  const expressions = node.expressions as t.Expression[];
  const last = cx.module.torture === 'before' ? expressions.length - 1 : expressions.findLastIndex((part) => cx.suspends(part));
  if (cx.module.isPoint(node)) {
    expressions.forEach((part, index) => {
      expressions[index] = convert(lowerExpression(part, out, cx), 'string', out, cx);
    });
    return node;
  }
  expressions.forEach((part, index) => {
    if (index > last) return;
    const value = lowerExpression(part, out, cx);
    if (index === last) expressions[index] = value;
    else {
      const empty = (): t.TemplateElement => t.templateElement({ raw: '', cooked: '' });
      expressions[index] = cx.save(t.templateLiteral([empty(), empty()], [value]), out);
    }
  });
  return node;
}

function lowerObject(node: t.ObjectExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const last = node.properties.findLastIndex((property) => cx.suspends(property));
  node.properties.forEach((property, index) => {
    if (index > last) return;
    if (t.isSpreadElement(property)) {
      property.argument = lowerExpression(property.argument, out, cx);
      if (index < last) property.argument = cx.save(t.objectExpression([t.spreadElement(property.argument)]), out);
      return;
    }
    if (t.isObjectMethod(property)) return;
    property.shorthand = false;
    const later = [property.value, ...node.properties.slice(index + 1)];
    if (property.computed) {
      const key = lowerExpression(property.key as t.Expression, out, cx);
      property.key = t.isStringLiteral(key) ? key : cx.save(call(cx.module.runtime('propertyKey'), key), out);
    }
    const value = lowerExpression(property.value as t.Expression, out, cx);
    property.value = index === last || cx.isStable(value, later.slice(1)) ? value : cx.save(value, out);
  });
  return node;
}

/** `a?.b(f()).c`: one labelled block that is left where the chain ends early. */
function lowerChain(
  node: t.OptionalMemberExpression | t.OptionalCallExpression,
  out: Stmt[],
  cx: LowerContext,
  wanted: boolean,
): t.Expression {
  const name = wanted ? joined(out, cx, undef()) : null;
  const label = cx.module.fresh('$chain');
  const body: Stmt[] = [];
  const value = chainLink(node, body, label, cx);
  if (name !== null) body.push(set(name, value));
  else if (!isIdle(value)) body.push({ kind: 'code', node: run(value) });
  out.push({ kind: 'labeled', label, body });
  return name === null ? undef() : id(name);
}

/** `(a?.b)(x)`: function and receiver, both undefined where the chain ends early. */
export function lowerChainCallee(
  node: t.OptionalMemberExpression,
  out: Stmt[],
  cx: LowerContext,
): { readonly target: t.Expression; readonly receiver: t.Expression } {
  const target = joined(out, cx, undef());
  const receiver = joined(out, cx, undef());
  const label = cx.module.fresh('$chain');
  const body: Stmt[] = [];
  const value = chainMember(node, body, label, cx);
  value.object = holdLink(value.object as t.Expression, [], body, cx);
  body.push(set(receiver, t.cloneNode(value.object)));
  body.push(set(target, readLink(node, value, body, cx)));
  out.push({ kind: 'labeled', label, body });
  return { target: id(target), receiver: id(receiver) };
}

/** Holds what is read again after `later`, or not at all where it stays the same. */
const holdLink = (value: t.Expression, later: readonly t.Node[], out: Stmt[], cx: LowerContext): t.Expression =>
  cx.isStable(value, later) ? value : cx.save(value, out);

function leaveIfNullish(value: t.Expression, label: string, out: Stmt[], cx: LowerContext): t.Expression {
  const held = t.isIdentifier(value) && cx.isStable(value, []) ? value : (cx.save(value, out) as t.Identifier);
  out.push({ kind: 'if', test: nullish(held.name), consequent: [{ kind: 'break', label }], alternate: [] });
  return id(held.name);
}

/** A member of a chain, not read yet. */
function chainMember(
  node: t.MemberExpression | t.OptionalMemberExpression,
  out: Stmt[],
  label: string,
  cx: LowerContext,
): t.MemberExpression {
  let object = chainLink(node.object as t.Expression, out, label, cx);
  if (t.isOptionalMemberExpression(node) && node.optional) object = leaveIfNullish(object, label, out, cx);
  if (!node.computed) return t.memberExpression(object, node.property as t.Identifier);
  object = cx.suspends(node.property) ? holdLink(object, [node.property], out, cx) : object;
  return t.memberExpression(object, lowerExpression(node.property as t.Expression, out, cx), true);
}

/** Reads a member of a chain that `node` stands for; its object is held. */
function readLink(node: t.Expression, held: t.MemberExpression, out: Stmt[], cx: LowerContext): t.Expression {
  if (!cx.module.isPoint(node)) return held;
  return readProperty(propertyOf(held, node as t.OptionalMemberExpression), node.loc, out, cx);
}

function chainLink(node: t.Expression, out: Stmt[], label: string, cx: LowerContext): t.Expression {
  if (t.isOptionalMemberExpression(node)) {
    const link = chainMember(node, out, label, cx);
    if (cx.module.isPoint(node)) link.object = holdLink(link.object as t.Expression, [], out, cx);
    return readLink(node, link, out, cx);
  }
  if (!t.isOptionalCallExpression(node)) return lowerExpression(node, out, cx);
  const args = node.arguments as (t.Expression | t.SpreadElement)[];
  // Also where the chain only begins with the call: what reads the callee by itself would lose the receiver.
  const callee =
    t.isOptionalMemberExpression(node.callee) || t.isMemberExpression(node.callee)
      ? chainMember(node.callee, out, label, cx)
      : chainLink(node.callee as t.Expression, out, label, cx);
  if (t.isMemberExpression(callee) && (t.isOptionalMemberExpression(node.callee) || t.isMemberExpression(node.callee))) {
    const object = holdLink(callee.object as t.Expression, args, out, cx);
    callee.object = t.cloneNode(object);
    let target: t.Expression = cx.save(resolveCallee(readLink(node.callee as t.Expression, callee, out, cx), node, cx), out);
    if (node.optional) target = leaveIfNullish(target, label, out, cx);
    const name = !callee.computed && t.isIdentifier(callee.property) ? callee.property.name : '';
    return callMember(name, target, object, args, node, out, cx, true);
  }
  const resolved = resolveCallee(callee, node, cx);
  let target = t.isIdentifier(resolved) && cx.isStable(resolved, args) ? resolved : cx.save(resolved, out);
  if (node.optional) target = leaveIfNullish(target, label, out, cx);
  return finishCall(target, null, args, node, out, cx, true);
}
