/**
 * Calls in functions with dynamic scopes. Such a function is a generator (see `form.ts`), which can yield the token
 * wherever an expression can stand. So nothing has to be taken apart but the call itself:
 *
 *   a + o.m(x)   →   a + ($o = o, $f = $o.m, ($1 = $call($f, $o, x)) === $S ? $woken(yield $held($f)) : $1)
 *
 * In a `with` a name may be a method of its object, and `eval(…)` has to stay a direct one: these calls stay what they
 * are, and who was called is looked up when the call has been suspended.
 */
import * as t from '@babel/types';
import { assign, at, call, id, is, nullish, undef } from '../../ast/build.ts';
import { isDirectEval } from '../../ast/evals.ts';
import { isWithReceiver } from '../../ast/supers.ts';
import { isClosure, slots } from '../../ast/walk.ts';
import type { ModuleContext } from '../function.ts';

export interface PointContext extends Pick<ModuleContext, 'runtime' | 'resolver' | 'siteOf' | 'isPoint' | 'torture' | 'handshake'> {
  /** A variable of the function. */
  readonly temporary: () => string;
  /** With the handshake: can what is called be suspended? A generator does not know who drives it. */
  readonly known: boolean;
}

type Arguments = (t.Expression | t.SpreadElement)[];
type Member = t.MemberExpression | t.OptionalMemberExpression;

/** Rewrites the calls of one activation, in place. */
export function rewritePoints(body: t.BlockStatement, inWith: boolean, cx: PointContext): void {
  const visit = (node: t.Node, within: boolean): void => {
    const record = node as unknown as Record<string, unknown>;
    for (const { key, index, child } of [...slots(node)]) {
      if (!isOwn(node, key)) continue;
      const inside = within || (t.isWithStatement(node) && key === 'body');
      const next = rewritten(child, inside);
      if (index === null) record[key] = next;
      else (record[key] as t.Node[])[index] = next;
    }
  };
  const rewritten = (node: t.Node, within: boolean): t.Node => {
    if (isChain(node)) return chain(node, within);
    if (t.isCallExpression(node) && t.isOptionalMemberExpression(node.callee) && cx.isPoint(node)) return ended(node, node.callee, within);
    visit(node, within);
    return isPoint(node, cx) ? point(node, within, cx) : node;
  };
  /** `(a?.b)(x)`: the chain ends at the parenthesis, its receiver does not. */
  const ended = (node: t.CallExpression, callee: t.OptionalMemberExpression, within: boolean): t.Expression => {
    const [object, held] = [cx.temporary(), cx.temporary()];
    const read = (value: t.Expression): t.Expression => {
      const found = value as t.MemberExpression;
      return put(cx, held, resolved(Object.assign(found, { object: put(cx, object, found.object as t.Expression) }), node, cx));
    };
    const parts = links(callee, read, () => put(cx, held, undef()), within);
    node.callee = id(held);
    visit(node, within);
    return sequence(put(cx, object, undef()), parts, callOn(id(held), id(object), nameOf(callee), node, node, cx));
  };
  /** A chain that holds calls becomes a conditional for each `?.` in it. */
  const chain = (node: t.Node, within: boolean): t.Node => {
    const root = t.isUnaryExpression(node) ? node.argument : node;
    const [whole, early] = t.isUnaryExpression(node)
      ? [(value: t.Expression): t.Expression => t.unaryExpression('delete', value), (): t.Expression => t.booleanLiteral(true)]
      : [(value: t.Expression) => value, undef];
    if (!holdsPoint(root, cx)) {
      visit(node, within);
      return node;
    }
    return links(root as t.Expression, whole, early, within);
  };
  const links = (
    node: t.Expression,
    then: (value: t.Expression) => t.Expression,
    early: () => t.Expression,
    within: boolean,
  ): t.Expression => {
    const guarded = (value: t.Expression, optional: boolean, use: (value: t.Expression) => t.Expression): t.Expression => {
      if (!optional) return use(value);
      const name = cx.temporary();
      return t.conditionalExpression(sequence(put(cx, name, value), nullish(name)), early(), use(id(name)));
    };
    const visited = <T extends t.Node>(part: T): T => {
      const holder = { type: 'ExpressionStatement', expression: part } as unknown as t.ExpressionStatement;
      visit(holder, within);
      return holder.expression as unknown as T;
    };
    if (t.isOptionalMemberExpression(node))
      return links(
        node.object,
        (object) => guarded(object, node.optional, (held) => then(t.memberExpression(held, visited(node.property), node.computed))),
        early,
        within,
      );
    if (!t.isOptionalCallExpression(node)) return then(visited(node));
    const called = (callee: t.Expression): t.Expression => {
      const made = Object.assign(t.callExpression(callee, node.arguments.map(visited) as Arguments), { loc: node.loc });
      return then(cx.isPoint(node) ? callPoint(made, node, within, cx) : made);
    };
    if (!node.optional) return links(node.callee as t.Expression, called, early, within);
    return links(
      node.callee as t.Expression,
      (callee) => {
        if (within && t.isIdentifier(callee)) return t.conditionalExpression(nullish(callee.name), early(), called(callee));
        if (!t.isMemberExpression(callee)) return guarded(callee, true, called);
        // The function is asked, and then called on its object.
        const [object, held] = [cx.temporary(), cx.temporary()];
        const kept = t.isSuper(callee.object) ? t.thisExpression() : id(object);
        const read = t.isSuper(callee.object) ? callee : Object.assign(callee, { object: put(cx, object, callee.object) });
        const made = Object.assign(call(id(held), ...(node.arguments.map(visited) as Arguments)), { loc: node.loc });
        return t.conditionalExpression(
          sequence(put(cx, held, resolved(read, node, cx)), nullish(held)),
          early(),
          then(callOn(id(held), kept, nameOf(callee), made, node, cx)),
        );
      },
      early,
      within,
    );
  };
  visit(body, inWith);
}

