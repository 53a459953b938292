/** Maps and sets: `forEach`, grouping, and constructors that iterate. */
import {
  append,
  type Callback,
  call,
  construct,
  createList,
  END,
  isArray,
  isFunction,
  isNullish,
  isObject,
  isPlainArray,
  iterateOf,
  type List,
  method,
  native,
  nextOfMap,
  nextOfSet,
  show,
} from './intrinsics.ts';

export const MapIntrinsic = Map;
export const SetIntrinsic = Set;
export const WeakMapIntrinsic = WeakMap;
export const WeakSetIntrinsic = WeakSet;
const mapPrototype = Map.prototype;
const setPrototype = Set.prototype;

export const nativeMapForEach = /* @__PURE__ */ method(mapPrototype, 'forEach');
export const nativeSetForEach = /* @__PURE__ */ method(setPrototype, 'forEach');
export const nativeMapGroupBy = /* @__PURE__ */ method(Map, 'groupBy');

const mapEntries = /* @__PURE__ */ method(mapPrototype, 'entries');
const setValues = /* @__PURE__ */ method(setPrototype, 'values');
const mapGet = /* @__PURE__ */ method(mapPrototype, 'get');
const mapSet = /* @__PURE__ */ method(mapPrototype, 'set');
const setAdd = /* @__PURE__ */ method(setPrototype, 'add');

export function mapForEach(this: unknown, f: Callback, receiver: unknown): unknown {
  if (!isFunction(f)) return native(nativeMapForEach, this, f);
  const entries = native(mapEntries, this);
  for (let entry = nextOfMap(entries); entry !== null; entry = nextOfMap(entries))
    call(f, receiver, entry[1], entry[0], this);
  return undefined;
}

export function setForEach(this: unknown, f: Callback, receiver: unknown): unknown {
  if (!isFunction(f)) return native(nativeSetForEach, this, f);
  const values = native(setValues, this);
  for (let value = nextOfSet(values); value !== END; value = nextOfSet(values))
    call(f, receiver, value, value, this);
  return undefined;
}

export function mapGroupBy(items: Iterable<unknown>, f: Callback): unknown {
  if (isNullish(items) || !isFunction(f)) return native(nativeMapGroupBy, MapIntrinsic, items, f);
  const groups = new MapIntrinsic<unknown, List>();
  let k = 0;
  for (const item of items) {
    const key = call(f, undefined, item, k++);
    const group = native(mapGet, groups, key) as List | undefined;
    if (group !== undefined) append(group, group.length as number, item);
    else {
      const list = createList(undefined, 0);
      append(list, 0, item);
      native(mapSet, groups, key, list);
    }
  }
  return groups;
}

type New = new (iterable?: unknown) => object;

/** Arrays are left to the constructor, as long as adding to what it makes calls nothing back. */
const isLeft = (items: unknown, C: object, add: string, own: unknown): boolean =>
  isNullish(items) ||
  ((C as { readonly prototype: Readonly<Record<string, unknown>> }).prototype[add] === own &&
    isArray(items) &&
    isPlainArray(items, iterateOf(items)));

const adderOf = (made: object, name: string): unknown => {
  const add = (made as Readonly<Record<string, unknown>>)[name];
  if (isFunction(add)) return add;
  throw new TypeError(
    `'${show(add)}' returned for property '${name}' of object '${show(made)}' is not a function`,
  );
};

const entryOf = (item: unknown): List => {
  if (isObject(item)) return item as List;
  throw new TypeError(`Iterator value ${show(item)} is not an entry object`);
};

export function SuspendableMap(items: Iterable<unknown>): unknown {
  if (new.target === undefined) return native(MapIntrinsic, undefined, items);
  const C = (new.target === SuspendableMap ? MapIntrinsic : new.target) as New;
  if (isLeft(items, C, 'set', mapSet)) return construct(MapIntrinsic, [items], C);
  const made = construct(MapIntrinsic, [], C);
  const add = adderOf(made, 'set');
  for (const item of items) {
    const entry = entryOf(item);
    call(add, made, entry[0], entry[1]);
  }
  return made;
}

export function SuspendableSet(items: Iterable<unknown>): unknown {
  if (new.target === undefined) return native(SetIntrinsic, undefined, items);
  const C = (new.target === SuspendableSet ? SetIntrinsic : new.target) as New;
  if (isLeft(items, C, 'add', setAdd)) return construct(SetIntrinsic, [items], C);
  const made = construct(SetIntrinsic, [], C);
  const add = adderOf(made, 'add');
  for (const item of items) call(add, made, item);
  return made;
}

export function SuspendableWeakMap(items: Iterable<unknown>): unknown {
  if (new.target === undefined) return native(WeakMapIntrinsic, undefined, items);
  const C = (new.target === SuspendableWeakMap ? WeakMapIntrinsic : new.target) as New;
  const made = construct(WeakMapIntrinsic, [], C);
  if (isNullish(items)) return made;
  const add = adderOf(made, 'set');
  for (const item of items) {
    const entry = entryOf(item);
    call(add, made, entry[0], entry[1]);
  }
  return made;
}

export function SuspendableWeakSet(items: Iterable<unknown>): unknown {
  if (new.target === undefined) return native(WeakSetIntrinsic, undefined, items);
  const C = (new.target === SuspendableWeakSet ? WeakSetIntrinsic : new.target) as New;
  const made = construct(WeakSetIntrinsic, [], C);
  if (isNullish(items)) return made;
  const add = adderOf(made, 'add');
  for (const item of items) call(add, made, item);
  return made;
}
