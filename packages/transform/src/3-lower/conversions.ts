/**
 * Operators whose operands may be objects with a conversion that suspends: what is an object goes through an equivalent
 * of the language's own conversion first.
 *
 *   a + b
 *   → let $1 = a, $2 = b;
 *     if (typeof $1 === 'object' || typeof $1 === 'function') $1 = $toPrimitive($1, "default");   // and so for $2
 *     left: $1 + $2
 */
import * as t from '@babel/types';
import { assign, call, id, is, isNot, nullish, run } from '../ast/build.ts';
import { isPrimitive } from '../ast/primitives.ts';
import type { Stmt } from '../contracts.ts';
import { emitPoint, type LowerContext } from './context.ts';

type Hint = 'default' | 'number' | 'string';

/** The value, converted if it is an object. */
export function convert(value: t.Expression, hint: Hint, out: Stmt[], cx: LowerContext): t.Expression {
  return isPrimitive(value) ? value : convertIf(hold(value, out, cx), hint, null, out, cx);
}

/** Both operands of an operator, after both have been evaluated. */
export function convertBoth(
  operator: string,
  left: t.Expression,
  right: t.Expression,
  out: Stmt[],
  cx: LowerContext,
): readonly [t.Expression, t.Expression] {
  const first = isPrimitive(left) ? left : id(hold(left, out, cx));
  const second = isPrimitive(right) ? right : id(hold(right, out, cx));
  if (operator === 'in') {
    // Without an object on the right there is an error, and no conversion.
    const holder = t.isIdentifier(second) ? second.name : null;
    return [t.isIdentifier(first) && holder !== null ? convertIf(first.name, 'string', null, out, cx, holder) : first, second];
  }
  // Objects are compared with objects as they are.
  const loose = operator === '==' || operator === '!=';
  const hint = loose || operator === '+' ? 'default' : 'number';
  const other = (one: t.Expression): t.Identifier | null => (loose && t.isIdentifier(one) ? one : null);
  const a = t.isIdentifier(first) ? convertIf(first.name, hint, other(second), out, cx) : first;
  const b = t.isIdentifier(second) ? convertIf(second.name, hint, other(first), out, cx) : second;
  return [a, b];
}

function hold(value: t.Expression, out: Stmt[], cx: LowerContext): string {
  const name = cx.temporary();
  out.push({ kind: 'decl', as: 'let', name, init: value, loc: value.loc ?? null });
  return name;
}

const typeIs = (name: string, type: string, compare: typeof is): t.Expression =>
  compare(t.unaryExpression('typeof', id(name)), t.stringLiteral(type));

const isObject = (name: string): t.Expression => t.logicalExpression('||', typeIs(name, 'object', is), typeIs(name, 'function', is));

/**
 * @param other the other side of `==`: only a value that is no object is compared with a converted one
 * @param holder what has to be an object
 */
function convertIf(
  name: string,
  hint: Hint,
  other: t.Identifier | null,
  out: Stmt[],
  cx: LowerContext,
  holder: string | null = null,
): t.Expression {
  const consequent: Stmt[] = [];
  const callee = id(cx.module.resolver('toPrimitive'));
  const made = emitPoint(cx, consequent, { call: call(callee, id(name), t.stringLiteral(hint)), callee, wanted: true, loc: null });
  consequent.push({ kind: 'code', node: run(assign(name, id(made ?? ''))) });
  let test = isObject(name);
  if (holder !== null) test = t.logicalExpression('&&', test, isObject(holder));
  if (other) {
    const isValue = t.logicalExpression('&&', typeIs(other.name, 'object', isNot), typeIs(other.name, 'function', isNot));
    test = t.logicalExpression('&&', test, t.logicalExpression('&&', isValue, t.unaryExpression('!', nullish(other.name))));
  }
  out.push({ kind: 'if', test, consequent, alternate: [] });
  return id(name);
}
