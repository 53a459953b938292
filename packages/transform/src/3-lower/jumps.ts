/**
 * Where `break`, `continue` and `return` go. Every target gets a label of its own. A `finally` that suspends has been
 * lowered to ordinary code, so what leaves its block notes first where it wants to go (a completion):
 *
 *   try { return f() } finally { g() }
 *   → let $c = 0, $cv;  $out: { try { $c = 2; $cv = f(); break $out } catch ($e) { $c = 1; $cv = $e } }
 *     g();  if ($c === 1) throw $cv;  if ($c === 2) return $cv;
 */
import * as t from '@babel/types';
import { assign, id, is, num, run, undef } from '../ast/build.ts';
import type { Stmt } from '../contracts.ts';
import type { LowerContext } from './context.ts';

export type Target =
  | {
      readonly kind: 'loop';
      readonly names: readonly string[];
      readonly label: string /** Where `continue` goes, if not to the loop itself. */;
      readonly next: string | null;
    }
  | { readonly kind: 'switch' | 'block'; readonly names: readonly string[]; readonly label: string }
  | { readonly kind: 'completion'; readonly label: string; readonly code: string; readonly value: string; readonly exits: Exit[] };

export type Completion = Extract<Target, { readonly kind: 'completion' }>;

type Exit = { readonly key: string; readonly code: number; readonly leave: (targets: readonly Target[], out: Stmt[]) => void };

/** Emits a jump from inside `targets` (innermost last). */
export function jump(node: t.BreakStatement | t.ContinueStatement, targets: readonly Target[], out: Stmt[]): void {
  const name = node.label?.name ?? null;
  const goal = targets.findLast(
    (target) =>
      target.kind !== 'completion' &&
      (name !== null ? target.names.includes(name) : target.kind === 'loop' || (target.kind === 'switch' && t.isBreakStatement(node))),
  );
  if (!goal || goal.kind === 'completion') throw new Error(`no target for ${node.type}`);
  leaveTo(goal, t.isContinueStatement(node), targets, out);
}

function leaveTo(goal: Target, again: boolean, targets: readonly Target[], out: Stmt[]): void {
  const crossed = targets.slice(targets.indexOf(goal) + 1).findLast((target) => target.kind === 'completion');
  if (crossed?.kind === 'completion') {
    const code = exitCode(crossed, `${goal.label} ${again}`, (outer, list) => leaveTo(goal, again, outer, list));
    out.push({ kind: 'code', node: run(assign(crossed.code, num(code))) }, { kind: 'break', label: crossed.label });
  } else if (again && goal.kind === 'loop')
    out.push(goal.next === null ? { kind: 'continue', label: goal.label } : { kind: 'break', label: goal.next });
  else out.push({ kind: 'break', label: goal.label });
}

export function leaveFunction(value: t.Expression | null, loc: t.SourceLocation | null, targets: readonly Target[], out: Stmt[]): void {
  const crossed = targets.findLast((target) => target.kind === 'completion');
  if (crossed?.kind !== 'completion') {
    out.push({ kind: 'return', value, loc });
    return;
  }
  const code = exitCode(crossed, 'return', (outer, list) => leaveFunction(id(crossed.value), null, outer, list));
  out.push({ kind: 'code', node: run(assign(crossed.value, value ?? undef())) });
  out.push({ kind: 'code', node: run(assign(crossed.code, num(code))) }, { kind: 'break', label: crossed.label });
}

function exitCode(at: Completion, key: string, leave: Exit['leave']): number {
  const known = at.exits.find((exit) => exit.key === key);
  if (known) return known.code;
  // 0: the end of the block was reached; 1: an exception.
  const exit = { key, code: at.exits.length + 2, leave };
  at.exits.push(exit);
  return exit.code;
}

/** A record of how a block was left. */
export const newCompletion = (cx: LowerContext): Completion => ({
  kind: 'completion',
  label: cx.module.fresh('$out'),
  code: cx.temporary('$c'),
  value: cx.temporary('$cv'),
  exits: [],
});

/** Runs a block that has been lowered with the completion as a target, and catches what it throws. */
export function noteCompletion(completion: Completion, block: readonly Stmt[], error: string, out: Stmt[]): void {
  const { label, code, value } = completion;
  out.push(
    { kind: 'decl', as: 'let', name: code, init: num(0), loc: null },
    { kind: 'decl', as: 'let', name: value, init: undef(), loc: null },
  );
  const body: Stmt[] = [
    { kind: 'code', node: run(assign(code, num(1))) },
    { kind: 'code', node: run(assign(value, id(error))) },
  ];
  out.push({ kind: 'labeled', label, body: [{ kind: 'try', block, handler: { param: error, body, checks: false }, finalizer: null }] });
}

/** After the finalizer: go where the block wanted to go. */
export function dispatch(at: Completion, targets: readonly Target[], out: Stmt[]): void {
  out.push({
    kind: 'if',
    test: is(id(at.code), num(1)),
    consequent: [{ kind: 'code', node: t.throwStatement(id(at.value)) }],
    alternate: [],
  });
  dispatchJumps(at, targets, out);
}

/** The same, where an exception has been dealt with. */
export function dispatchJumps(at: Completion, targets: readonly Target[], out: Stmt[]): void {
  for (const exit of at.exits) {
    const consequent: Stmt[] = [];
    exit.leave(targets, consequent);
    out.push({ kind: 'if', test: is(id(at.code), num(exit.code)), consequent, alternate: [] });
  }
}

/** Does control leave `node` other than by its end or an exception, to a place that lowering has renamed? */
export function escapes(node: t.Node, targets: readonly Target[]): boolean {
  const inCompletion = targets.some((target) => target.kind === 'completion');
  let found = false;
  const visit = (current: t.Node, loops: number, switches: number, names: readonly string[]): void => {
    if (found) return;
    if (t.isReturnStatement(current)) found = inCompletion;
    else if (t.isBreakStatement(current) || t.isContinueStatement(current)) {
      if (current.label) found = !names.includes(current.label.name);
      else found = loops === 0 && !(t.isBreakStatement(current) && switches > 0);
    }
    const inner = t.isLabeledStatement(current) ? [...names, current.label.name] : names;
    const deeper = loops + (t.isLoop(current) ? 1 : 0);
    const wider = switches + (t.isSwitchStatement(current) ? 1 : 0);
    for (const key of t.VISITOR_KEYS[current.type] ?? []) {
      const value = (current as unknown as Record<string, unknown>)[key];
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child && !t.isFunction(child as t.Node) && !t.isExpression(child as t.Node)) visit(child as t.Node, deeper, wider, inner);
      }
    }
  };
  visit(node, 0, 0, []);
  return found;
}
