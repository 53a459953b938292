/**
 * `try` around suspension points. A native `try` works where only its block suspends. A handler that suspends moves
 * behind the statement; a finalizer that suspends becomes ordinary code with a completion (see `jumps.ts`).
 */
import * as t from '@babel/types';
import { assign, id, undef } from '../ast/build.ts';
import type { Stmt } from '../contracts.ts';
import type { LowerContext } from './context.ts';
import { isGenerator } from './function.ts';
import { dispatch, newCompletion, noteCompletion, type Target } from './jumps.ts';
import { lowerPattern } from './patterns.ts';
import { lowerList } from './statements.ts';

export function lowerTry(node: t.TryStatement, targets: readonly Target[], out: Stmt[], cx: LowerContext): void {
  const { finalizer } = node;
  if (isGenerator(cx.fn)) {
    // A generator may yield anywhere, and what its `return` method ends runs native finalizers only.
    out.push({
      kind: 'try',
      block: lowerList(node.block.body, targets, cx),
      handler: node.handler ? handler(node.handler, targets, cx) : null,
      finalizer: finalizer ? lowerList(finalizer.body, targets, cx) : null,
    });
    return;
  }
  if (!finalizer) {
    lowerCatch(node, targets, out, cx);
    return;
  }
  if (cx.suspends(finalizer)) {
    lowerFinally(node, finalizer, targets, out, cx);
    return;
  }
  if (!node.handler || !cx.suspends(node.handler)) {
    out.push({
      kind: 'try',
      block: lowerList(node.block.body, targets, cx),
      handler: node.handler ? handler(node.handler, targets, cx) : null,
      finalizer: lowerList(finalizer.body, targets, cx),
    });
    return;
  }
  const block: Stmt[] = [];
  lowerCatch(node, targets, block, cx);
  out.push({ kind: 'try', block, handler: null, finalizer: lowerList(finalizer.body, targets, cx) });
}

/** Binds the exception in `name` to what the clause declares, and runs the clause. */
function clauseBody(clause: t.CatchClause, name: string, targets: readonly Target[], cx: LowerContext): Stmt[] {
  const body: Stmt[] = [];
  if (clause.param && !t.isIdentifier(clause.param, { name })) lowerPattern(clause.param, id(name), 'let', body, cx);
  body.push(...lowerList(clause.body.body, targets, cx));
  return body;
}

function handler(
  clause: t.CatchClause,
  targets: readonly Target[],
  cx: LowerContext,
): { readonly param: string; readonly body: readonly Stmt[]; readonly checks: boolean } {
  const param = t.isIdentifier(clause.param) ? clause.param.name : cx.temporary('$e');
  return { param, body: clauseBody(clause, param, targets, cx), checks: false };
}

function lowerCatch(node: t.TryStatement, targets: readonly Target[], out: Stmt[], cx: LowerContext): void {
  const clause = node.handler;
  if (!clause || !cx.suspends(clause)) {
    const block = lowerList(node.block.body, targets, cx);
    if (clause) out.push({ kind: 'try', block, handler: handler(clause, targets, cx), finalizer: null });
    else out.push(...block);
    return;
  }
  const thrown = cx.temporary('$thrown');
  const held = cx.temporary('$error');
  const error = cx.temporary('$e');
  out.push(
    { kind: 'decl', as: 'let', name: thrown, init: t.booleanLiteral(false), loc: null },
    { kind: 'decl', as: 'let', name: held, init: undef(), loc: null },
  );
  const take: Stmt[] = [
    { kind: 'code', node: t.expressionStatement(assign(thrown, t.booleanLiteral(true))) },
    { kind: 'code', node: t.expressionStatement(assign(held, id(error))) },
  ];
  out.push({
    kind: 'try',
    block: lowerList(node.block.body, targets, cx),
    handler: { param: error, body: take, checks: false },
    finalizer: null,
  });
  out.push({ kind: 'if', test: id(thrown), consequent: clauseBody(clause, held, targets, cx), alternate: [] });
}

function lowerFinally(node: t.TryStatement, finalizer: t.BlockStatement, targets: readonly Target[], out: Stmt[], cx: LowerContext): void {
  const completion = newCompletion(cx);
  const block: Stmt[] = [];
  lowerCatch(node, [...targets, completion], block, cx);
  noteCompletion(completion, block, cx.temporary('$e'), out);
  out.push({ kind: 'labeled', label: cx.module.fresh('$block'), body: lowerList(finalizer.body, targets, cx) });
  dispatch(completion, targets, out);
}
