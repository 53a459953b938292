/**
 * The normal body: the source's own structure, and one question after each suspension point.
 *
 *   const $1 = f(x);
 *   → const $1 = f(x);  if ($1 === $S) return $cap2(g$r, 1, g, f, y);
 */
import * as t from '@babel/types';
import { assign, block, call, declare, id, is, num, run, withoutName } from '../ast/build.ts';
import type { If, Point, Stmt } from '../contracts.ts';
import type { EmitContext } from './names.ts';
import { endOf, nowhere, settle, upTo } from './stops.ts';

/** What printing structure needs to know of the function: how the runtime's functions are called here. */
type Runtime = Pick<EmitContext, 'runtime'>;

/** How statements are emitted in one of the bodies. */
export interface Dialect {
  readonly declaration: (statement: Declaration) => t.Statement[];
  readonly code: (node: t.Statement) => t.Statement[];
  readonly expression: (node: t.Expression) => t.Expression;
  /** @param operands what is evaluated first, where the dialect gathers that: none otherwise */
  readonly point: (statement: Point, operands: readonly Operand[]) => t.Statement[];
  /**
   * While developing: operands of a call are evaluated in its statement, for debuggers to stop there once. An array keeps
   * the order, and unlike at commas no engine stops in it: `if (($2 = [$1 = a.b, f($1)][1]) === $S) …`.
   */
  readonly gathers: boolean;
}

type Declaration = Extract<Stmt, { kind: 'decl' }>;
export type Operand = Declaration & { readonly init: t.Expression };

const isOperand = (statement: Stmt): statement is Operand =>
  statement.kind === 'decl' && statement.operand === true && statement.init !== null;

/** The call, after what it needs. */
export const gathered = (operands: readonly { readonly name: string; readonly init: t.Expression }[], made: t.Expression): t.Expression =>
  operands.length === 0
    ? made
    : t.memberExpression(t.arrayExpression([...operands.map(({ name, init }) => assign(name, init)), made]), num(operands.length), true);

/** Labels in use where a statement stands: what a bare `break` or `continue` means, and where labels have moved to. */
export interface Scope {
  readonly breakable: string | null;
  readonly loop: string | null;
  /** In a peeled iteration, `continue` and `break` leave blocks instead. */
  readonly peeled: ReadonlyMap<string, string>;
  readonly left: ReadonlyMap<string, string>;
  readonly used: Set<string>;
}

export const outermost = (): Scope => ({ breakable: null, loop: null, peeled: new Map(), left: new Map(), used: new Set() });

/** Has this call been suspended? */
export const suspended = ({ shows }: Point, made: t.Expression, cx: Runtime): t.Expression =>
  shows === 'result' ? is(made, id(cx.runtime('S'))) : t.sequenceExpression([made, t.memberExpression(id(cx.runtime('Q')), id('pending'))]);

/** What coverage is to leave out: the source does not have it. */
export const uncounted = <T extends t.Node>(node: T): T => t.addComment(node, 'leading', ' istanbul ignore next ');

/** The question after a call: coverage counts the call, and not that it may suspend. */
export function leaveIf(asked: t.Expression, captured: t.Expression, loc: t.SourceLocation | null, cx: EmitContext): t.Statement {
  const left = nowhere(leave(captured, cx));
  if (!cx.comments) return placed(t.ifStatement(asked, left), upTo(loc));
  // Coverage takes a statement for one of the source if it also ends there.
  const consequent = t.blockStatement([left]);
  if (loc) consequent.loc = endOf(loc);
  return t.addComment(placed(t.ifStatement(asked, consequent), upTo(loc)), 'leading', ' istanbul ignore if ');
}

/** Leaves with this activation captured. */
export const leave = (captured: t.Expression, cx: EmitContext): t.Statement =>
  t.returnStatement(cx.left === null ? captured : t.unaryExpression('void', assign(cx.left, captured)));

/**
 * The body of an async function, in either of its bodies: an async arrow, so that `await` is the engine's own. Until
 * the first `await` it runs on the fiber that calls it, and may be suspended; then the promise is nobody's.
 */
export function inAsync(body: t.Statement[], cx: EmitContext): t.Statement[] {
  if (cx.left === null) return body;
  const arrow = t.arrowFunctionExpression([], block(body), true);
  const promise = cx.fresh('$promise');
  const pending = t.memberExpression(id(cx.runtime('Q')), id('pending'));
  return [
    declare('let', cx.left, null),
    t.variableDeclaration('const', [t.variableDeclarator(id(promise), t.callExpression(t.parenthesizedExpression(arrow), []))]),
    t.returnStatement(t.conditionalExpression(pending, call(cx.runtime('leftAsync'), id(cx.left), id(promise)), id(promise))),
  ];
}

