/**
 * Constructors of derived classes. `this` becomes a constant, because the resume body has to give it its value:
 *
 *   constructor(a) { super(f(a)); g(this) }
 *   → constructor(a) { const $that = super(f(a)); g($that); return $that }
 *
 * where `super(…)` is a suspension point: native in the normal body, a call of the runtime in the resume body. This needs
 * one `super(…)` as a statement of its own and no use of `this` before it. In any other constructor `this` is in a box
 * with a dead zone, also for arrows that call `super(…)`, and the rule about what may be returned is spelled out:
 *
 *   constructor(a) { if (a) super(a); return a }
 *   → constructor(a) {
 *       const $that = { v: $T };  let $value;
 *       $end: { if (a) $bindThis($that, $superConstruct(C, [a], new.target));  { $value = a; break $end } }
 *       return $derived($value, $that);
 *     }
 */
import * as t from '@babel/types';
import { assign, block, call, declare, id, run } from '../../ast/build.ts';
import { replaceLexical, replaceThis, walkLexical } from '../../ast/lexical.ts';
import { harmless, replaceSupers } from '../../ast/supers.ts';
import { isClosure, slots } from '../../ast/walk.ts';
import { first } from '../parameters.ts';
import type { ClassParts } from './parts.ts';
import { native } from './stamps.ts';
import type { RewriteContext } from './supers.ts';

/** What initialises the instance once `super(…)` has returned it. */
export type Initialise = (that: () => t.Expression) => readonly t.Expression[];

/** @param boxed `this` in a box, whatever the constructor looks like */
export function rewriteDerived(
  method: t.ClassMethod,
  owner: t.Class,
  initialise: Initialise,
  boxed: boolean,
  parts: ClassParts,
  cx: RewriteContext,
): void {
  method.extra = { ...method.extra, derived: true };
  if (usesSuperMember(method)) {
    const home = parts.home(owner, false);
    replaceSupers(method, { home: () => id(home), receiver: () => t.thisExpression(), runtime: cx.runtime, strict: true });
  }
  const position = boxed ? null : plainSuper(method);
  if (position === null) boxThis(method, owner, initialise, parts, cx);
  else {
    const { body } = method.body;
    const that = cx.fresh('$that');
    const statement = body[position] as t.ExpressionStatement;
    const bound = Object.assign(declare('const', that, statement.expression), { loc: statement.loc });
    body.splice(position, 1, bound, ...initialise(() => id(that)).map(run));
    replaceThis(method, () => id(that));
    replaceReturns(method, (node) => Object.assign(t.returnStatement(id(that)), { loc: node.loc }));
    body.push(t.returnStatement(id(that)));
  }
}

/** Does the constructor suspend, or an arrow of it that calls `super(…)`? */
export function callsSuperLate(method: t.ClassMethod, suspends: (node: t.Node) => boolean): boolean {
  let found = suspends(method);
  walkLexical(method, (node) => {
    if (!t.isArrowFunctionExpression(node) || !suspends(node)) return;
    walkLexical(node, (inner) => {
      found ||= isSuperCall(inner);
    });
  });
  return found;
}

const isSuperCall = (node: t.Node): node is t.CallExpression => t.isCallExpression(node) && t.isSuper(node.callee);

function usesSuperMember(root: t.Node): boolean {
  let found = false;
  walkLexical(root, (node, parent) => {
    found ||= t.isSuper(node) && t.isMemberExpression(parent);
  });
  return found;
}

/**
 * Does the constructor call its parent before anything could suspend? Then no resume body does, and if the parent does
 * not suspend `super(…)` stays what it is.
 */
export function leaveSuper(method: t.ClassMethod): boolean {
  const position = plainSuper(method);
  if (position === null) return false;
  const found: t.Node[] = [];
  for (const part of [...method.params, ...method.body.body.slice(0, position + 1)])
    t.traverseFast(part, (node) => {
      if (ACTS.has(node.type)) found.push(node);
    });
  if (found.length > 1) return false;
  for (const node of found) native(node);
  return true;
}

/** What may suspend. */
const ACTS: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'CallExpression',
  'ForOfStatement',
  'MemberExpression',
  'NewExpression',
  'ObjectPattern',
  'OptionalCallExpression',
  'OptionalMemberExpression',
  'TaggedTemplateExpression',
]);

/** Where the only `super(…)` is a statement of its own, before which nothing uses `this` and nothing returns. */
function plainSuper(method: t.ClassMethod): number | null {
  const { body } = method.body;
  const position = body.findIndex((statement) => t.isExpressionStatement(statement) && isSuperCall(statement.expression));
  if (position < 0) return null;
  let count = 0;
  let early = false;
  let plain = true;
  walkLexical(method, (node) => {
    if (isSuperCall(node)) count++;
  });
  const before = { type: 'BlockStatement', body: [...method.params, ...body.slice(0, position + 1)] } as unknown as t.Node;
  walkLexical(before, (node) => {
    early ||= t.isThisExpression(node) || t.isReturnStatement(node);
  });
  walkLexical(method, (node) => {
    plain &&= !(t.isReturnStatement(node) && node.argument);
  });
  return count === 1 && !early && plain ? position : null;
}

/** Replaces the `return` statements of a function, but not those of its arrows. */
function replaceReturns(root: t.Function, make: (node: t.ReturnStatement) => t.Statement): void {
  const visit = (node: t.Node): void => {
    const record = node as unknown as Record<string, unknown>;
    for (const { key, index, child } of slots(node)) {
      if (isClosure(child)) continue;
      if (t.isReturnStatement(child)) {
        const next = make(child);
        if (index === null) record[key] = next;
        else (record[key] as t.Node[])[index] = next;
      } else visit(child);
    }
  };
  visit(root.body);
}

function boxThis(method: t.ClassMethod, owner: t.Class, initialise: Initialise, parts: ClassParts, cx: RewriteContext): void {
  const that = cx.fresh('$that');
  const value = cx.fresh('$value');
  const end = cx.fresh('$end');
  const self = parts.home(owner, true);
  const get = (): t.Expression => harmless(call(cx.runtime('thisOf'), id(that)));
  replaceThis(method, get);
  replaceLexical(method, (node) => {
    if (!isSuperCall(node)) return null;
    const made = call(
      cx.runtime('superConstruct'),
      id(self),
      t.arrayExpression(node.arguments as t.Expression[]),
      t.metaProperty(id('new'), id('target')),
    );
    const constructs = Object.assign(made, { loc: node.loc, extra: { constructs: true } });
    const bound = harmless(call(cx.runtime('bindThis'), id(that), constructs));
    const after = initialise(get);
    return after.length === 0 ? bound : t.sequenceExpression([bound, ...after, get()]);
  });
  replaceReturns(method, ({ argument, loc }) =>
    Object.assign(block([...(argument ? [run(assign(value, nameless(argument, cx)))] : []), t.breakStatement(id(end))]), { loc }),
  );
  const box = declare('const', that, t.objectExpression([t.objectProperty(id('v'), id(cx.runtime('T')))]));
  const body = method.body.body;
  method.body.body = [
    first(box),
    declare('let', value, null),
    t.labeledStatement(id(end), block(body)),
    t.returnStatement(harmless(call(cx.runtime('derived'), id(value), id(that)))),
  ];
}

/** A function that is put in a variable of ours gets no name by that. */
export const nameless = (value: t.Expression, cx: RewriteContext): t.Expression =>
  isClosure(value) && !('id' in value && value.id) ? harmless(call(cx.runtime('anonymous'), value)) : value;
