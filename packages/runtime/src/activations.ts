/**
 * Functions in generator form: their bodies are generators, which keep their activations themselves and yield the token
 * where a call has been suspended. Nobody but this module sees the generators.
 */
import { call } from './call.ts';
import { barrier, Q, type Resume, S } from './core.ts';
import { claim, wakeUp } from './generators.ts';

const { apply, getPrototypeOf } = Reflect;
const ProxyIntrinsic = Proxy;
const { next } = getPrototypeOf(function* () {}.prototype as object) as Iterator<unknown>;

interface Activation {
  readonly self: unknown;
  readonly that: unknown;
  readonly generator: object;
  /** Our own names, for the bodies of its `with` statements. */
  names: unknown;
}

/** Lets the body go on until it has finished, or a call of it has been suspended. */
const passed = (result: unknown, activation: Activation): unknown => {
  for (;;) {
    const { done, value } = result as IteratorResult<unknown>;
    // It has gone on after native code had lost the token, or returns one that somebody has kept.
    if (value === S ? done : Q.pending) throw barrier(activation.self);
    if (value === S) return claim(activation.self, resume, activation.that, activation);
    if (done) return value;
    // It asks for its names, or gives them.
    if (value !== undefined) activation.names = value;
    result = call(next, activation.generator, activation.names);
  }
};

const resume: Resume = ({ s1 }, v, t) => {
  const activation = s1 as Activation;
  return passed(wakeUp(activation.generator, v, t, 0), activation);
};

/** What a call of `self` does: runs `body` with the receiver and the arguments. */
export const asGenerator = (
  self: unknown,
  that: unknown,
  args: ArrayLike<unknown>,
  body: (...args: readonly unknown[]) => object,
): unknown => {
  const generator = apply(body, that, args) as object;
  // What its parameters called cannot be suspended.
  if (Q.pending) throw barrier(self);
  return passed(call(next, generator), { self, that, generator, names: undefined });
};

/** An object that has as its properties what `super` has in a method. */
export const superOf = (
  get: (key: PropertyKey) => unknown,
  set: (key: PropertyKey, value: unknown) => unknown,
): object =>
  new ProxyIntrinsic(
    {},
    {
      get: (_, key) => get(key),
      set: (_, key, value) => {
        set(key, value);
        return true;
      },
    },
  );
