/** Maps and sets: `forEach`, grouping, values that are computed, and constructors that iterate. */
import {
  append,
  type Callback,
  call,
  construct,
  createList,
  END,
  isFunction,
  isNullish,
  isObject,
  isWeakKey,
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
const weakMapPrototype = WeakMap.prototype;

export const nativeMapForEach = /* @__PURE__ */ method(mapPrototype, 'forEach');
export const nativeSetForEach = /* @__PURE__ */ method(setPrototype, 'forEach');
export const nativeMapGroupBy = /* @__PURE__ */ method(Map, 'groupBy');

const mapEntries = /* @__PURE__ */ method(mapPrototype, 'entries');
const setValues = /* @__PURE__ */ method(setPrototype, 'values');
const mapHas = /* @__PURE__ */ method(mapPrototype, 'has');
const weakMapHas = /* @__PURE__ */ method(weakMapPrototype, 'has');
const weakMapSet = /* @__PURE__ */ method(weakMapPrototype, 'set');
const mapGet = /* @__PURE__ */ method(mapPrototype, 'get');
const mapSet = /* @__PURE__ */ method(mapPrototype, 'set');

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

export const nativeMapInsert = /* @__PURE__ */ method(mapPrototype, 'getOrInsertComputed');
export const nativeWeakMapInsert = /* @__PURE__ */ method(weakMapPrototype, 'getOrInsertComputed');

export function mapInsert(this: unknown, key: unknown, f: Callback): unknown {
  if (!isFunction(f) || native(mapHas, this, key)) return native(nativeMapInsert, this, key, f);
  // As a key, -0 is 0.
  const k = key === 0 ? 0 : key;
  const value = call(f, undefined, k);
  native(mapSet, this, k, value);
  return value;
}

export function weakMapInsert(this: unknown, key: unknown, f: Callback): unknown {
  const fails = !isFunction(f) || !isWeakKey(key);
  if (fails || native(weakMapHas, this, key)) return native(nativeWeakMapInsert, this, key, f);
  const value = call(f, undefined, key);
  native(weakMapSet, this, key, value);
  return value;
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
      const list = createList(0);
      append(list, 0, item);
      native(mapSet, groups, key, list);
    }
  }
  return groups;
}

type New = new (...args: never[]) => object;

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

/** `new Map(items)` or `new WeakMap(items)`, with the new.target `C`. */
export function makeMap(Intrinsic: New, items: Iterable<unknown>, C: unknown): unknown {
  const made = construct(Intrinsic, [], C as New);
  if (isNullish(items)) return made;
  const add = adderOf(made, 'set');
  for (const item of items) {
    const entry = entryOf(item);
    call(add, made, entry[0], entry[1]);
  }
  return made;
}

/** `new Set(items)` or `new WeakSet(items)`, with the new.target `C`. */
export function makeSet(Intrinsic: New, items: Iterable<unknown>, C: unknown): unknown {
  const made = construct(Intrinsic, [], C as New);
  if (isNullish(items)) return made;
  const add = adderOf(made, 'add');
  for (const item of items) call(add, made, item);
  return made;
}

export function SuspendableMap(items: Iterable<unknown>): unknown {
  return makeMap(MapIntrinsic, items, MapIntrinsic);
}

export function SuspendableSet(items: Iterable<unknown>): unknown {
  return makeSet(SetIntrinsic, items, SetIntrinsic);
}

export function SuspendableWeakMap(items: Iterable<unknown>): unknown {
  return makeMap(WeakMapIntrinsic, items, WeakMapIntrinsic);
}

export function SuspendableWeakSet(items: Iterable<unknown>): unknown {
  return makeSet(WeakSetIntrinsic, items, WeakSetIntrinsic);
}
