/** What the equivalents for typed arrays need of the specification. Nothing here can be suspended. */
import { call } from '../call.ts';
import { isConstructor, isNullish, isObject, type List } from './intrinsics.ts';

const { construct, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const SPECIES: typeof Symbol.species = Symbol.species;

const TypedArray = /* @__PURE__ */ getPrototypeOf(Int8Array) as { readonly prototype: object };
export const prototype: object = /* @__PURE__ */ (() => TypedArray.prototype)();
const getter = (key: PropertyKey): unknown => getOwnPropertyDescriptor(prototype, key)?.get;
const lengthGetter = /* @__PURE__ */ getter('length');
const tagGetter = /* @__PURE__ */ getter(Symbol.toStringTag);

type Constructor = new (length: number) => object;

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

/** TypedArraySpeciesCreate */
export const createTyped = (original: object, length: number): List => {
  const name = nameOf(original) as string;
  const usual = constructors[name] as Constructor;
  const C: unknown = original.constructor;
  if (C === undefined) return construct(usual, [length]) as List;
  if (!isObject(C)) throw new TypeError('object.constructor is not an object');
  const S = (C as { readonly [SPECIES]?: unknown })[SPECIES];
  if (isNullish(S) || S === usual) return construct(usual, [length]) as List;
  if (!isConstructor(S))
    throw new TypeError('object.constructor[Symbol.species] is not a constructor');
  const made = construct(S, [length]);
  const got = nameOf(made);
  if (got === undefined) throw new TypeError('this is not a typed array.');
  if (isBig(got) !== isBig(name)) throw new TypeError('Content type mismatch');
  if ((call(lengthGetter, made) as number) < length)
    throw new TypeError('Derived TypedArray constructor created an array which was too small');
  return made as List;
};

/** TypedArrayCreateFromCtor */
export const createFrom = (C: Constructor, length: number): List => {
  const made = construct(C, [length]);
  if (nameOf(made) === undefined) throw new TypeError('this is not a typed array.');
  if ((call(lengthGetter, made) as number) < length)
    throw new TypeError('Derived TypedArray constructor created an array which was too small');
  return made as List;
};

/** What `TypedArray.from` is read from. */
export const TypedArrayIntrinsic: object = TypedArray;
