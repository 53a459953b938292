/** The sort of typed arrays, in the variant that V8 has (see `timsort.ts` for why). */
import { type Callback, call, copyOf, type List } from './intrinsics.ts';

/** The elements of `list` in order. */
export function mergeSort(f: Callback, list: List, length: number): List {
  const target = copyOf(list, 0, length);
  sortInto(f, copyOf(list, 0, length), 0, length, target);
  return target;
}

/** Sorts a range of `source`, which has at least two elements and is the same in both lists, into `target`. */
function sortInto(f: Callback, source: List, from: number, to: number, target: List): void {
  const middle = from + ((to - from) >> 1);
  if (middle - from > 1) sortInto(f, target, from, middle, source);
  if (to - middle > 1) sortInto(f, target, middle, to, source);
  let left = from;
  let right = middle;
  for (let i = from; i < to; i++) {
    if (left >= middle) target[i] = source[right++];
    else if (right >= to) target[i] = source[left++];
    else if (+(call(f, undefined, source[left], source[right]) as number) > 0)
      target[i] = source[right++];
    else target[i] = source[left++];
  }
}