/** Does the activation itself evaluate this part of the node? */
function isOwn(node: t.Node, key: string): boolean {
  if (t.isMethod(node) || t.isProperty(node) || t.isClassAccessorProperty(node))
    return key === 'key' ? 'computed' in node && node.computed === true : t.isObjectProperty(node) && key === 'value';
  return !t.isFunction(node) && !t.isStaticBlock(node);
}

const isChain = (node: t.Node): boolean =>
  t.isOptionalCallExpression(node) ||
  t.isOptionalMemberExpression(node) ||
  (t.isUnaryExpression(node, { operator: 'delete' }) && isChain(node.argument));

/** What is evaluated may have been suspended, which it cannot be: here this is noticed. */
const isPoint = (node: t.Node, cx: PointContext): boolean => cx.isPoint(node) || isDirectEval(node);

function holdsPoint(node: t.Node, cx: PointContext): boolean {
  if (isPoint(node, cx)) return true;
  return slots(node).some(({ key, child }) => isOwn(node, key) && holdsPoint(child, cx));
}

/** Assigns a variable of ours. A function does not get its name by that. */
const put = (cx: PointContext, name: string | t.Identifier, value: t.Expression): t.Expression =>
  assign(name, isClosure(value) && !('id' in value && value.id) ? call(cx.runtime('anonymous'), value) : value);

const sequence = (...parts: t.Expression[]): t.Expression => t.sequenceExpression(parts);

/** What takes the place of a call whose parts have been rewritten. */
function point(node: t.Node, inWith: boolean, cx: PointContext): t.Node {
  if (t.isCallExpression(node)) return t.isImport(node.callee) || t.isSuper(node.callee) ? node : callPoint(node, node, inWith, cx);
  if (t.isNewExpression(node)) {
    const held = cx.temporary();
    const callee = put(cx, held, resolved(node.callee as t.Expression, node, cx));
    node.callee = id(held);
    return sequence(callee, suspended(node, call(cx.runtime('construct'), id(held)), id(held), node, cx));
  }
  return t.isTaggedTemplateExpression(node) ? tagged(node, inWith, cx) : node;
}

/** The template object belongs to its place in the source, so the template stays there. */
function tagged(node: t.TaggedTemplateExpression, inWith: boolean, cx: PointContext): t.Expression {
  const { tag } = node;
  const parts: t.Expression[] = [];
  const hold = (value: t.Expression): t.Identifier => {
    const name = cx.temporary();
    parts.push(put(cx, name, value));
    return id(name);
  };
  if (t.isMemberExpression(tag)) {
    if (!t.isSuper(tag.object)) tag.object = hold(tag.object);
    if (tag.computed) tag.property = hold(tag.property as t.Expression);
  } else if (!(inWith && t.isIdentifier(tag))) node.tag = hold(tag);
  const value = suspended(node, t.cloneNode(node.tag), null, node, cx);
  return parts.length > 0 ? sequence(...parts, value) : value;
}

const resolved = (callee: t.Expression, node: t.Node, cx: PointContext): t.Expression => {
  const site = cx.siteOf(node);
  return site?.kind === 'builtin' && site.at === 'callee' ? call(cx.resolver(site.name), callee) : callee;
};

const nameOf = (member: Member): string => (!member.computed && t.isIdentifier(member.property) ? member.property.name : '');

/** `$superConstruct(C, […], new.target)` in the constructor of a derived class: it calls the parent. */
function constructing(node: t.CallExpression, cx: PointContext): t.Expression {
  const parent = (): t.Expression => call(cx.runtime('parent'), t.cloneNode(node.arguments[0] as t.Identifier));
  return suspended(node, call(cx.runtime('construct'), parent()), parent(), node, cx);
}

/** `$call(f, receiver, …)`, which what was `super.f(…)` has become: it calls `f`. */
function uncurried(node: t.CallExpression, cx: PointContext): t.Expression {
  const held = cx.temporary();
  const first = put(cx, held, node.arguments[0] as t.Expression);
  node.arguments[0] = id(held);
  return sequence(first, suspended(node, id(held), id(held), node, cx));
}

