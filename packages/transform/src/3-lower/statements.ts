/**
 * Statements around suspension points: their structure is kept where it can be, so that the normal body stays what
 * the source was. What suspends in a place that has no statement list (a loop's test, a case's test) moves into one.
 */
import * as t from '@babel/types';
import { assign, call, id, is, num, run } from '../ast/build.ts';
import type { Stmt } from '../contracts.ts';
import { leadingBoxes } from './boxes.ts';
import { type LowerContext, tick } from './context.ts';
import { isIdle, lowerExpression } from './expressions.ts';
import { lowerForOf } from './iteration.ts';
import { escapes, jump, leaveFunction, type Target } from './jumps.ts';
import { lowerPattern } from './patterns.ts';
import { lowerTry } from './try.ts';

export function lowerBody(cx: LowerContext): Stmt[] {
  const out: Stmt[] = [];
  const { body } = cx.fn.node.body as t.BlockStatement;
  const boxes = leadingBoxes(body);
  for (const statement of body.slice(0, boxes)) lowerStatement(statement, [], out, cx);
  // Not before: a box may look at a parameter, which only the normal body has.
  if (cx.module.torture === 'entry') tick(cx, out, cx.fn.node.loc ?? null);
  for (const statement of body.slice(boxes)) lowerStatement(statement, [], out, cx);
  return out;
}

export function lowerList(statements: readonly t.Statement[], targets: readonly Target[], cx: LowerContext): Stmt[] {
  const out: Stmt[] = [];
  for (const statement of statements) lowerStatement(statement, targets, out, cx);
  return out;
}

export const asList = (node: t.Statement): t.Statement[] => (t.isBlockStatement(node) ? node.body : [node]);

export function lowerStatement(
  node: t.Statement,
  targets: readonly Target[],
  out: Stmt[],
  cx: LowerContext,
  names: readonly string[] = [],
): void {
  if (t.isVariableDeclaration(node)) {
    lowerDeclaration(node, out, cx);
    return;
  }
  if (t.isReturnStatement(node)) {
    const value = node.argument ? lowerExpression(node.argument, out, cx) : null;
    leaveFunction(value, node.loc ?? null, targets, out);
    return;
  }
  if (t.isBreakStatement(node) || t.isContinueStatement(node)) {
    jump(node, targets, out);
    return;
  }
  if (!cx.suspends(node) && !escapes(node, targets)) {
    out.push({ kind: 'code', node: names.reduceRight<t.Statement>((inner, name) => t.labeledStatement(id(name), inner), node) });
    return;
  }
  switch (node.type) {
    case 'ExpressionStatement': {
      const rest = lowerExpression(node.expression, out, cx, false);
      if (!isIdle(rest)) out.push({ kind: 'code', node: Object.assign(run(rest), { loc: node.loc }) });
      return;
    }
    case 'BlockStatement': {
      const label = cx.module.fresh('$block');
      const inner = names.length > 0 ? [...targets, { kind: 'block', names, label } as const] : targets;
      out.push({ kind: 'labeled', label, body: lowerList(node.body, inner, cx) });
      return;
    }
    case 'IfStatement': {
      const label = cx.module.fresh('$if');
      const inner: readonly Target[] = names.length > 0 ? [...targets, { kind: 'block', names, label }] : targets;
      const body: Stmt[] = names.length > 0 ? [] : out;
      const test = lowerExpression(node.test, body, cx);
      body.push({
        kind: 'if',
        test,
        consequent: lowerList(asList(node.consequent), inner, cx),
        alternate: node.alternate ? lowerList(asList(node.alternate), inner, cx) : [],
        places: { whole: node.loc ?? null, consequent: node.consequent.loc ?? null, alternate: node.alternate?.loc ?? null },
      });
      if (names.length > 0) out.push({ kind: 'labeled', label, body });
      return;
    }
    case 'ThrowStatement':
      node.argument = lowerExpression(node.argument, out, cx);
      out.push({ kind: 'code', node });
      return;
    case 'LabeledStatement':
      lowerStatement(node.body, targets, out, cx, [...names, node.label.name]);
      return;
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      lowerLoop(node, targets, names, out, cx);
      return;
    case 'ForOfStatement':
      lowerForOf(node, targets, names, out, cx);
      return;
    case 'ForInStatement':
      lowerForIn(node, targets, names, out, cx);
      return;
    case 'SwitchStatement':
      lowerSwitch(node, targets, names, out, cx);
      return;
    case 'TryStatement': {
      const label = cx.module.fresh('$block');
      const body: Stmt[] = [];
      lowerTry(node, names.length > 0 ? [...targets, { kind: 'block', names, label }] : targets, body, cx);
      out.push({ kind: 'labeled', label, body });
      return;
    }
    default:
      cx.module.refuse(node, 'SYNTAX');
  }
}

