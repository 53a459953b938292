/**
 * `using` and `await using` as what they mean, before anything is decided: from there on, disposing is a call like any
 * other. The runtime keeps the resources, and the errors on the way (see `using.ts` there).
 *
 *   { using a = f(); g(a); }
 *   → {
 *       const $using = $resources();
 *       try { const a = $use($using, f()); g(a); }
 *       catch ($e) { $failed($using, $e); }
 *       finally {
 *         while ($disposing($using)) try { $call($using.method, $using.value); } catch ($e) { $failed($using, $e); }
 *         $disposed($using);
 *       }
 *     }
 *
 * What stands outside of functions stays as it is.
 */
import * as t from '@babel/types';
import { assign, block, call, declare, id, member, run, undef } from '../ast/build.ts';
import { harmless, withReceiver } from '../ast/supers.ts';
import { isClosure, slots } from '../ast/walk.ts';

export interface UsingContext {
  readonly fresh: (base: string) => string;
  readonly runtime: (name: string) => string;
}

/** @returns whether there was anything to rewrite */
export function rewriteUsing(program: t.Program, cx: UsingContext): boolean {
  let changed = false;
  const visit = (node: t.Node, inside: boolean): void => {
    const record = node as unknown as Record<string, unknown>;
    for (const { key, index, child } of slots(node)) {
      const within = inside || t.isFunction(node);
      visit(child, within);
      // Labels stay with their loop.
      if (!within || (t.isLabeledStatement(node) && !t.isBlockStatement(child))) continue;
      const next = rewritten(child, cx);
      if (next === null) continue;
      changed = true;
      if (index === null) record[key] = next;
      else (record[key] as t.Node[])[index] = next;
    }
  };
  visit(program, false);
  return changed;
}

type Using = t.VariableDeclaration & { readonly kind: 'using' | 'await using' };

const isUsing = (node: t.Node | null | undefined): node is Using =>
  t.isVariableDeclaration(node) && (node.kind === 'using' || node.kind === 'await using');

const withoutLabels = (node: t.Node): t.Node => (t.isLabeledStatement(node) ? withoutLabels(node.body) : node);

/** What stands for a statement that declares resources, if this is one: itself, where only its inside is another one. */
function rewritten(node: t.Node, cx: UsingContext): t.Node | null {
  if (t.isBlockStatement(node) || t.isStaticBlock(node)) {
    if (!node.body.some(isUsing)) return null;
    node.body = scope(node.body.filter(isUsing), () => node.body, cx);
    return node;
  }
  const inner = withoutLabels(node);
  if (t.isSwitchStatement(inner)) {
    const found = inner.cases.flatMap((part) => part.consequent.filter(isUsing));
    return found.length === 0 ? null : block(scope(found, () => [node as t.Statement], cx));
  }
  if (t.isForStatement(inner) && isUsing(inner.init)) {
    const { init } = inner;
    inner.init = null;
    return block(scope([init], () => [init, node as t.Statement], cx));
  }
  if (t.isForOfStatement(inner) && isUsing(inner.left)) {
    const { left, body } = inner;
    const [declarator] = left.declarations;
    if (!declarator) return null;
    // The expression behind `of` sees the variable in its dead zone.
    const element = t.cloneNode(declarator.id as t.Identifier);
    inner.left = Object.assign(declare('const', element.name, null) as t.VariableDeclaration, { loc: left.loc ?? null });
    Object.assign(declarator, { id: id(cx.fresh('$element')), init: element });
    inner.body = block(scope([left], () => [left, body], cx));
    return node;
  }
  return null;
}

/** Turns the declarations into constants, and disposes of what they hold when `body` is left. */
function scope(declarations: readonly Using[], body: () => t.Statement[], cx: UsingContext): t.Statement[] {
  const { runtime } = cx;
  const held = cx.fresh('$using');
  const ours = (name: string, ...args: t.Expression[]): t.Expression => harmless(call(runtime(name), id(held), ...args));
  const awaits = declarations.some(({ kind }) => kind === 'await using');
  const uses = new Map<t.Node, t.Statement[]>();
  for (const declaration of declarations) {
    const name = declaration.kind === 'using' ? 'use' : 'useAsync';
    const statements = declaration.declarations.map((declarator): t.Statement[] => {
      const own = Object.assign(t.variableDeclaration('const', [declarator]), placeOf(declaration));
      const init = declarator.init as t.Expression;
      // A function is named by what it initialises directly.
      if (isClosure(init)) return [own, run(ours(name, id((declarator.id as t.Identifier).name)))];
      declarator.init = Object.assign(ours(name, init), placeOf(init));
      return [own];
    });
    uses.set(declaration, statements.flat());
  }
  const replaceIn = (list: readonly t.Statement[]): t.Statement[] => list.flatMap((statement) => uses.get(statement) ?? [statement]);
  const statements = replaceIn(body());
  for (const statement of statements) {
    const inner = withoutLabels(statement);
    if (t.isSwitchStatement(inner)) for (const part of inner.cases) part.consequent = replaceIn(part.consequent);
  }
  const at = { loc: declarations[0]?.loc ?? null };
  const handler = (): t.CatchClause => {
    const error = cx.fresh('$e');
    return t.catchClause(id(error), block([run(ours('failed', id(error)))]));
  };
  const dispose = Object.assign(withReceiver(call(runtime('call'), member(id(held), 'method'), member(id(held), 'value'))), at);
  const pause = (): t.Statement => t.ifStatement(member(id(held), 'pauses'), run(t.awaitExpression(undef())));
  const one = awaits ? awaiting(held, dispose, cx) : [run(dispose)];
  const finalizer = [
    t.whileStatement(ours('disposing'), block([...(awaits ? [pause()] : []), t.tryStatement(block(one), handler())])),
    ...(awaits ? [pause()] : []),
    run(ours('disposed')),
  ];
  return [
    declare('const', held, harmless(call(runtime('resources')))),
    Object.assign(t.tryStatement(block(statements), handler(), block(finalizer)), at),
  ];
}

/** Disposing of a resource that may be asynchronous. */
function awaiting(held: string, dispose: t.Expression, { fresh }: UsingContext): t.Statement[] {
  const result = fresh('$result');
  return [
    declare('const', result, dispose),
    t.ifStatement(
      member(id(held), 'awaits'),
      block([run(assign(member(id(held), 'awaited'), t.booleanLiteral(true))), run(t.awaitExpression(id(result)))]),
    ),
  ];
}

/** The place in the source tells which uses come before a variable has its value. */
const placeOf = ({ loc, start, end }: t.Node): Pick<t.Node, 'loc' | 'start' | 'end'> => ({
  loc: loc ?? null,
  start: start ?? null,
  end: end ?? null,
});
