/**
 * Destructuring that suspends inside (defaults, computed keys, targets), step by step in the order of the language.
 * A pattern that suspends nowhere stays as it is.
 */
import * as t from '@babel/types';
import { assign, call, id, is, run, undef } from '../ast/build.ts';
import { patternNames } from '../ast/walk.ts';
import type { Stmt } from '../contracts.ts';
import { holdProperty, propertyOf, readProperty, writeProperty } from './accessors.ts';
import { lowerMember } from './calls.ts';
import type { LowerContext } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { guard, iterated, openIterator, step } from './iteration.ts';

/** @param as declaration kind, or null for an assignment to existing targets */
export function lowerPattern(
  pattern: t.Node,
  value: t.Expression,
  as: 'let' | 'const' | 'var' | null,
  out: Stmt[],
  cx: LowerContext,
): void {
  if (!cx.suspends(pattern)) {
    bind(pattern, value, as, out);
    return;
  }
  if (t.isObjectPattern(pattern)) lowerObjectPattern(pattern, value, as, out, cx);
  else if (t.isArrayPattern(pattern) && isSimple(pattern, as, cx)) {
    const count = t.isRestElement(pattern.elements.at(-1)) ? null : pattern.elements.length;
    const given = iterated(t.cloneNode(value), count, pattern.loc ?? null, out, cx);
    bind(pattern, given, as, out);
  } else if (t.isArrayPattern(pattern)) lowerArrayPattern(pattern, value, as, out, cx);
  else if (t.isMemberExpression(pattern) && cx.module.isPoint(pattern))
    writeProperty(holdProperty(pattern, [], out, cx), value, pattern.loc, out, cx);
  else if (t.isMemberExpression(pattern)) {
    const { object, property } = lowerMember(pattern, [], out, cx);
    bind(t.memberExpression(object, property, pattern.computed), value, as, out);
  } else cx.module.refuse(pattern, 'SYNTAX');
}

/**
 * Does it make no difference when the elements are taken all at once, before the first is bound? Not if somebody can
 * see the targets in between, or after an exception.
 */
function isSimple(pattern: t.ArrayPattern, as: 'let' | 'const' | 'var' | null, cx: LowerContext): boolean {
  if (pattern.elements.length === 0 || ((as === null || as === 'var') && cx.catches)) return false;
  const isLocal = (node: t.Node | null): boolean => node === null || (t.isIdentifier(node) && cx.fn.locals.has(node.name));
  return pattern.elements.every((element) => {
    if (t.isRestElement(element)) return isLocal(element.argument);
    if (t.isAssignmentPattern(element)) return isLocal(element.left) && cx.isStable(element.right, []);
    return isLocal(element);
  });
}

function bind(pattern: t.Node, value: t.Expression, as: 'let' | 'const' | 'var' | null, out: Stmt[]): void {
  const init = t.cloneNode(value);
  if (as === null) out.push({ kind: 'code', node: run(t.assignmentExpression('=', pattern as t.Identifier, init)) });
  else if (t.isIdentifier(pattern)) out.push({ kind: 'decl', as, name: pattern.name, init, loc: pattern.loc ?? null });
  else out.push({ kind: 'code', node: t.variableDeclaration(as, [t.variableDeclarator(pattern as t.ObjectPattern, init)]) });
}

/** The target of an assignment is evaluated before the value is read. */
function holdTarget(target: t.Node, as: 'let' | 'const' | 'var' | null, out: Stmt[], cx: LowerContext): t.Node {
  const inner = t.isAssignmentPattern(target) ? target.left : target;
  if (as !== null || !t.isMemberExpression(inner)) return inner;
  const { object, property } = lowerMember(inner, [], out, cx);
  const save = (node: t.Expression): t.Expression =>
    t.isSuper(node) || (t.isIdentifier(node) && cx.isStable(node, [])) ? node : cx.save(node, out);
  // The node stays: it may be a suspension point.
  return Object.assign(inner, { object: save(object), property: inner.computed ? save(property as t.Expression) : property });
}

