/**
 * Facts → decisions, for one module at a time: an unknown call may suspend; a call of a function of this module
 * suspends only if that function has a suspension point.
 */
import type { Target, Torture, Unit } from '../contracts.ts';

export type Decision =
  | { readonly kind: 'untouched' }
  /** `points`: indexes into `Unit.calls`. */
  | { readonly kind: 'compile'; readonly points: readonly number[] }
  | { readonly kind: 'unsupported' };

/**
 * @param torture every call that is not an intrinsic is a point; with `entry`, every function has one
 * @param stays units that stay untouched whatever they call. A call of one is a point all the same: that it cannot
 *   suspend is nothing that this module proves.
 */
export function decide(
  units: readonly Unit[],
  torture: Torture | undefined,
  stays: (unit: number) => boolean = () => false,
): readonly Decision[] {
  const everyCall = torture !== undefined;
  const suspending = reaching(units, everyCall);
  return units.map((unit, index): Decision => {
    if (stays(index)) return { kind: 'untouched' };
    if (!suspending.has(index))
      return torture === 'entry' && !unit.hindrance && unit.form !== 'other' ? { kind: 'compile', points: [] } : { kind: 'untouched' };
    if (unit.hindrance) return { kind: 'unsupported' };
    const points = unit.calls.flatMap((target, call) => (maySuspend(target, suspending, everyCall) ? [call] : []));
    return { kind: 'compile', points };
  });
}

const maySuspend = (target: Target, suspending: ReadonlySet<number>, everyCall: boolean): boolean =>
  target.kind === 'unknown' || unitsOf(target).some((unit) => everyCall || suspending.has(unit));

const unitsOf = (target: Target): readonly number[] =>
  target.kind === 'local' ? [target.unit] : target.kind === 'any' ? target.units : [];

/** Backward from the unknown calls: every unit that has a suspension point. */
function reaching(units: readonly Unit[], everyCall: boolean): ReadonlySet<number> {
  const callers = units.map((): number[] => []);
  const work: number[] = [];
  const found = new Set<number>();
  const mark = (unit: number): void => {
    if (found.has(unit)) return;
    found.add(unit);
    work.push(unit);
  };
  units.forEach((unit, index) => {
    for (const target of unit.calls) {
      const units = unitsOf(target);
      for (const unit of units) callers[unit]?.push(index);
      if (target.kind === 'unknown' || (everyCall && units.length > 0)) mark(index);
    }
  });
  for (let unit = work.pop(); unit !== undefined; unit = work.pop()) for (const caller of callers[unit] ?? []) mark(caller);
  return found;
}
