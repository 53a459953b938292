/** Gives each live local a slot. Locals that are never alive together may share one. */
import type { Lowered, Plan } from '../contracts.ts';
import { liveness } from './liveness.ts';

/** @param kept what is to be kept beside what is alive, by suspension point */
export function plan(fn: Lowered, kept: ReadonlyMap<number, readonly string[]> = new Map()): Plan {
  const alive = liveness(fn);
  const live: (readonly string[])[] = [];
  const slots = new Map<string, number>();
  const pointsOf = new Map<string, number[]>();
  // The runtime finds the receiver of a constructor in slot 0.
  if (fn.keepsThis) slots.set('$this', 0);
  for (const [point, names] of alive) {
    live[point] = [...new Set([...(fn.keepsThis ? ['$this'] : []), ...names, ...(kept.get(point) ?? [])])];
    for (const name of live[point]) {
      const points = pointsOf.get(name);
      if (points) points.push(point);
      else pointsOf.set(name, [point]);
    }
  }
  const taken = live.map(() => new Set(slots.values()));
  for (const [name, points] of pointsOf) {
    if (slots.has(name)) continue;
    let slot = 0;
    while (points.some((point) => taken[point]?.has(slot))) slot++;
    slots.set(name, slot);
    for (const point of points) taken[point]?.add(slot);
  }
  return { live, slots, size: slots.size === 0 ? 0 : Math.max(...slots.values()) + 1 };
}
