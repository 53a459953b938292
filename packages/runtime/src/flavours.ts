/**
 * Functions that are compiled as plain ones, with the looks of what they were: async functions and generators. They
 * come as methods or arrows, which have no `prototype` and are no constructors, as async functions are.
 */
import { isObject } from './support.ts';

const { defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
const { create } = Object;

const AsyncFunction = getPrototypeOf(async () => {}) as object;
const Generator = getPrototypeOf(function* () {}) as { readonly prototype: object };

/** Makes a function look async. */
export const asyncFunction = <F extends object>(f: F): F => {
  setPrototypeOf(f, AsyncFunction);
  return f;
};

/** Makes a function look like one that makes generators. */
export const generatorFunction = <F extends object>(f: F): F => {
  setPrototypeOf(f, Generator);
  defineProperty(f, 'prototype', { value: create(Generator.prototype), writable: true });
  return f;
};

/** A generator that a call of `f` has made. */
export const generator = (f: { readonly prototype: unknown }, made: object): object => {
  const { prototype } = f;
  setPrototypeOf(made, isObject(prototype) ? prototype : Generator.prototype);
  return made;
};
