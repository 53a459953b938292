/**
 * The resume body: entered with a frame, it goes on at the frame's resume point. It finishes the interrupted iteration
 * of each loop under guards (`$k` is the resume point until it is reached, then 0) and goes on in ordinary loops, so
 * that a resumed hot loop runs as fast as one that was never suspended ("peeling").
 *
 *   while (i < n) { f(i); i++ }      one suspension point
 *   → function g$r($f, $v, $t) {
 *       let i = $f.s0, n = $f.s1;
 *       if ($t) throw $v;
 *       i++;                                                   // rest of the interrupted iteration
 *       while (i < n) { if (($v = f(i)) === $S) return $cap2(g$r, 1, g, f, i, n); i++; }
 *     }
 *
 * Where several places can be entered, a `switch ($k)` whose cases fall through leads to them.
 */
import * as t from '@babel/types';
import { assign, block, copy, id, is, isNot, num, run, undef } from '../ast/build.ts';
import { replaceSupers } from '../ast/supers.ts';
import { homeOf, isVariable, replaced } from '../ast/walk.ts';
import type { Point, Stmt } from '../contracts.ts';
import type { EmitContext } from './names.ts';
import {
  capture,
  type Dialect,
  emitIf,
  emitJump,
  emitList,
  finalizerOf,
  gathered,
  handlerOf,
  inAsync,
  insideLoop,
  labeled,
  leaveIf,
  outermost,
  placed,
  type Scope,
  suspended,
  uncounted,
} from './normal.ts';
import { placesOf } from './places.ts';
import { pointsOf } from './points.ts';
import { raised, reload, reloaded, reloadedEarly } from './reload.ts';
import { inside, nowhere, settle, shownAs } from './stops.ts';

/** Loops nested deeper than this are not peeled: a nest of d loops is emitted d + 1 times. */
const PEEL_DEPTH = 3;
/** As `Scope.breakable`: inside a `switch` of ours, every `break` of the source needs its label. */
const OURS = '';

export interface Resume {
  readonly cx: EmitContext;
  readonly dialect: Dialect;
  readonly F: string;
  readonly V: string;
  readonly T: string;
  readonly K: string;
  /** Is `$k` asked at all? */
  readonly guarded: boolean;
  /** Do exceptions have to be thrown at their resume point, because of a `try` around it? */
  readonly throwsInside: boolean;
}

export function resumeBody(cx: EmitContext, strict: boolean): t.FunctionDeclaration {
  const { frame: F, value: V, thrown: T, point: K, where: W } = cx.registers;
  const nested = cx.fn.body.some((statement) => statement.kind !== 'point' && pointsIn(statement).length > 0);
  const entries = cx.fn.body.flatMap(pointsIn);
  const guarded = nested || entries.length > 1;
  // While developing, an error is thrown at its resume point anyway, where a debugger shows it.
  const throwsInside = cx.comments || cx.fn.body.some(hasTry);
  const resume: Resume = { cx, F, V, T, K, guarded, throwsInside, dialect: resumeDialect(cx, V) };
  const body = emitResumed(cx.fn.body, false, outermost(), 0, resume);
  settle(body);
  const used = namesIn(body);
  const start = cx.fn.body.flatMap(pointsOf)[0]?.loc;
  const declared: t.VariableDeclarator[] = [];
  for (const name of cx.fn.locals) {
    if (!used.has(name) && !(cx.comments && cx.plan.slots.has(name))) continue;
    const local = id(name);
    // It has no `this` of its own. Any place will do.
    declared.push(t.variableDeclarator(name === '$this' ? shownAs(local, 'this', inside(start)) : local, reload(name, resume)));
  }
  if (guarded) declared.push(t.variableDeclarator(id(K), t.memberExpression(id(F), id('k'))));
  if (!cx.selfAtHome && used.has(cx.self)) declared.push(t.variableDeclarator(id(cx.self), t.memberExpression(id(F), id('fn'))));
  // Nothing that is dead may be kept alive by a frame.
  const drops = cx.plan.slots.size > 0;
  const [parameters, prologue] =
    cx.comments && !strict ? reloadedEarly(declared, drops, resume) : [[], reloaded(declared, drops, entries[0] ?? 0, resume)];
  const tells = cx.places ? [t.ifStatement(id(W), t.returnStatement(placesOf(cx, cx.places)))] : [];
  if (cx.comments) [...tells, ...prologue].forEach(uncounted);
  const statements = [...tells, ...inAsync([...prologue, ...body], cx)];
  settle(statements);
  const made = t.functionDeclaration(id(cx.resume), [...[F, V, T, ...(cx.places ? [W] : [])].map(id), ...parameters], block(statements));
  if (strict) made.body.directives.push(t.directive(t.directiveLiteral('use strict')));
  return made;
}

