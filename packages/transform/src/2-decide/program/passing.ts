/**
 * Functions that give back what they are given. What everybody's calls give would meet in the result of one such function, and
 * go from there to everybody; so each call takes what it gave itself, and the result holds only what else there is:
 *
 *   const checked = (value) => { if (!value) throw …; return value; };
 *   f(checked(a));  g(checked(b));      →   edges from `a` to the parameter of `f`, and from `b` to that of `g`
 */
import type { Cell, ModuleFlow, Op } from '../../flow.ts';

export interface Passing {
  /** Parameters that are given back, by their number. */
  readonly params: readonly number[];
  /** Is the receiver? */
  readonly receiver: boolean;
}

/** @returns by unit; and the copies that need not be made */
export function passingIn(flow: ModuleFlow): { readonly units: ReadonlyMap<number, Passing>; readonly without: ReadonlySet<Op> } {
  const sources = new Map<Cell, Cell | null>();
  for (const op of flow.ops)
    if ('to' in op && op.kind !== 'extend') sources.set(op.to, !sources.has(op.to) && op.kind === 'copy' ? op.from : null);
  const results = new Map<Cell, number>();
  const given = new Map<Cell, { readonly unit: number; readonly index: number | null }>();
  flow.units.forEach(({ kind, form, result, params, receiver }, unit) => {
    // What runs later, or step by step, gives something of its own.
    if (kind !== 'plain' || form === 'module' || form === 'class' || form === 'other' || form === 'constructor') return;
    results.set(result, unit);
    params.forEach((param, index) => void given.set(param, { unit, index }));
    if (form !== 'arrow') given.set(receiver, { unit, index: null });
  });
  const found = new Map<number, { readonly params: Set<number>; receiver: boolean }>();
  const without = new Set<Op>();
  for (const op of flow.ops) {
    if (op.kind !== 'copy') continue;
    const unit = results.get(op.to);
    if (unit === undefined) continue;
    let from: Cell = op.from;
    for (let next = sources.get(from), steps = 0; next !== undefined && next !== null && steps < 8; next = sources.get(from), steps++)
      from = next;
    const one = sources.has(from) ? undefined : given.get(from);
    if (one?.unit !== unit) continue;
    const passing = found.get(unit) ?? { params: new Set(), receiver: false };
    found.set(unit, passing);
    if (one.index === null) passing.receiver = true;
    else passing.params.add(one.index);
    without.add(op);
  }
  return {
    units: new Map([...found].map(([unit, { params, receiver }]) => [unit, { params: [...params], receiver }])),
    without,
  };
}