/** Reads one value, applies the default, goes on with the target. */
function lowerElement(target: t.Node, read: () => t.Expression, as: 'let' | 'const' | 'var' | null, out: Stmt[], cx: LowerContext): void {
  const held = holdTarget(target, as, out, cx);
  if (!t.isAssignmentPattern(target)) {
    const value = read();
    lowerPattern(held, t.isIdentifier(held) ? value : cx.save(value, out), as, out, cx);
    return;
  }
  const name = cx.temporary();
  out.push({ kind: 'decl', as: 'let', name, init: read(), loc: null });
  const fallback: Stmt[] = [];
  const right = lowerExpression(target.right, fallback, cx);
  fallback.push({ kind: 'code', node: run(assign(name, right)) });
  out.push({ kind: 'if', test: is(id(name), undef()), consequent: fallback, alternate: [] });
  lowerPattern(held, id(name), as, out, cx);
}

function lowerObjectPattern(
  pattern: t.ObjectPattern,
  value: t.Expression,
  as: 'let' | 'const' | 'var' | null,
  out: Stmt[],
  cx: LowerContext,
): void {
  // `({} = value)` throws for null and undefined, as the pattern does first of all.
  out.push({ kind: 'code', node: run(t.assignmentExpression('=', t.objectPattern([]), t.cloneNode(value))) });
  const keys: t.Expression[] = [];
  const rest = pattern.properties.some((property) => t.isRestElement(property));
  for (const property of pattern.properties) {
    if (t.isRestElement(property)) {
      const target = holdTarget(property.argument, as, out, cx);
      bind(target, call(cx.module.runtime('rest'), t.cloneNode(value), t.arrayExpression(keys)), as, out);
      continue;
    }
    let key = property.key as t.Expression;
    let computed = property.computed || !t.isIdentifier(key);
    if (property.computed) {
      key = cx.save(call(cx.module.runtime('propertyKey'), lowerExpression(key, out, cx)), out);
      computed = true;
    }
    if (rest)
      keys.push(
        property.computed
          ? t.cloneNode(key)
          : t.isIdentifier(key)
            ? t.stringLiteral(key.name)
            : t.isNumericLiteral(key)
              ? t.stringLiteral(String(key.value))
              : t.cloneNode(key),
      );
    const held = t.memberExpression(t.cloneNode(value), t.cloneNode(key), computed);
    const read = (): t.Expression => (cx.module.isPoint(property) ? readProperty(propertyOf(held, property), property.loc, out, cx) : held);
    lowerElement(property.value, read, as, out, cx);
  }
}

/** The iterator is closed when the pattern is done before it is, or throws. */
function lowerArrayPattern(
  pattern: t.ArrayPattern,
  value: t.Expression,
  as: 'let' | 'const' | 'var' | null,
  out: Stmt[],
  cx: LowerContext,
): void {
  const { runtime } = cx.module;
  // Declared outside of the `try`, assigned inside.
  if (as !== null)
    for (const name of patternNames(pattern))
      out.push({ kind: 'decl', as: as === 'var' ? 'var' : 'let', name, init: as === 'var' ? null : undef(), loc: null });
  const it = cx.save(openIterator(t.cloneNode(value), false, out, cx), out, '$it');
  const block = (): Stmt[] => {
    const inner: Stmt[] = [];
    const next = (): t.Expression => {
      const element = id(step(it, true, pattern.loc ?? null, inner, cx));
      return t.conditionalExpression(is(element, id(runtime('END'))), undef(), t.cloneNode(element));
    };
    for (const element of pattern.elements) {
      if (element === null) step(it, false, pattern.loc ?? null, inner, cx);
      else if (t.isRestElement(element)) {
        const target = holdTarget(element.argument, null, inner, cx);
        lowerPattern(target, gather(it, pattern.loc ?? null, inner, cx), null, inner, cx);
      } else lowerElement(element, next, null, inner, cx);
    }
    return inner;
  };
  guard({ it, awaits: false, loc: pattern.loc ?? null }, [], block, out, cx);
}

/** All that is left, for a rest element. */
function gather(it: t.Expression, loc: t.SourceLocation | null, out: Stmt[], cx: LowerContext): t.Expression {
  const list = cx.save(t.arrayExpression([]), out);
  const label = cx.module.fresh('$loop');
  const body: Stmt[] = [];
  const element = id(step(it, true, loc, body, cx));
  const end = is(element, id(cx.module.runtime('END')));
  body.push({ kind: 'if', test: end, consequent: [{ kind: 'break', label }], alternate: [] });
  body.push({ kind: 'code', node: run(call(cx.module.runtime('append'), t.cloneNode(list), t.cloneNode(element))) });
  out.push({ kind: 'loop', label, init: [], test: null, update: null, body, post: false });
  return list;
}