function namesIn(statements: readonly t.Statement[]): Set<string> {
  const names = new Set<string>();
  for (const statement of statements)
    t.traverseFast(statement, (node) => {
      if (t.isIdentifier(node)) names.add(node.name);
    });
  return names;
}

function resumeDialect(cx: EmitContext, V: string): Dialect {
  /** A copy in which `this`, `arguments` and `new.target` are the locals that the frame gave back. */
  const local = <T extends t.Node>(node: T): T => {
    let usesSuper = false;
    const made = replaced(copy(node), (child, parent) => {
      if (t.isFunction(child) && !t.isArrowFunctionExpression(child)) return child;
      if (t.isThisExpression(child)) return placed(id('$this'), child.loc ?? null);
      if (t.isMetaProperty(child) && child.meta.name === 'new') return id('$newTarget');
      if (t.isIdentifier(child, { name: 'arguments' }) && isVariable(child, parent)) return id('$arguments');
      usesSuper ||= t.isSuper(child);
      return null;
    });
    return usesSuper ? withoutSuper(made) : made;
  };
  const withoutSuper = <T extends t.Node>(node: T): T => {
    const holder = { type: 'ExpressionStatement', expression: node } as unknown as { readonly type: 'ExpressionStatement'; expression: T };
    replaceSupers(holder as unknown as t.Node, {
      home: (use) => id(homeOf(use) ?? ''),
      receiver: () => id('$this'),
      runtime: cx.runtime,
      strict: true,
    });
    return holder.expression;
  };
  return {
    expression: local,
    declaration: ({ as, name, init, loc }) =>
      init === null && as === 'var' ? [] : [placed(run(assign(name, init ? local(init) : undef())), loc)],
    code: (node) => {
      if (!t.isVariableDeclaration(node)) return [local(node)];
      return node.declarations.flatMap((one) =>
        one.init || node.kind !== 'var'
          ? [placed(run(assign(local(one.id) as t.LVal, one.init ? local(one.init) : undef())), node.loc ?? null)]
          : [],
      );
    },
    gathers: cx.comments,
    point: (point, operands) => {
      const first = operands.map(({ name, init }) => ({ name, init: local(init) }));
      const called = gathered(first, local(point.shows === 'state' ? point.call : (point.raw?.call ?? point.call)));
      const made = point.shows === 'state' ? called : assign(V, called);
      const exit = leaveIf(suspended(point, made, cx), capture(point, cx, cx.self, id, local(point.callee)), point.loc, cx);
      return point.target === null ? [exit] : [exit, taken(point.target, point, V, local)];
    },
  };
}

/** What a call that has just come back, or that a resumption stands for, has given. */
const received = (point: Point, V: string, local: (node: t.Expression) => t.Expression): t.Expression =>
  point.raw ? local(point.raw.convert(id(V))) : id(V);

/** The rest of the call's own statement: where nothing can go wrong, debuggers pass over it. */
function taken(target: string, point: Point, V: string, local: (node: t.Expression) => t.Expression): t.Statement {
  const made = run(assign(target, received(point, V, local)));
  return point.raw ? placed(made, point.loc) : nowhere(made);
}

const pointsIn = (statement: Stmt): readonly number[] => pointsOf(statement).map(({ id: point }) => point);

const hasTry = (statement: Stmt): boolean => {
  switch (statement.kind) {
    case 'try':
      return true;
    case 'if':
      return [...statement.consequent, ...statement.alternate].some(hasTry);
    case 'loop':
    case 'labeled':
      return statement.body.some(hasTry);
    case 'switch':
      return statement.cases.some((part) => part.body.some(hasTry));
    default:
      return false;
  }
};

