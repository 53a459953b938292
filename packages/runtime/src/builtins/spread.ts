/**
 * Spreading and array patterns: compiled code goes through these functions wherever the iteration may suspend. What
 * comes back the engine spreads, or takes apart, and runs nothing but the language itself.
 */
import { iterable } from './from.ts';
import { append, createList, foreignIterate, isPlain, spreadable } from './intrinsics.ts';

/** For `[...items]` and `f(...items)`: the items themselves, or a list of them. */
export function list(items: unknown): unknown {
  const iterate = foreignIterate(items);
  return iterate === null ? items : collect(items, iterate, 0);
}

/** For `const [a, b] = items`: the items themselves, or a list of the first of them. */
export function taken(items: unknown, count: number): unknown {
  const iterate = foreignIterate(items);
  return iterate === null ? items : collect(items, iterate, count);
}

/** @param count how many elements are wanted; 0: all. Where there are more, the iterator is closed. */
function collect(items: unknown, iterate: unknown, count: number): unknown {
  if (isPlain(iterate)) return items;
  const made = createList(0);
  let k = 0;
  for (const item of iterable(items, iterate)) {
    append(made, k++, item);
    if (k === count) break;
  }
  return spreadable(made);
}
