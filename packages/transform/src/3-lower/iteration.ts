/**
 * The iteration protocol, spelled out: leaving a native `for-of` by `return` would close the iterator.
 *
 *   for (const x of xs) { if (f(x)) break; }
 *   → const $it = $opened($of(xs));  let $c = 0, $cv;
 *     try { for (;;) { const $1 = $advance($it); if ($1 === $END) break; const x = $1; if (f(x)) break; } }
 *     catch ($e) { $c = 1; $cv = $e; }
 *     if ($c === 1) { if ($it.open) try { $close($it) } catch {}  throw $cv; }
 *     if ($it.open) $closed($close($it));
 *
 * where opening, each step and closing are suspension points. A generator closes in a native `finally` instead, because
 * its `return` method runs nothing else. `for await` is the same with an `await` after each step and each closing.
 */
import * as t from '@babel/types';
import { call, id, is, member, num, run } from '../ast/build.ts';
import type { Stmt } from '../contracts.ts';
import { emitPoint, type LowerContext } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { isGenerator } from './function.ts';
import { dispatchJumps, newCompletion, noteCompletion, type Target } from './jumps.ts';
import { asList, bindIteration, lowerList } from './statements.ts';

/** An iteration under way: the local that holds it (see `Iteration` in the runtime), and whether it awaits. */
interface Iterating {
  readonly it: t.Expression;
  readonly awaits: boolean;
  /** Where it begins. */
  readonly loc: t.SourceLocation | null;
}

/** The iteration over a value: making the iterator is a suspension point. */
export function openIterator(iterable: t.Expression, awaits: boolean, out: Stmt[], cx: LowerContext): t.Expression {
  const { runtime } = cx.module;
  const value = lowerExpression(iterable, out, cx);
  const loc = iterable.loc ?? null;
  if (!awaits) {
    const opened = emitPoint(cx, out, {
      call: call(runtime('of'), value),
      callee: call(runtime('opener')),
      expected: id(runtime('of')),
      wanted: true,
      loc,
    });
    return call(runtime('opened'), id(opened ?? ''));
  }
  const opening = cx.save(call(runtime('ofAsync'), value), out, '$opening');
  const opened = emitPoint(cx, out, {
    call: call(runtime('openAsync'), t.cloneNode(opening)),
    callee: member(t.cloneNode(opening), 'method'),
    expected: id(runtime('openAsync')),
    wanted: true,
    loc,
  });
  return call(runtime('openedAsync'), t.cloneNode(opening), id(opened ?? ''));
}

/**
 * Something to iterate over natively, in place of `value`: itself if it is an array that nobody has meddled with, or
 * else an array that an equivalent from the built-ins has filled, which can be suspended.
 *
 * @param taken how many elements are wanted; null: all
 */
export function iterated(
  value: t.Expression,
  taken: number | null,
  loc: t.SourceLocation | null,
  out: Stmt[],
  cx: LowerContext,
): t.Expression {
  const callee = id(cx.module.resolver(taken === null ? 'list' : 'taken'));
  const made = call(callee, value, ...(taken === null ? [] : [num(taken)]));
  return id(emitPoint(cx, out, { call: made, callee, wanted: true, loc }) ?? '');
}

export function lowerForOf(
  node: t.ForOfStatement,
  targets: readonly Target[],
  names: readonly string[],
  out: Stmt[],
  cx: LowerContext,
): void {
  const { runtime } = cx.module;
  const label = cx.module.fresh('$loop');
  const outer: Stmt[] = [];
  const loc = node.left.loc ?? node.loc ?? null;
  const iterating: Iterating = {
    it: cx.save(openIterator(node.right, node.await, outer, cx), outer, '$it'),
    awaits: node.await,
    loc,
  };
  const body: Stmt[] = [];
  const element = id(node.await ? awaitStep(iterating.it, loc, body, cx) : step(iterating.it, true, loc, body, cx));
  body.push({ kind: 'if', test: is(element, id(runtime('END'))), consequent: [{ kind: 'break', label }], alternate: [] });
  bindIteration(node.left, t.cloneNode(element), body, cx);
  const loop = (inner: readonly Target[]): Stmt[] => {
    body.push({
      kind: 'labeled',
      label: cx.module.fresh('$block'),
      body: lowerList(asList(node.body), [...inner, { kind: 'loop', names, label, next: null }], cx),
    });
    return [{ kind: 'loop', label, init: [], test: null, update: null, body, post: false }];
  };
  guard(iterating, targets, loop, outer, cx);
  out.push({ kind: 'labeled', label: cx.module.fresh('$block'), body: outer });
}