/** @param fresh can this list also be entered at its start, with `$k` 0? */
function emitResumed(list: readonly Stmt[], fresh: boolean, scope: Scope, depth: number, r: Resume): t.Statement[] {
  const entries = list.map(pointsIn);
  const first = entries.findIndex((points) => points.length > 0);
  if (first < 0) return emitList(list, r.dialect, scope, r.cx);
  const last = entries.findLastIndex((points) => points.length > 0);
  const plain = (from: number, to: number, inside: Scope): t.Statement[] => emitList(list.slice(from, to), r.dialect, inside, r.cx);
  if (first === last) {
    const statement = list[first] as Stmt;
    const after = plain(first + 1, list.length, scope);
    if (statement.kind !== 'point') {
      const before = fresh ? plain(0, first, scope) : [];
      const guard = before.length > 0 ? [t.ifStatement(isFresh(r), block(before))] : [];
      return [...guard, ...enter(statement, fresh, scope, depth, r), ...after];
    }
    const arrive = arrival(statement, r);
    const result = take(statement, r);
    if (!fresh) return [...arrive, ...result, ...after];
    return [
      t.ifStatement(
        isFresh(r),
        block(emitList([...list.slice(0, first), asked(statement)], r.dialect, scope, r.cx)),
        arrive.length > 0 ? block(arrive) : null,
      ),
      ...result,
      ...after,
    ];
  }
  const inside: Scope = { ...scope, breakable: OURS };
  const cases: t.SwitchCase[] = [];
  let current: t.Statement[] = [];
  const open = (point: number, body: t.Statement[]): void => {
    current = body;
    cases.push(t.switchCase(num(point), body));
  };
  if (fresh) open(0, []);
  /** What has been passed since the last resume point. */
  let passed = fresh ? list.slice(0, first) : [];
  for (let index = first; index <= last; index++) {
    const statement = list[index] as Stmt;
    const points = entries[index] ?? [];
    const reached = fresh || index > first;
    if (points.length === 0) {
      passed = [...passed, statement];
      continue;
    }
    if (reached) current.push(...emitList(statement.kind === 'point' ? [...passed, asked(statement)] : passed, r.dialect, inside, r.cx));
    passed = [];
    if (statement.kind === 'point') {
      open(statement.id, [...arrival(statement, r), ...take(statement, r)]);
    } else {
      for (const point of points.slice(0, -1)) cases.push(t.switchCase(num(point), []));
      open(points.at(-1) ?? 0, enter(statement, reached, inside, depth, r));
    }
  }
  return [t.switchStatement(id(r.K), cases), ...plain(last + 1, list.length, scope)];
}

/** The call and its question, without what becomes of the result. */
const asked = (point: Point): Point => ({ ...point, target: null });

const isFresh = (r: Resume): t.Expression => is(id(r.K), num(0));

/** At a resume point: from here on everything runs afresh. */
function arrival(point: Point, r: Resume): t.Statement[] {
  const made: t.Statement[] = [];
  if (r.guarded) made.push(nowhere(run(assign(r.K, num(0)))));
  if (r.throwsInside) {
    const thrown = placed(t.throwStatement(raised(num(point.id), r)), inside(point.loc));
    const asked = t.ifStatement(id(r.T), block([nowhere(run(assign(r.T, t.booleanLiteral(false)))), thrown]));
    made.push(r.cx.comments ? t.addComment(asked, 'leading', ' istanbul ignore if ') : asked);
  }
  const [head] = made;
  if (head && r.cx.comments) t.addComment(head, 'leading', ` resume point ${point.id} `, true);
  return made;
}

const take = (point: Point, r: Resume): t.Statement[] =>
  point.target === null ? [] : [taken(point.target, point, r.V, r.dialect.expression)];

/** Emits a statement that holds resume points, so that it can be entered at each of them (and at its start, if `fresh`). */
function enter(statement: Stmt, fresh: boolean, scope: Scope, depth: number, r: Resume): t.Statement[] {
  const { expression } = r.dialect;
  switch (statement.kind) {
    case 'labeled':
      return [labeled(statement.label, block(emitResumed(statement.body, fresh, scope, depth, r)), scope)];
    case 'if': {
      const then = statement.consequent.flatMap(pointsIn);
      const other = statement.alternate.flatMap(pointsIn);
      if (!fresh && other.length === 0) return [block(emitResumed(statement.consequent, false, scope, depth, r))];
      if (!fresh && then.length === 0) return [block(emitResumed(statement.alternate, false, scope, depth, r))];
      const inThen = t.binaryExpression('<=', id(r.K), num(then.at(-1) ?? 0));
      const test = !fresh
        ? inThen
        : other.length === 0
          ? t.logicalExpression('||', isNot(id(r.K), num(0)), expression(statement.test))
          : then.length === 0
            ? t.logicalExpression('&&', isFresh(r), expression(statement.test))
            : t.conditionalExpression(isFresh(r), expression(statement.test), inThen);
      const consequent = emitResumed(statement.consequent, fresh, scope, depth, r);
      return [emitIf(statement, test, consequent, emitResumed(statement.alternate, fresh, scope, depth, r))];
    }
    case 'try':
      return [
        t.tryStatement(
          block(emitResumed(statement.block, fresh, scope, depth, r)),
          handlerOf(statement, r.dialect, scope, r.cx),
          finalizerOf(statement, r.dialect, scope, r.cx),
        ),
      ];
    case 'switch':
      return enterSwitch(statement, fresh, scope, depth, r);
    case 'loop':
      return depth < PEEL_DEPTH ? peel(statement, fresh, scope, depth, r) : guard(statement, fresh, scope, depth, r);
    default:
      throw new Error(`${statement.kind} holds no resume point`);
  }
}