/** @param made the call to be made; `node` is the one in the source */
function callPoint(made: t.CallExpression, node: t.Node, inWith: boolean, cx: PointContext): t.Expression {
  const callee = made.callee as t.Expression;
  if (made.extra?.constructs === true) return constructing(made, cx);
  if (isWithReceiver(made) || cx.siteOf(made)?.kind === 'uncurried') return uncurried(made, cx);
  if (t.isMemberExpression(callee)) {
    const held = cx.temporary();
    const object = t.isSuper(callee.object) ? null : cx.temporary();
    const parts = [
      ...(object === null ? [] : [put(cx, object, callee.object as t.Expression)]),
      put(cx, held, resolved(object === null ? callee : Object.assign(callee, { object: id(object) }), node, cx)),
    ];
    made.callee = id(held);
    return sequence(...parts, callOn(id(held), object === null ? t.thisExpression() : id(object), nameOf(callee), made, node, cx));
  }
  if (t.isIdentifier(callee, { name: 'eval' }) || (inWith && t.isIdentifier(callee)))
    return suspended(made, t.cloneNode(callee), null, node, cx);
  const held = cx.temporary();
  made.callee = id(held);
  return sequence(put(cx, held, resolved(callee, node, cx)), suspended(made, id(held), id(held), node, cx));
}

/** A call with a receiver. `call`, `apply` and `bind` are looked through. */
function callOn(
  held: t.Identifier,
  receiver: t.Expression,
  name: string,
  made: t.CallExpression,
  node: t.Node,
  cx: PointContext,
): t.Expression {
  const args = made.arguments as Arguments;
  const before: t.Expression[] = [];
  let callee: t.Expression = held;
  if (name === 'call' || name === 'apply') {
    const known: t.Expression[] = [];
    for (const [index, value] of args.slice(0, 2).entries()) {
      if (t.isSpreadElement(value)) break;
      const kept = cx.temporary();
      before.push(put(cx, kept, value));
      args[index] = id(kept);
      known.push(id(kept));
    }
    const site = cx.siteOf(node);
    const via = (f: t.Expression): t.Expression =>
      site?.kind === 'builtin'
        ? put(cx, f as t.Identifier, call(cx.runtime('via'), t.cloneNode(held), id(cx.resolver(site.name)), t.cloneNode(f)))
        : f;
    if (site?.kind === 'builtin' && site.at === 'receiver' && t.isIdentifier(receiver)) before.push(via(t.cloneNode(receiver)));
    if (site?.kind === 'builtin' && site.at === 'argument' && t.isIdentifier(args[0])) before.push(via(t.cloneNode(args[0])));
    callee = call(cx.runtime('through'), t.cloneNode(held), t.cloneNode(receiver), ...known.map((one) => t.cloneNode(one)));
  }
  const calling = at(call(cx.runtime('call'), t.cloneNode(held), t.cloneNode(receiver), ...args), node.loc);
  const value = suspended(calling, callee, t.cloneNode(callee), node, cx);
  const bound = name === 'bind' ? call(cx.runtime('bound'), t.cloneNode(held), t.cloneNode(receiver), value) : value;
  return before.length > 0 ? sequence(...before, bound) : bound;
}

/**
 * @param callee who was called; evaluated when the call has been suspended
 * @param expected the same for the handshake, before the call; null where asking twice could be seen
 */
function suspended(made: t.Expression, callee: t.Expression, expected: t.Expression | null, node: t.Node, cx: PointContext): t.Expression {
  const { runtime, torture, handshake } = cx;
  const question = (value: t.Expression, who: t.Expression): t.Expression => {
    const result = cx.temporary();
    return t.conditionalExpression(
      is(put(cx, result, value), id(runtime('S'))),
      call(runtime('woken'), t.yieldExpression(call(runtime('held'), who))),
      id(result),
    );
  };
  const told: t.Expression[] = [];
  if (handshake && cx.known && expected !== null && 'arguments' in made) {
    const args = made.arguments as Arguments;
    // What the arguments call would come between.
    const keep = (value: t.Expression): t.Identifier => {
      const name = cx.temporary();
      told.push(put(cx, name, value));
      return id(name);
    };
    made.arguments = args.some((value) => t.isSpreadElement(value))
      ? [t.spreadElement(keep(t.arrayExpression(args)))]
      : args.map((value) => keep(value as t.Expression));
    told.push(call(runtime('expect'), expected));
  }
  const asked = question(at(made, node.loc), t.cloneNode(callee));
  if (!torture || !cx.known) return told.length > 0 ? sequence(...told, asked) : asked;
  const ticked = (): t.Expression => question(call(runtime('tick')), id(runtime('tick')));
  if (torture !== 'after') return sequence(...(torture === 'before' ? [ticked()] : []), ...told, asked);
  const result = cx.temporary();
  return sequence(...told, put(cx, result, asked), ticked(), id(result));
}
