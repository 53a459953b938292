/**
 * Functions that are compiled as plain ones, with the looks of what they were: async functions and generators. They
 * come as methods or arrows, which have no `prototype` and are no constructors, as async functions are.
 */
import { isObject } from './values.ts';

const { defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
const { create } = Object;

const AsyncFunction = getPrototypeOf(async () => {}) as object;
/** What all functions that make generators of one kind inherit from, with what their generators inherit from. */
interface Maker {
  readonly prototype: object;
}
const GeneratorFunction = getPrototypeOf(function* () {}) as Maker;
export const AsyncGeneratorFunction = getPrototypeOf(async function* () {}) as Maker;

/** Makes a function look async. */
export const asyncFunction = <F extends object>(f: F): F => {
  setPrototypeOf(f, AsyncFunction);
  return f;
};

const makerOf =
  (kind: Maker) =>
  <F extends object>(f: F): F => {
    setPrototypeOf(f, kind);
    defineProperty(f, 'prototype', { value: create(kind.prototype), writable: true });
    return f;
  };

/** Makes a function look like one that makes generators. */
export const generatorFunction: <F extends object>(f: F) => F = makerOf(GeneratorFunction);

/** Makes a function look like one that makes async generators. */
export const asyncGeneratorFunction: <F extends object>(f: F) => F =
  makerOf(AsyncGeneratorFunction);

/** What a generator inherits from that a call of `f` makes. */
export const prototypeFor = (
  { prototype }: { readonly prototype: unknown },
  kind: Maker,
): object => (isObject(prototype) ? prototype : kind.prototype);

/** A generator that a call of `f` has made. */
export const generator = (f: { readonly prototype: unknown }, made: object): object => {
  setPrototypeOf(made, prototypeFor(f, GeneratorFunction));
  return made;
};