function lowerDeclaration(node: t.VariableDeclaration, out: Stmt[], cx: LowerContext): void {
  const as = node.kind as 'let' | 'const' | 'var';
  for (const { id: target, init, loc } of node.declarations) {
    const value = init ? lowerExpression(init, out, cx) : null;
    if (t.isIdentifier(target)) {
      const last = out.at(-1);
      // `const x = f()`: the point itself declares `x`.
      if (value && value !== init && as !== 'var' && last?.kind === 'point' && t.isIdentifier(value, { name: last.target ?? '' }))
        out[out.length - 1] = { ...last, target: target.name, declare: as };
      else out.push({ kind: 'decl', as, name: target.name, init: value, loc: loc ?? null });
    } else if (value) {
      if (cx.suspends(target)) lowerPattern(target, cx.save(value, out), as, out, cx);
      else out.push({ kind: 'code', node: t.variableDeclaration(as, [t.variableDeclarator(target, value)]) });
    }
  }
}

function lowerLoop(
  node: t.WhileStatement | t.DoWhileStatement | t.ForStatement,
  targets: readonly Target[],
  names: readonly string[],
  out: Stmt[],
  cx: LowerContext,
): void {
  const label = cx.module.fresh('$loop');
  const post = t.isDoWhileStatement(node);
  const update = t.isForStatement(node) ? (node.update ?? null) : null;
  const test = node.test ?? null;
  const outer: Stmt[] = [];
  if (t.isForStatement(node) && node.init) {
    if (t.isVariableDeclaration(node.init)) lowerDeclaration(node.init, outer, cx);
    else lowerStatement(run(node.init), targets, outer, cx);
  }
  const suspendsLate = cx.suspends(update) || (post && cx.suspends(test));
  const next = suspendsLate ? cx.module.fresh('$next') : null;
  const inner: readonly Target[] = [...targets, { kind: 'loop', names, label, next }];
  const body: Stmt[] = [];
  const leaveUnless = (condition: t.Expression): void => {
    const value = lowerExpression(condition, body, cx);
    body.push({ kind: 'if', test: t.unaryExpression('!', value), consequent: [{ kind: 'break', label }], alternate: [] });
  };
  const early = !post && test !== null && cx.suspends(test);
  if (early && test) leaveUnless(test);
  const main = lowerList(asList(node.body), inner, cx);
  if (next === null) body.push(...(early ? [{ kind: 'labeled', label: cx.module.fresh('$block'), body: main } as const] : main));
  else body.push({ kind: 'labeled', label: next, body: main });
  if (cx.suspends(update) && update) {
    const rest = lowerExpression(update, body, cx, false);
    if (!isIdle(rest)) body.push({ kind: 'code', node: run(rest) });
  }
  if (post && test && cx.suspends(test)) leaveUnless(test);
  const simple =
    outer.length <= 1 &&
    outer.every((statement) => statement.kind === 'decl' || (statement.kind === 'code' && t.isExpressionStatement(statement.node)));
  const loop: Stmt = {
    kind: 'loop',
    label,
    init: simple ? outer : [],
    test: test && !cx.suspends(test) ? test : null,
    update: update && !cx.suspends(update) ? update : null,
    body,
    post: post && !cx.suspends(test),
  };
  if (simple) out.push(loop);
  else out.push({ kind: 'labeled', label: cx.module.fresh('$block'), body: [...outer, loop] });
}

