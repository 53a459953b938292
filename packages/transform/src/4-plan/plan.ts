/** Gives each live local a slot. Locals that are never alive together may share one. */
import type { Lowered, Plan } from '../contracts.ts';
import { liveness } from './liveness.ts';

export function plan(fn: Lowered): Plan {
  const alive = liveness(fn);
  const live: (readonly string[])[] = [];
  const slots = new Map<string, number>();
  const together = new Map<string, Set<string>>();
  // The runtime finds the receiver of a constructor in slot 0.
  if (fn.keepsThis) slots.set('$this', 0);
  for (const [point, names] of alive) {
    const all = fn.keepsThis ? new Set(['$this', ...names]) : names;
    live[point] = [...all];
    for (const name of all) together.set(name, new Set([...(together.get(name) ?? []), ...all]));
  }
  for (const [name, others] of together) {
    if (slots.has(name)) continue;
    const taken = new Set([...others].map((other) => slots.get(other)));
    if (fn.keepsThis) taken.add(0);
    let slot = 0;
    while (taken.has(slot)) slot++;
    slots.set(name, slot);
  }
  return { live, slots, size: slots.size === 0 ? 0 : Math.max(...slots.values()) + 1 };
}