/** The call that captures this activation at a point. */
export function capture(
  point: Point,
  cx: EmitContext,
  self: string,
  lexical: (name: string) => t.Expression,
  callee: t.Expression,
): t.Expression {
  const live = cx.plan.live[point.id] ?? [];
  const values: t.Expression[] = Array.from({ length: cx.plan.size }, () => num(0));
  for (const name of live) values[cx.plan.slots.get(name) ?? 0] = lexical(name);
  while (values.length > 0 && t.isNumericLiteral(values.at(-1))) values.pop();
  const size = cx.plan.size;
  const head = [id(cx.resume), num(point.id), id(self), callee];
  if (size > 8) return call(cx.runtime('capN'), ...head, t.arrayExpression(values));
  const room = size <= 2 ? 2 : size <= 4 ? 4 : 8;
  while (values.length < room) values.push(num(0));
  return call(cx.runtime(`cap${room}`), ...head, ...values);
}

export const placed = <T extends t.Node>(node: T, loc: t.SourceLocation | null | undefined): T => {
  if (loc) node.loc = withoutName(loc);
  return node;
};

export function normalBody(cx: EmitContext): t.Statement[] {
  const dialect: Dialect = {
    declaration: (statement) => [
      placed(t.variableDeclaration(statement.as, [t.variableDeclarator(id(statement.name), statement.init)]), statement.loc),
    ],
    code: (node) => [node],
    expression: (node) => node,
    gathers: cx.comments,
    point: (point, operands) => {
      const { target, declare, loc } = point;
      const captured = capture(point, cx, cx.self, cx.lexical, point.callee);
      // While developing, the call stands in its question: a debugger that comes back from it is not to stop there once more.
      const apart = target !== null && declare !== null && !cx.comments;
      const before: t.Statement[] = apart
        ? [placed(t.variableDeclaration(declare, [t.variableDeclarator(id(target), point.call)]), loc)]
        : [];
      const bare = [...operands.map(({ name }) => name), ...(target !== null && declare !== null && !apart ? [target] : [])];
      // `var`: at others without a value engines stop.
      if (bare.length > 0)
        before.push(
          nowhere(
            t.variableDeclaration(
              'var',
              bare.map((name) => t.variableDeclarator(id(name))),
            ),
          ),
        );
      const called = gathered(operands, point.call);
      const made = target === null ? called : apart ? id(target) : assign(target, called);
      const exit = leaveIf(suspended(point, made, cx), captured, apart ? null : loc, cx);
      if (cx.comments) t.addComment(exit, 'trailing', ` suspension point ${point.id} `, true);
      return [...before, exit];
    },
  };
  const body = emitList(cx.fn.body, dialect, outermost(), cx);
  settle(body);
  return body;
}

/** Emits statements in source structure; used for the normal body and for the parts of a resume body that run afresh. */
export function emitList(statements: readonly Stmt[], dialect: Dialect, scope: Scope, cx: Runtime): t.Statement[] {
  const made: t.Statement[] = [];
  let operands: Operand[] = [];
  const release = (): void => {
    for (const operand of operands) made.push(...dialect.declaration(operand));
    operands = [];
  };
  for (const statement of statements) {
    if (dialect.gathers && isOperand(statement)) operands.push(statement);
    else if (statement.kind === 'point') {
      made.push(...dialect.point(statement, operands));
      operands = [];
    } else {
      release();
      made.push(...emit(statement, dialect, scope, cx));
    }
  }
  release();
  return made;
}

export function emitJump(statement: Extract<Stmt, { kind: 'break' | 'continue' }>, scope: Scope): t.Statement {
  const { label } = statement;
  if (statement.kind === 'continue') {
    const peeled = scope.peeled.get(label);
    if (peeled !== undefined) {
      scope.used.add(peeled);
      return t.breakStatement(id(peeled));
    }
    if (scope.loop === label) return t.continueStatement();
    scope.used.add(label);
    return t.continueStatement(id(label));
  }
  if (scope.breakable === label) return t.breakStatement();
  const to = scope.left.get(label) ?? label;
  scope.used.add(to);
  return t.breakStatement(id(to));
}