/** The interrupted iteration first, then the loop as it was. */
function peel(statement: Extract<Stmt, { kind: 'loop' }>, fresh: boolean, scope: Scope, depth: number, r: Resume): t.Statement[] {
  const next = r.cx.fresh('$next');
  const done = r.cx.fresh('$done');
  const inside: Scope = {
    ...scope,
    breakable: OURS,
    loop: null,
    peeled: new Map(scope.peeled).set(statement.label, next),
    left: new Map(scope.left).set(statement.label, done),
  };
  const iteration = block(emitResumed(statement.body, false, inside, depth + 1, r));
  const interrupted: t.Statement[] = [labeled(next, iteration, scope)];
  if (statement.update) interrupted.push(run(r.dialect.expression(statement.update)));
  const loop = emitList([{ ...statement, init: [] }], r.dialect, scope, r.cx);
  if (statement.post) {
    const stop = emitJump({ kind: 'break', label: statement.label }, inside);
    interrupted.push(
      t.ifStatement(t.unaryExpression('!', statement.test ? r.dialect.expression(statement.test) : t.booleanLiteral(true)), stop),
    );
  }
  const init = fresh ? emitList(statement.init, r.dialect, scope, r.cx) : [];
  const body = fresh
    ? [t.ifStatement(isNot(id(r.K), num(0)), block(interrupted), init.length > 0 ? block(init) : null), ...loop]
    : [...interrupted, ...loop];
  return scope.used.has(done) ? [t.labeledStatement(id(done), block(body))] : body;
}

/** A loop that asks in each iteration whether it has just been entered: slower, but emitted once. */
function guard(statement: Extract<Stmt, { kind: 'loop' }>, fresh: boolean, scope: Scope, depth: number, r: Resume): t.Statement[] {
  const inside = insideLoop(statement.label, scope);
  const body = block(emitResumed(statement.body, true, inside, depth + 1, r));
  const test = statement.test && r.dialect.expression(statement.test);
  if (statement.post) return [labeled(statement.label, t.doWhileStatement(test ?? t.booleanLiteral(true), body), scope)];
  const init = fresh ? emitList(statement.init, r.dialect, scope, r.cx) : [];
  const enterOr = test && t.logicalExpression('||', isNot(id(r.K), num(0)), test);
  const loop = t.forStatement(null, enterOr, statement.update && r.dialect.expression(statement.update), body);
  return [...(init.length > 0 ? [t.ifStatement(isFresh(r), block(init))] : []), labeled(statement.label, loop, scope)];
}

/** Afresh, the source's switch chooses the number of a case; resumed, `$k` does. */
function enterSwitch(statement: Extract<Stmt, { kind: 'switch' }>, fresh: boolean, scope: Scope, depth: number, r: Resume): t.Statement[] {
  const chosen = r.cx.fresh('$case');
  let resumed: t.Expression = num(-1);
  statement.cases.forEach((_, reverse) => {
    const index = statement.cases.length - 1 - reverse;
    const points = statement.cases[index]?.body.flatMap(pointsIn) ?? [];
    const end = points.at(-1);
    if (end !== undefined)
      resumed = t.isUnaryExpression(resumed)
        ? num(index)
        : t.conditionalExpression(t.binaryExpression('<=', id(r.K), num(end)), num(index), resumed);
  });
  const inside: Scope = { ...scope, breakable: statement.label };
  const cases = statement.cases.map((part, index) => t.switchCase(num(index), emitResumed(part.body, true, inside, depth, r)));
  const declaration = t.variableDeclaration('let', [t.variableDeclarator(id(chosen), fresh ? num(-1) : resumed)]);
  const choose: t.Statement[] = [];
  if (fresh) {
    const dispatch = statement.cases.map((part, index) =>
      t.switchCase(part.test && r.dialect.expression(part.test), [run(assign(chosen, num(index))), t.breakStatement()]),
    );
    choose.push(t.ifStatement(isFresh(r), t.switchStatement(r.dialect.expression(statement.on), dispatch), run(assign(chosen, resumed))));
  }
  return [block([declaration, ...choose, labeled(statement.label, t.switchStatement(id(chosen), cases), scope)])];
}
