/**
 * The body of a generator. The engine keeps its activation, so there is no resume body; where a call has been
 * suspended, the generator yields the token, and goes on when it is asked again (see `generators.ts` of the runtime):
 *
 *   const $1 = f(x);
 *   → let $1 = f(x);  if ($1 === $S) $1 = $woken(yield $held(f));
 */
import * as t from '@babel/types';
import { assign, block, call, id, run } from '../ast/build.ts';
import { replace, replaced } from '../ast/walk.ts';
import type { Lowered, Point } from '../contracts.ts';
import type { EmitContext } from './names.ts';
import { type Dialect, emitList, outermost, placed, suspended } from './normal.ts';
import { placeOf } from './places.ts';

interface GeneratorContext extends Pick<EmitContext, 'runtime' | 'comments' | 'places'> {
  /** With the handshake: the local that tells whether compiled code has called its `next`. */
  readonly driven: string | null;
  /** The body of an async generator. */
  readonly awaits: boolean;
}

export function emitGenerator(fn: Lowered, node: t.Function, cx: GeneratorContext): void {
  const old = node.body as t.BlockStatement;
  const ours = new Set<t.Node>();
  const body = block(emitList(fn.body, generatorDialect(cx, ours), outermost(), cx));
  body.directives = old.directives;
  body.loc = old.loc ?? null;
  node.body = body;
  if (cx.awaits) yieldAwaits(body, cx.runtime, ours);
  if (cx.driven !== null) askAgain(body, cx.driven, cx.runtime('driven'), ours);
}

/** @param ours takes the yields that the source does not have */
function generatorDialect(cx: GeneratorContext, ours: Set<t.Node>): Dialect {
  const resumed = (point: Point): t.Expression => {
    const place = cx.places && point.loc ? [placeOf(point.loc, cx.places)] : [];
    const yielded = t.yieldExpression(call(cx.runtime('held'), point.callee, ...place));
    ours.add(yielded);
    const value = call(cx.runtime('woken'), yielded);
    return point.raw ? point.raw.convert(value) : value;
  };
  return {
    declaration: ({ as, name, init, loc }) => [placed(t.variableDeclaration(as, [t.variableDeclarator(id(name), init)]), loc)],
    code: (node) => [node],
    expression: (node) => node,
    gathers: false,
    point: (point) => {
      const { target, declare, loc } = point;
      const test = suspended(point, target === null ? point.call : declare ? id(target) : assign(target, point.call), cx);
      const exit = placed(t.ifStatement(test, run(target === null ? resumed(point) : assign(target, resumed(point)))), loc);
      if (cx.comments) t.addComment(exit, 'trailing', ` suspension point ${point.id} `, true);
      if (target === null || !declare) return [exit];
      return [placed(t.variableDeclaration('let', [t.variableDeclarator(id(target), point.call)]), loc), exit];
    },
  };
}

/**
 * In an async generator, what `await`, `yield` and `return` do is done by the runtime, which the body yields to:
 *
 *   await p   →   yield $await(p)        yield v   →   yield $give(yield $await(v))
 */
function yieldAwaits(body: t.BlockStatement, runtime: (name: string) => string, ours: ReadonlySet<t.Node>): void {
  const awaited = (value: t.Expression | null | undefined): t.Expression =>
    t.yieldExpression(call(runtime('await'), ...(value ? [value] : [])));
  const swap = (node: t.Node): t.Node | null => {
    if (t.isFunction(node)) return node;
    if (t.isAwaitExpression(node)) return placed(awaited(replaced(node.argument, swap)), node.loc ?? null);
    if (t.isYieldExpression(node) && !node.delegate && !ours.has(node)) {
      const value = node.argument && replaced(node.argument, swap);
      return placed(t.yieldExpression(call(runtime('give'), awaited(value))), node.loc ?? null);
    }
    if (t.isReturnStatement(node) && node.argument)
      return placed(t.returnStatement(awaited(replaced(node.argument, swap))), node.loc ?? null);
    return null;
  };
  replace(body, swap);
}

/** With the handshake: whoever drives the generator may be another one after each `yield`, also where that throws or returns. */
function askAgain(body: t.BlockStatement, driven: string, ask: string, ours: ReadonlySet<t.Node>): void {
  const asks = (): t.Expression => assign(driven, call(ask));
  const swap = (node: t.Node): t.Node | null => {
    if (t.isFunction(node)) return node;
    // A suspended call comes back to the same driver.
    if (!t.isYieldExpression(node) || ours.has(node)) return null;
    replace(node, swap);
    return t.memberExpression(t.arrayExpression([assign(driven, t.booleanLiteral(false)), node, asks()]), t.numericLiteral(1), true);
  };
  replace(body, swap);
  t.traverseFast(body, (node) => {
    if (t.isTryStatement(node))
      for (const part of [node.handler?.body, node.finalizer])
        part?.body.unshift(run(t.assignmentExpression('||=', id(driven), call(ask))));
  });
  body.body.unshift(t.variableDeclaration('let', [t.variableDeclarator(id(driven), call(ask))]));
}
