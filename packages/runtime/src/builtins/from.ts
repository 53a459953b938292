/** `Array.from` and `TypedArray.from`: both map, and both iterate. */
import {
  append,
  type Callback,
  call,
  construct,
  createList,
  define,
  ITERATOR,
  isConstructor,
  isFunction,
  isNullish,
  isPlain,
  isPlainArray,
  iterateOf,
  type List,
  lengthOf,
  listOf,
  method,
  native,
} from './intrinsics.ts';
import { createFrom, TypedArrayIntrinsic } from './typed-intrinsics.ts';

const ArrayIntrinsic = Array;

export const nativeFrom = /* @__PURE__ */ method(Array, 'from');
export const nativeTypedFrom = /* @__PURE__ */ method(TypedArrayIntrinsic, 'from');

/** Something whose `@@iterator` has been read already. */
export function iterable(items: unknown, iterate: unknown): Iterable<unknown> {
  return { [ITERATOR]: () => call(iterate, items) as Iterator<unknown> };
}

export function from(
  this: unknown,
  items: unknown,
  f: Callback | undefined,
  receiver: unknown,
): unknown {
  if (isNullish(items) || (f !== undefined && !isFunction(f)))
    return native(nativeFrom, this, items, f, receiver);
  const iterate = iterateOf(items);
  const C = this !== ArrayIntrinsic && isConstructor(this) ? this : undefined;
  if (iterate === undefined) return fromList(C, listOf(items), f, receiver);
  if (f === undefined && C === undefined && isPlain(iterate))
    return native(nativeFrom, this, items);
  const made = C === undefined ? createList(C, 0) : (construct(C, []) as List);
  let k = 0;
  if (isPlainArray(items, iterate))
    for (; k < items.length; k++) {
      const v = f === undefined ? items[k] : call(f, receiver, items[k], k);
      if (C === undefined) append(made, k, v);
      else define(made, k, v);
    }
  else
    for (const item of iterable(items, iterate)) {
      const v = f === undefined ? item : call(f, receiver, item, k);
      if (C === undefined) append(made, k, v);
      else define(made, k, v);
      k++;
    }
  made.length = k;
  return made;
}

function fromList(
  C: (new (length: number) => object) | undefined,
  items: List,
  f: Callback | undefined,
  receiver: unknown,
): unknown {
  const n = lengthOf(items);
  const made = createList(C, n);
  for (let k = 0; k < n; k++) {
    const v = f === undefined ? items[k] : call(f, receiver, items[k], k);
    if (C === undefined) append(made, k, v);
    else define(made, k, v);
  }
  made.length = n;
  return made;
}

export function typedFrom(
  this: unknown,
  items: unknown,
  f: Callback | undefined,
  receiver: unknown,
): unknown {
  if (!isConstructor(this) || isNullish(items) || (f !== undefined && !isFunction(f)))
    return native(nativeTypedFrom, this, items, f, receiver);
  const iterate = iterateOf(items);
  let list = items as List;
  if (iterate === undefined) list = listOf(items);
  else {
    list = createList(undefined, 0);
    let size = 0;
    for (const item of iterable(items, iterate)) append(list, size++, item);
  }
  const n = lengthOf(list);
  const made = createFrom(this, n);
  for (let k = 0; k < n; k++) made[k] = f === undefined ? list[k] : call(f, receiver, list[k], k);
  return made;
}
