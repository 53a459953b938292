/** `Array.from`, `Array.fromAsync` and `TypedArray.from`: all map, and all iterate. */
import {
  ASYNC_ITERATOR,
  append,
  asyncIterateOf,
  type Callback,
  type Constructor,
  call,
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
  show,
} from './intrinsics.ts';
import { checkTyped, TypedArrayIntrinsic } from './typed-intrinsics.ts';

const ArrayIntrinsic = Array;

export const nativeFrom = /* @__PURE__ */ method(Array, 'from');
export const nativeFromAsync = /* @__PURE__ */ method(Array, 'fromAsync');
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
  const made = C === undefined ? createList(0) : (new C() as List);
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
  C: Constructor | undefined,
  items: List,
  f: Callback | undefined,
  receiver: unknown,
): unknown {
  const n = lengthOf(items);
  const made = C === undefined ? createList(n) : (new C(n) as List);
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
    list = createList(0);
    let size = 0;
    for (const item of iterable(items, iterate)) append(list, size++, item);
  }
  const n = lengthOf(list);
  const made = checkTyped(new this(n), n);
  for (let k = 0; k < n; k++) made[k] = f === undefined ? list[k] : call(f, receiver, list[k], k);
  return made;
}

/** Something whose `@@asyncIterator` has been read already. */
function asyncIterable(items: unknown, iterate: unknown): AsyncIterable<unknown> {
  return { [ASYNC_ITERATOR]: () => call(iterate, items) as AsyncIterator<unknown> };
}

/** Until the first `await` it runs on the fiber of its caller. */
export function fromAsync(
  this: unknown,
  items: unknown,
  f: Callback | undefined,
  receiver: unknown,
): Promise<unknown> {
  // Made here, it does not stand in programs that use something else.
  const gather = async (C: Constructor | undefined): Promise<unknown> => {
    if (f !== undefined && !isFunction(f)) throw new TypeError(`${show(f)} is not a function`);
    const iterate = asyncIterateOf(items);
    const iterateNow = iterate === undefined ? iterateOf(items) : undefined;
    let k = 0;
    if (iterate !== undefined || iterateNow !== undefined) {
      const made = C === undefined ? createList(0) : (new C() as List);
      for await (const item of iterate === undefined
        ? iterable(items, iterateNow)
        : asyncIterable(items, iterate)) {
        define(made, k, f === undefined ? item : await call(f, receiver, item, k));
        k++;
      }
      made.length = k;
      return made;
    }
    const list = listOf(items);
    const n = lengthOf(list);
    const made = C === undefined ? createList(n) : (new C(n) as List);
    for (; k < n; k++) {
      const item = await list[k];
      define(made, k, f === undefined ? item : await call(f, receiver, item, k));
    }
    made.length = n;
    return made;
  };
  return gather(this !== ArrayIntrinsic && isConstructor(this) ? this : undefined);
}