/** Binds the value of one iteration to what stands left of `of` or `in`. */
export function bindIteration(left: t.ForXStatement['left'], value: t.Expression, body: Stmt[], cx: LowerContext): void {
  if (t.isVariableDeclaration(left)) {
    const [declarator] = left.declarations;
    if (declarator)
      lowerDeclaration(t.variableDeclaration(left.kind as 'let', [t.variableDeclarator(declarator.id as t.Identifier, value)]), body, cx);
  } else {
    lowerStatement(run(assign(left as t.Identifier, value)), [], body, cx);
  }
}

/** `for (const k in o)` over the keys that were there at the start and still are. */
function lowerForIn(node: t.ForInStatement, targets: readonly Target[], names: readonly string[], out: Stmt[], cx: LowerContext): void {
  const { runtime } = cx.module;
  const label = cx.module.fresh('$loop');
  const outer: Stmt[] = [];
  const object = cx.save(lowerExpression(node.right, outer, cx), outer, '$in');
  const keys = cx.save(call(runtime('keys'), t.cloneNode(object)), outer, '$keys');
  const index = cx.temporary('$i');
  const key = cx.temporary('$key');
  const body: Stmt[] = [
    { kind: 'decl', as: 'const', name: key, init: t.memberExpression(t.cloneNode(keys), id(index), true), loc: null },
    {
      kind: 'if',
      test: t.unaryExpression('!', call(runtime('present'), t.cloneNode(object), id(key))),
      consequent: [{ kind: 'continue', label }],
      alternate: [],
    },
  ];
  bindIteration(node.left, id(key), body, cx);
  body.push({
    kind: 'labeled',
    label: cx.module.fresh('$block'),
    body: lowerList(asList(node.body), [...targets, { kind: 'loop', names, label, next: null }], cx),
  });
  outer.push({
    kind: 'loop',
    label,
    init: [{ kind: 'decl', as: 'let', name: index, init: num(0), loc: null }],
    test: t.binaryExpression('<', id(index), t.memberExpression(t.cloneNode(keys), id('length'))),
    update: t.updateExpression('++', id(index)),
    body,
    post: false,
  });
  out.push({ kind: 'labeled', label: cx.module.fresh('$block'), body: outer });
}

function lowerSwitch(node: t.SwitchStatement, targets: readonly Target[], names: readonly string[], out: Stmt[], cx: LowerContext): void {
  const label = cx.module.fresh('$switch');
  const inner: readonly Target[] = [...targets, { kind: 'switch', names, label }];
  let on = lowerExpression(node.discriminant, out, cx);
  const late = node.cases.some((part) => cx.suspends(part.test));
  if (late) on = chooseCase(node, on, out, cx);
  const cases = node.cases.map((part, index) => ({
    test: late ? (num(index) as t.Expression) : (part.test ?? null),
    body: lowerList(part.consequent, inner, cx),
  }));
  out.push({ kind: 'switch', label, on, cases });
}

/** Case tests that suspend: compare one by one, then switch on the number of the case. */
function chooseCase(node: t.SwitchStatement, on: t.Expression, out: Stmt[], cx: LowerContext): t.Expression {
  const value = cx.save(on, out);
  const chosen = cx.temporary('$case');
  const label = cx.module.fresh('$choose');
  out.push({ kind: 'decl', as: 'let', name: chosen, init: num(node.cases.findIndex((part) => !part.test)), loc: null });
  const body: Stmt[] = [];
  node.cases.forEach((part, index) => {
    if (!part.test) return;
    const test = lowerExpression(part.test, body, cx);
    body.push({
      kind: 'if',
      test: is(t.cloneNode(value), test),
      consequent: [
        { kind: 'code', node: run(assign(chosen, num(index))) },
        { kind: 'break', label },
      ],
      alternate: [],
    });
  });
  out.push({ kind: 'labeled', label, body });
  return id(chosen);
}
