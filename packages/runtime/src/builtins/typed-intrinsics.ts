/** What the equivalents for typed arrays need of the specification. Nothing here can be suspended. */
import { call } from '../call.ts';
import {
  type Constructor,
  getterOf,
  isArray,
  isConstructor,
  isNullish,
  isObject,
  type List,
} from './intrinsics.ts';

const { construct, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const SPECIES: typeof Symbol.species = Symbol.species;

const TypedArray = /* @__PURE__ */ getPrototypeOf(Int8Array) as { readonly prototype: object };
export const prototype: object = /* @__PURE__ */ (() => TypedArray.prototype)();
const getter = (key: PropertyKey): unknown => getOwnPropertyDescriptor(prototype, key)?.get;
const lengthGetter = /* @__PURE__ */ getter('length');
const tagGetter = /* @__PURE__ */ getter(Symbol.toStringTag);

/** The constructors that an engine has, by their names. */
const constructors: Readonly<Record<string, Constructor | undefined>> = /* @__PURE__ */ (() => {
  const all = { __proto__: null } as unknown as Record<string, Constructor | undefined>;
  const names =
    'Int8 Uint8 Uint8Clamped Int16 Uint16 Int32 Uint32 Float16 Float32 Float64 BigInt64 BigUint64';
  for (const name of names.split(' '))
    all[`${name}Array`] = (globalThis as unknown as Record<string, Constructor | undefined>)[
      `${name}Array`
    ];
  return all;
})();

const nameOf = (x: object): string | undefined => call(tagGetter, x) as string | undefined;

/** 0 for everything that is no typed array in a good state: then the built-in is called, and throws where it has to. */
export const lengthOfTyped = (x: unknown): number =>
  isObject(x) && nameOf(x) !== undefined ? (call(lengthGetter, x) as number) : 0;

const isBig = (name: string): boolean => name === 'BigInt64Array' || name === 'BigUint64Array';

/** TypedArrayCreateSameType */
export const createSame = (original: object, length: number): List =>
  construct(constructors[nameOf(original) as string] as Constructor, [length]) as List;

/** The first half of TypedArraySpeciesCreate: what to construct, or undefined for the same type. */
export const typedSpeciesOf = (original: object): Constructor | undefined => {
  const usual = constructors[nameOf(original) as string];
  const C: unknown = original.constructor;
  if (C === undefined) return undefined;
  if (!isObject(C)) throw new TypeError('object.constructor is not an object');
  const S = (C as { readonly [SPECIES]?: unknown })[SPECIES];
  if (isNullish(S) || S === usual) return undefined;
  if (isConstructor(S)) return S;
  throw new TypeError('object.constructor[Symbol.species] is not a constructor');
};

/** The second half, when it has been constructed. */
export const checkSpecies = (original: object, made: object, length: number): List => {
  const list = checkTyped(made, length);
  if (isBig(nameOf(made) as string) !== isBig(nameOf(original) as string))
    throw new TypeError('Content type mismatch');
  return list;
};

/** TypedArrayCreateFromCtor, when it has been constructed. */
export const checkTyped = (made: object, length: number): List => {
  if (nameOf(made) === undefined) throw new TypeError('this is not a typed array.');
  if ((call(lengthGetter, made) as number) < length)
    throw new TypeError('Derived TypedArray constructor created an array which was too small');
  return made as List;
};

/** The name of the constructor of typed arrays that this is, if it is one. */
export const typedName = (C: unknown): string | undefined => {
  for (const name in constructors) if (constructors[name] === C) return name;
  return undefined;
};

/** Whether a constructor of typed arrays neither iterates this nor reads its elements by their indexes. */
export const isCopied = (x: unknown): boolean =>
  // Asking whether something is a buffer takes an exception, so lists are told first.
  !isObject(x) || nameOf(x) !== undefined || (!isArray(x) && isBuffer(x));

const bufferPrototype = ArrayBuffer.prototype;
const byteLength = /* @__PURE__ */ getterOf(bufferPrototype, 'byteLength');
const SharedIntrinsic = (
  globalThis as { readonly SharedArrayBuffer?: { readonly prototype: object } }
).SharedArrayBuffer;
const sharedPrototype = SharedIntrinsic?.prototype;
const sharedByteLength = /* @__PURE__ */ getterOf(sharedPrototype, 'byteLength');

const isBuffer = (x: object): boolean => {
  for (const get of [byteLength, sharedByteLength])
    try {
      if (get === undefined) continue;
      call(get, x);
      return true;
    } catch {}
  return false;
};

export const typedIntrinsic = (name: string): Constructor => constructors[name] as Constructor;

/** What `TypedArray.from` is read from. */
export const TypedArrayIntrinsic: object = TypedArray;
