/** `Object.fromEntries` and `Object.groupBy`. */
import {
  append,
  type Callback,
  call,
  createList,
  define,
  isArray,
  isFunction,
  isNullish,
  isObject,
  isPlainArray,
  iterateOf,
  type List,
  method,
  native,
  propertyKey,
  show,
} from './intrinsics.ts';

const ObjectIntrinsic = Object;

export const nativeFromEntries = /* @__PURE__ */ method(Object, 'fromEntries');
export const nativeGroupBy = /* @__PURE__ */ method(Object, 'groupBy');

export function fromEntries(items: Iterable<unknown>): unknown {
  if (isNullish(items) || (isArray(items) && isPlainArray(items, iterateOf(items))))
    return native(nativeFromEntries, ObjectIntrinsic, items);
  const made = {};
  for (const item of items) {
    if (!isObject(item)) throw new TypeError(`Iterator value ${show(item)} is not an entry object`);
    const key = (item as List)[0];
    const value = (item as List)[1];
    define(made, propertyKey(key), value);
  }
  return made;
}

export function groupBy(items: Iterable<unknown>, f: Callback): unknown {
  if (isNullish(items) || !isFunction(f)) return native(nativeGroupBy, ObjectIntrinsic, items, f);
  const groups = { __proto__: null } as unknown as Record<PropertyKey, List | undefined>;
  let k = 0;
  for (const item of items) {
    const key = propertyKey(call(f, undefined, item, k++));
    const group = groups[key];
    if (group !== undefined) append(group, group.length as number, item);
    else {
      const list = createList(0);
      append(list, 0, item);
      groups[key] = list;
    }
  }
  return groups;
}