/** The next value, or `END`. @param looks whether the value is read */
export function step(it: t.Expression, looks: boolean, loc: t.SourceLocation | null, out: Stmt[], cx: LowerContext): string {
  const { runtime } = cx.module;
  const held = (): t.Expression => t.cloneNode(it);
  const [advance, advanced] = looks ? ['advance', 'advanced'] : ['skip', 'skipped'];
  const name = emitPoint(cx, out, {
    call: call(runtime(advance), held()),
    callee: member(held(), 'next'),
    wanted: true,
    loc,
    raw: { call: call(runtime('next'), held()), convert: (result) => call(runtime(advanced), held(), result) },
  });
  return name ?? '';
}

/** The same, of an asynchronous iterator. */
function awaitStep(it: t.Expression, loc: t.SourceLocation | null, out: Stmt[], cx: LowerContext): string {
  const { runtime } = cx.module;
  const promise = emitPoint(cx, out, {
    call: call(runtime('next'), t.cloneNode(it)),
    callee: member(t.cloneNode(it), 'next'),
    wanted: true,
    loc,
  });
  const result = cx.save(t.awaitExpression(id(promise ?? '')), out);
  return (cx.save(call(runtime('advanced'), t.cloneNode(it), result), out) as t.Identifier).name;
}

/**
 * Closes the iterator, unless it has finished, however `block` is left. What leaves it by a jump notes that in a
 * completion, which `block` is lowered with (none in a generator).
 */
export function guard(
  iterating: Iterating,
  targets: readonly Target[],
  block: (inner: readonly Target[]) => Stmt[],
  out: Stmt[],
  cx: LowerContext,
): void {
  const error = cx.temporary('$e');
  const failing = (thrown: string): Stmt[] => [...closeQuietly(iterating, cx), { kind: 'code', node: t.throwStatement(id(thrown)) }];
  if (isGenerator(cx.fn)) {
    out.push({
      kind: 'try',
      block: block(targets),
      handler: { param: error, body: failing(error), checks: false },
      finalizer: closeNow(iterating, cx),
    });
    return;
  }
  const completion = newCompletion(cx);
  noteCompletion(completion, block([...targets, completion]), error, out);
  out.push({ kind: 'if', test: is(id(completion.code), num(1)), consequent: failing(completion.value), alternate: [] });
  out.push(...closeNow(iterating, cx));
  dispatchJumps(completion, targets, out);
}

const ifOpen = ({ it }: Iterating, consequent: readonly Stmt[]): Stmt[] => [
  { kind: 'if', test: member(t.cloneNode(it), 'open'), consequent, alternate: [] },
];

/** Calls the iterator's `return`: a suspension point. */
function close({ it, awaits, loc }: Iterating, out: Stmt[], cx: LowerContext): t.Expression {
  const result = emitPoint(cx, out, {
    call: call(cx.module.runtime('close'), t.cloneNode(it)),
    callee: member(t.cloneNode(it), 'closer'),
    expected: id(cx.module.runtime('close')),
    wanted: true,
    loc,
  });
  return awaits ? cx.save(t.awaitExpression(id(result ?? '')), out) : id(result ?? '');
}

/** Leaving by a jump, or normally: what `return` gives has to be an object. */
function closeNow(iterating: Iterating, cx: LowerContext): Stmt[] {
  const body: Stmt[] = [];
  const result = close(iterating, body, cx);
  body.push({ kind: 'code', node: run(call(cx.module.runtime('closed'), result)) });
  return ifOpen(iterating, body);
}

/** Leaving by an exception: what goes wrong in `return` does not count. */
function closeQuietly(iterating: Iterating, cx: LowerContext): Stmt[] {
  const block: Stmt[] = [];
  close(iterating, block, cx);
  return ifOpen(iterating, [{ kind: 'try', block, handler: { param: cx.temporary('$e'), body: [], checks: false }, finalizer: null }]);
}
