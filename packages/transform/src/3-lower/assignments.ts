/** Assignments whose target or value suspends. */
import * as t from '@babel/types';
import { assign, call, goesOn, id, run, undef } from '../ast/build.ts';
import type { Stmt } from '../contracts.ts';
import { holdProperty, propertyOf, readProperty, writeProperty } from './accessors.ts';
import { lowerMember } from './calls.ts';
import type { LowerContext } from './context.ts';
import { convert, convertBoth } from './conversions.ts';
import { lowerExpression } from './expressions.ts';
import { lowerPattern } from './patterns.ts';

export function lowerAssignment(node: t.AssignmentExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const { left, operator } = node;
  if (t.isArrayPattern(left) || t.isObjectPattern(left)) {
    const value = cx.save(lowerExpression(node.right, out, cx), out);
    if (cx.suspends(left)) {
      lowerPattern(left, value, null, out, cx);
    } else out.push({ kind: 'code', node: run(t.assignmentExpression('=', left, t.cloneNode(value))) });
    return value;
  }
  const property = t.isMemberExpression(left) && cx.module.isPoint(left) ? left : null;
  if (property && operator === '=') {
    const held = holdProperty(property, [node.right], out, cx);
    return writeProperty(held, lowerExpression(node.right, out, cx), node.loc, out, cx);
  }
  if (operator === '=') {
    if (t.isMemberExpression(left)) Object.assign(left, lowerMember(left, [node.right], out, cx));
    node.right = lowerExpression(node.right, out, cx);
    return node;
  }
  const target = holdTarget(left as t.Identifier | t.MemberExpression, node.right, out, cx);
  const held = property && propertyOf(target as t.MemberExpression, property);
  const logical = operator === '&&=' || operator === '||=' || operator === '??=';
  if (!logical) {
    if (held) {
      const before = readProperty(held, node.loc, out, cx);
      const right = lowerExpression(node.right, out, cx);
      return writeProperty(held, combined(node, before, right, out, cx), node.loc, out, cx);
    }
    if (!cx.suspends(node.right) && !cx.module.isPoint(node)) {
      node.left = target;
      return node;
    }
    const before = cx.isStable(target, [node.right]) ? t.cloneNode(target) : cx.save(t.cloneNode(target), out);
    const right = lowerExpression(node.right, out, cx);
    return assign(target, combined(node, before, right, out, cx));
  }
  const name = cx.temporary();
  out.push({
    kind: 'decl',
    as: 'let',
    name,
    init: held ? readProperty(held, node.loc, out, cx) : t.cloneNode(target),
    loc: node.loc ?? null,
  });
  const body: Stmt[] = [];
  const right = lowerExpression(node.right, body, cx);
  if (held) body.push({ kind: 'code', node: run(assign(name, writeProperty(held, right, node.loc, body, cx))) });
  else body.push({ kind: 'code', node: run(assign(name, assign(target, right))) });
  const test = goesOn(operator.slice(0, -1) as '&&', name);
  out.push({ kind: 'if', test, consequent: body, alternate: [] });
  return id(name);
}

/** `a++`, where that may convert an object. */
export function lowerUpdate(node: t.UpdateExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const target = holdTarget(node.argument as t.Identifier | t.MemberExpression, undef(), out, cx);
  const next = cx.temporary();
  out.push({ kind: 'decl', as: 'let', name: next, init: convert(t.cloneNode(target, true), 'number', out, cx), loc: node.loc ?? null });
  const before = cx.save(t.updateExpression(node.operator, id(next), false), out);
  out.push({ kind: 'code', node: run(assign(target, id(next))) });
  return node.prefix ? id(next) : before;
}

/** What a compound assignment assigns. */
function combined(node: t.AssignmentExpression, before: t.Expression, right: t.Expression, out: Stmt[], cx: LowerContext): t.Expression {
  const operator = node.operator.slice(0, -1) as '+';
  const [a, b] = cx.module.isPoint(node) ? convertBoth(operator, before, right, out, cx) : [before, right];
  return t.binaryExpression(operator, a, b);
}

/** A target that is read and written: its object and key are evaluated once, the key is converted once. */
function holdTarget(
  left: t.Identifier | t.MemberExpression,
  right: t.Expression,
  out: Stmt[],
  cx: LowerContext,
): t.Identifier | t.MemberExpression {
  if (!t.isMemberExpression(left)) return left;
  const { object, property } = lowerMember(left, [right], out, cx);
  const held = t.isIdentifier(object) || t.isThisExpression(object) || t.isSuper(object) ? object : cx.save(object, out);
  if (!left.computed) return t.memberExpression(held, property as t.Identifier);
  const constant = t.isStringLiteral(property) || t.isNumericLiteral(property);
  const converted = t.isSuper(held)
    ? call(cx.module.runtime('propertyKey'), property as t.Expression)
    : call(cx.module.runtime('key'), t.cloneNode(held), property as t.Expression);
  const key = constant ? property : cx.save(converted, out);
  return t.memberExpression(held, key, true);
}
