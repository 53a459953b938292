/** The state of lowering one function, shared by the files for expressions, patterns and statements. */
import * as t from '@babel/types';
import { at, call, id } from '../ast/build.ts';
import { assignedNames, walkActivation } from '../ast/walk.ts';
import type { Point, Stmt } from '../contracts.ts';
import { type FunctionInfo, isGenerator, type ModuleContext } from './function.ts';

export interface LowerContext {
  readonly fn: FunctionInfo;
  readonly module: ModuleContext;
  readonly temporary: (hint?: string) => string;
  readonly nextPoint: () => number;
  /** With the handshake, in a generator: the local that tells whether compiled code has called its `next`. */
  readonly driven: string | null;
  /** Is there a `try` in this function? Then its variables may be read after an exception. */
  readonly catches: boolean;
  /** Does this node hold a suspension point of this activation? */
  readonly suspends: (node: t.Node | null | undefined) => boolean;
  /** Would evaluating this later give another value or effect than evaluating it now, with `later` evaluated in between? */
  readonly isStable: (node: t.Expression, later: readonly t.Node[]) => boolean;
  /** Evaluates now into a temporary; what comes back can be evaluated at any time later. */
  readonly save: (value: t.Expression, out: Stmt[], hint?: string) => t.Expression;
}

export function createContext(fn: FunctionInfo, module: ModuleContext): LowerContext {
  const memo = new WeakMap<t.Node, boolean>();
  let points = 0;
  const suspends = (node: t.Node | null | undefined): boolean => {
    if (!node) return false;
    const known = memo.get(node);
    if (known !== undefined) return known;
    let found = false;
    walkActivation(
      node,
      (current) => {
        found ||= module.isPoint(current);
        return !found;
      },
      false,
    );
    memo.set(node, found);
    return found;
  };
  const temporary = (hint = '$'): string => {
    const name = module.freshIn(fn.locals, hint);
    fn.locals.add(name);
    return name;
  };
  const isStable = (node: t.Expression, later: readonly t.Node[]): boolean => {
    if (t.isLiteral(node)) return !t.isRegExpLiteral(node) && (!t.isTemplateLiteral(node) || node.expressions.length === 0);
    if (t.isThisExpression(node) || t.isPrivateName(node) || t.isSuper(node)) return true;
    if (t.isUnaryExpression(node, { operator: 'void' })) return t.isNumericLiteral(node.argument);
    if (!t.isIdentifier(node)) return false;
    if (module.isStable(node.name)) return true;
    if (!fn.locals.has(node.name)) return node.name === fn.self;
    return !later.some((other) => assignedNames(other).has(node.name));
  };
  const save = (value: t.Expression, out: Stmt[], hint?: string): t.Expression => {
    const name = temporary(hint);
    out.push({ kind: 'decl', as: 'const', name, init: value, loc: value.loc ?? null, operand: true });
    return id(name);
  };
  const driven = module.handshake && isGenerator(fn) ? temporary('$driven') : null;
  let catches = false;
  walkActivation(fn.node.body, (node) => {
    catches ||= t.isTryStatement(node);
  });
  return { fn, module, temporary, catches, suspends, isStable, save, driven, nextPoint: () => ++points };
}

/** Emits a suspension point (and what torture and the handshake add to it); returns the result's name, or null where nobody wants it. */
export function emitPoint(
  cx: LowerContext,
  out: Stmt[],
  point: {
    readonly call: t.Expression;
    readonly callee: t.Expression /** The function itself, where `callee` is more than that. */;
    readonly expected?: t.Expression;
    readonly wanted: boolean;
    readonly raw?: Point['raw'];
    readonly shows?: Point['shows'];
    readonly loc: t.SourceLocation | null;
  },
): string | null {
  const { torture, handshake, runtime } = cx.module;
  const loc = point.loc ?? cx.fn.node.loc ?? null;
  if (torture === 'before') tick(cx, out, loc);
  if (handshake) {
    const expected = t.cloneNode(point.expected ?? point.callee);
    // A generator that native code drives cannot be left: its callees run under trampolines of their own.
    const told = cx.driven === null ? expected : t.conditionalExpression(id(cx.driven), expected, t.nullLiteral());
    out.push({ kind: 'code', node: t.expressionStatement(call(runtime('expect'), told)) });
  }
  const target = point.wanted ? cx.temporary() : null;
  out.push({
    kind: 'point',
    id: cx.nextPoint(),
    call: at(point.call, loc),
    callee: t.cloneNode(point.callee),
    target,
    declare: target === null ? null : 'const',
    loc,
    raw: point.raw ?? null,
    shows: point.shows ?? 'result',
  });
  if (torture === 'after') tick(cx, out, loc);
  return target;
}

/** Torture: a suspension that nothing in the source asks for. */
export function tick(cx: LowerContext, out: Stmt[], loc: t.SourceLocation | null): void {
  const name = cx.module.runtime('tick');
  const point: Stmt = {
    kind: 'point',
    id: cx.nextPoint(),
    call: call(name),
    callee: id(name),
    target: null,
    declare: null,
    loc,
    raw: null,
    shows: 'result',
  };
  out.push(cx.driven === null ? point : { kind: 'if', test: id(cx.driven), consequent: [point], alternate: [] });
}
