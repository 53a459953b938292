/** Calling a function with a receiver, and seeing through the functions that do so. */

const { call: intrinsicCall, apply: intrinsicApply, bind } = Function.prototype;
const { apply, ownKeys } = Reflect;

type Any = (this: unknown, ...args: unknown[]) => unknown;

/** `f.call(o, …)`, so that JavaScriptCore inlines it, which it does not do with a bound `call`. */
export const spelledOut = function (
  f: Any,
  o: unknown,
  a: unknown,
  b: unknown,
  c: unknown,
  d: unknown,
): unknown {
  // biome-ignore lint/complexity/noArguments: a rest parameter would make an array of each call
  const n = arguments.length;
  if (n < 7 && typeof f === 'function' && f.call === intrinsicCall)
    switch (n) {
      case 2:
        return f.call(o);
      case 3:
        return f.call(o, a);
      case 4:
        return f.call(o, a, b);
      case 5:
        return f.call(o, a, b, c);
      case 6:
        return f.call(o, a, b, c, d);
    }
  const args: unknown[] = [];
  // biome-ignore lint/complexity/noArguments: see above
  for (let i = 2; i < n; i++) args[i - 2] = arguments[i];
  return apply(f, o, args);
};

/**
 * V8 inlines a bound `call` completely, and `spelledOut` half as well; JavaScriptCore takes 50 ns
 * for the former, and inlines the latter. Nothing in the language shows what an engine inlines, so
 * they are told apart by the errors that they make: only V8 puts the stack before the message.
 */
export const inlinesBoundCall = ownKeys(new Error(''))[0] === 'stack';

/** Calls `f` with a receiver and arguments, whatever its own `call` may be. */
export const call = (
  inlinesBoundCall ? apply(bind, intrinsicCall, [intrinsicCall]) : spelledOut
) as (f: unknown, receiver: unknown, ...args: unknown[]) => unknown;

/** The function that a site `callee.call(…)` calls in effect, if `callee` is one of the intrinsic callers. */
export const through = (
  callee: unknown,
  receiver: unknown,
  arg0: unknown,
  arg1: unknown,
): unknown => {
  const reflected = callee === apply;
  if (!reflected && callee !== intrinsicCall && callee !== intrinsicApply) return callee;
  const called = reflected ? arg0 : receiver;
  // f.call.call(g, …) and Reflect.apply(f.call, g, …) call g.
  return called === intrinsicCall || called === intrinsicApply ? (reflected ? arg1 : arg0) : called;
};

/** At a site `caller.call(…)`, `caller.apply(…)` or `Reflect.apply(f, …)`: what it calls in place of `f`, see the module of built-ins. */
export const via = <F>(caller: unknown, resolve: (f: F) => unknown, f: F): unknown =>
  caller === intrinsicCall || caller === intrinsicApply || caller === apply ? resolve(f) : f;