/** An `if` of the source, in either body. */
export function emitIf({ places }: If, test: t.Expression, consequent: t.Statement[], alternate: t.Statement[]): t.Statement {
  const other = alternate.length > 0 ? placed(block(alternate), places?.alternate) : null;
  return placed(t.ifStatement(test, placed(block(consequent), places?.consequent), other), places?.whole);
}

/** Puts the label in front only where something jumps to it by name. */
export const labeled = (label: string, node: t.Statement, scope: Scope): t.Statement =>
  scope.used.has(label) ? t.labeledStatement(id(label), node) : node;

export function handlerOf(statement: Extract<Stmt, { kind: 'try' }>, dialect: Dialect, scope: Scope, cx: Runtime): t.CatchClause | null {
  const { handler } = statement;
  if (!handler) return null;
  const check = handler.checks ? [] : [run(call(cx.runtime('caught'), id(handler.param)))];
  return t.catchClause(id(handler.param), block([...check, ...emitList(handler.body, dialect, scope, cx)]));
}

export function finalizerOf(
  statement: Extract<Stmt, { kind: 'try' }>,
  dialect: Dialect,
  scope: Scope,
  cx: Runtime,
): t.BlockStatement | null {
  if (!statement.finalizer) return null;
  const body = block(emitList(statement.finalizer, dialect, scope, cx));
  if (statement.handler?.checks) return body;
  return block([t.ifStatement(t.unaryExpression('!', t.memberExpression(id(cx.runtime('Q')), id('pending'))), body)]);
}

function emit(statement: Stmt, dialect: Dialect, scope: Scope, cx: Runtime): t.Statement[] {
  switch (statement.kind) {
    case 'code':
      return dialect.code(statement.node);
    case 'decl':
      return dialect.declaration(statement);
    case 'point':
      return dialect.point(statement, []);
    case 'return': {
      const value = statement.value && dialect.expression(statement.value);
      // What gives a value that was made before has had its stop.
      return [placed(t.returnStatement(value), value && !value.loc ? null : statement.loc)];
    }
    case 'break':
    case 'continue':
      return [emitJump(statement, scope)];
    case 'if': {
      const consequent = emitList(statement.consequent, dialect, scope, cx);
      return [emitIf(statement, dialect.expression(statement.test), consequent, emitList(statement.alternate, dialect, scope, cx))];
    }
    case 'labeled': {
      const body = block(emitList(statement.body, dialect, scope, cx));
      return [labeled(statement.label, body, scope)];
    }
    case 'switch': {
      const inner = { ...scope, breakable: statement.label };
      const cases = statement.cases.map((part) =>
        t.switchCase(part.test && dialect.expression(part.test), emitList(part.body, dialect, inner, cx)),
      );
      return [labeled(statement.label, t.switchStatement(dialect.expression(statement.on), cases), scope)];
    }
    case 'loop':
      return emitLoop(statement, dialect, scope, cx);
    case 'try':
      return [
        t.tryStatement(
          block(emitList(statement.block, dialect, scope, cx)),
          handlerOf(statement, dialect, scope, cx),
          finalizerOf(statement, dialect, scope, cx),
        ),
      ];
  }
}

/** Inside a loop that is emitted as a loop. */
export function insideLoop(label: string, scope: Scope): Scope {
  const peeled = new Map(scope.peeled);
  const left = new Map(scope.left);
  peeled.delete(label);
  left.delete(label);
  return { breakable: label, loop: label, peeled, left, used: scope.used };
}

function emitLoop(statement: Extract<Stmt, { kind: 'loop' }>, dialect: Dialect, scope: Scope, cx: Runtime): t.Statement[] {
  const inner = insideLoop(statement.label, scope);
  const body = block(emitList(statement.body, dialect, inner, cx));
  const test = statement.test && dialect.expression(statement.test);
  if (statement.post) return [labeled(statement.label, t.doWhileStatement(test ?? t.booleanLiteral(true), body), scope)];
  const init = emitList(statement.init, dialect, scope, cx);
  const [first] = init;
  const head =
    init.length === 1 && first && (t.isVariableDeclaration(first) || t.isExpressionStatement(first))
      ? t.isExpressionStatement(first)
        ? first.expression
        : first
      : null;
  const update = statement.update && dialect.expression(statement.update);
  const loop = test && !head && !update ? t.whileStatement(test, body) : t.forStatement(head, test, update, body);
  return [...(head ? [] : init), labeled(statement.label, loop, scope)];
}
