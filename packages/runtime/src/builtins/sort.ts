/** `Array.prototype.sort` and `toSorted` with a comparator. Without one there is nothing to call. */
import {
  append,
  type Callback,
  createList,
  isFunction,
  isNullish,
  lengthOf,
  listOf,
  method,
  native,
  remove,
} from './intrinsics.ts';
import { timsort } from './timsort.ts';

const { prototype } = Array;

export const nativeSort = /* @__PURE__ */ method(prototype, 'sort');
export const nativeToSorted = /* @__PURE__ */ method(prototype, 'toSorted');

export function sort(this: unknown, f: Callback): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeSort, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  // As V8 does, where the specification would read and write the only element.
  if (n < 2) return o;
  const list = createList(0);
  let size = 0;
  let missing = 0;
  for (let k = 0; k < n; k++)
    if (k in o) {
      const v = o[k];
      if (v === undefined) missing++;
      else append(list, size++, v);
    }
  timsort(f, list, size);
  let k = 0;
  for (; k < size; k++) o[k] = list[k];
  for (; k < size + missing; k++) o[k] = undefined;
  for (; k < n; k++) remove(o, k);
  return o;
}

export function toSorted(this: unknown, f: Callback): unknown {
  if (isNullish(this) || !isFunction(f)) return native(nativeToSorted, this, f);
  const o = listOf(this);
  const n = lengthOf(o);
  const made = createList(n);
  const list = createList(0);
  let size = 0;
  for (let k = 0; k < n; k++) {
    const v = o[k];
    if (v !== undefined) append(list, size++, v);
  }
  timsort(f, list, size);
  for (let k = 0; k < n; k++) append(made, k, k < size ? list[k] : undefined);
  return made;
}
