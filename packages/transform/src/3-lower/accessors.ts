/**
 * Properties that may be accessors which suspend. Reading one is a suspension point like a call; writing one loses what
 * the setter returns, so that its suspension shows in the state of the runtime only:
 *
 *   o.size = o.area
 *   → const $1 = o.area;  if ($1 === $S) return $cap2(…, $accessed(o, "get area"), …);
 *     if ((o.size = $1, $Q.pending)) return $cap2(…, $accessed(o, "set size"), …);
 */
import * as t from '@babel/types';
import { assign, call, copy, id, run } from '../ast/build.ts';
import { keyName } from '../ast/keys.ts';
import { superHome, superName, superReceiver } from '../ast/supers.ts';
import { homeOf } from '../ast/walk.ts';
import type { Stmt } from '../contracts.ts';
import { lowerMember } from './calls.ts';
import { emitPoint, type LowerContext } from './context.ts';

/** A member whose object and key are held, and what the accessor is called in the source. */
interface Property {
  /** What reads it and, but for a getter of `super`, writes it. */
  readonly held: t.MemberExpression | t.CallExpression;
  readonly name: string;
  /** For whom it is called. */
  readonly receiver: t.Expression;
  /** Where `super` looks for it. */
  readonly home: t.Expression | null;
}

/** The property that `held` is, and a node of the source stands for. */
export const propertyOf = (
  held: t.MemberExpression,
  node: t.MemberExpression | t.OptionalMemberExpression | t.ObjectProperty,
): Property => ({
  held,
  name: superName(node) ?? keyName(t.isObjectProperty(node) ? node.key : node.property, node.computed) ?? '',
  // What `super` finds is called for `this`.
  receiver: superReceiver(node) ?? (t.isSuper(held.object) ? t.thisExpression() : held.object),
  home: superHome(node) ?? homeName(held.object),
});

/** `$superGet(…)`, where that may call a getter. */
export const inheritedProperty = (node: t.CallExpression): Property => ({
  held: node,
  name: superName(node) ?? '',
  receiver: superReceiver(node) as t.Expression,
  home: superHome(node),
});

const homeName = (node: t.Node): t.Expression | null => {
  const name = homeOf(node);
  return name === null ? null : id(name);
};

/** What is read or written at a node that is a suspension point. `later`: evaluated between its parts and its use. */
export function holdProperty(node: t.MemberExpression, later: readonly t.Node[], out: Stmt[], cx: LowerContext): Property {
  // Lowering puts temporaries in the node.
  const { computed } = node;
  const { name } = propertyOf(node, node);
  const { object, property } = lowerMember(node, later, out, cx);
  return { ...propertyOf(t.memberExpression(object, property, computed), node), name };
}

/** Reads a property that may be a getter. */
export function readProperty(
  { held, name, receiver, home }: Property,
  loc: t.SourceLocation | null | undefined,
  out: Stmt[],
  cx: LowerContext,
): t.Expression {
  const value = emitPoint(cx, out, { call: copy(held), ...accessed(`get ${name}`, receiver, home, cx), wanted: true, loc: loc ?? null });
  forget(out, cx);
  return id(value ?? '');
}

/** Writes a property that may be a setter; returns the value. */
export function writeProperty(
  { held, name, receiver, home }: Property,
  value: t.Expression,
  loc: t.SourceLocation | null | undefined,
  out: Stmt[],
  cx: LowerContext,
): t.Expression {
  const kept = cx.isStable(value, []) ? value : cx.save(value, out);
  emitPoint(cx, out, {
    call: assign(copy(held) as t.MemberExpression, t.cloneNode(kept)),
    ...accessed(`set ${name}`, receiver, home, cx),
    wanted: false,
    shows: 'state',
    loc: loc ?? null,
  });
  forget(out, cx);
  return kept;
}

/** With the handshake: where the property was no accessor, nobody has taken note that one was expected. */
function forget(out: Stmt[], cx: LowerContext): void {
  const { handshake, runtime } = cx.module;
  if (handshake) out.push({ kind: 'code', node: run(call(runtime('expect'), t.nullLiteral())) });
}

/** `o.n++`, where that may call a getter and a setter. */
export function updateProperty(node: t.UpdateExpression, out: Stmt[], cx: LowerContext): t.Expression {
  const property = holdProperty(node.argument as t.MemberExpression, [], out, cx);
  const next = cx.temporary();
  out.push({ kind: 'decl', as: 'let', name: next, init: readProperty(property, node.loc, out, cx), loc: node.loc ?? null });
  const before = cx.save(t.updateExpression(node.operator, id(next), false), out);
  writeProperty(property, id(next), node.loc, out, cx);
  return node.prefix ? id(next) : before;
}

function accessed(
  name: string,
  receiver: t.Expression,
  home: t.Expression | null,
  cx: LowerContext,
): { readonly callee: t.Expression; readonly expected?: t.Expression } {
  const { runtime, handshake } = cx.module;
  const asked = (by: string): t.Expression =>
    call(runtime(by), t.cloneNode(receiver, true), t.stringLiteral(name), ...(home === null ? [] : [t.cloneNode(home, true)]));
  const callee = asked('accessed');
  return handshake ? { callee, expected: asked('accessorOf') } : { callee };
}
