/**
 * Functions that behave like compiled ones, before there is a compiler: the body is a generator
 * that yields its calls, and the frame keeps that generator.
 */
import { load } from '@fiberc/runtime/abi';

export const abi = load(1);
const { S, cap2, call, caught } = abi;

type Fn = (...args: never[]) => unknown;

/** A call: callee, receiver, arguments. */
export type Call = readonly [callee: unknown, receiver: unknown, ...args: unknown[]];

/** A method call. */
export const on = (object: object, name: string, ...args: unknown[]): Call => [
  (object as Record<string, unknown>)[name],
  object,
  ...args,
];

/** A function call. */
export const to = (f: Fn, ...args: unknown[]): Call => [f, undefined, ...args];

/** Makes a function of a body that yields its calls. */
export const compiled = <Args extends unknown[]>(
  body: (this: unknown, ...args: Args) => Generator<Call, unknown, unknown>,
): ((this: unknown, ...args: Args) => unknown) => {
  const run = (g: Generator<Call, unknown, unknown>, v: unknown, thrown: boolean): unknown => {
    for (;;) {
      const step = thrown ? g.throw(v) : g.next(v);
      if (step.done) return step.value;
      const [callee, receiver, ...args] = step.value;
      try {
        v = call(callee, receiver, ...args);
        thrown = false;
      } catch (e) {
        caught(e);
        v = e;
        thrown = true;
      }
      if (v === S) return cap2(resume, 0, f, callee, g, 0);
    }
  };
  const resume = (frame: { readonly s0?: unknown }, v: unknown, thrown: boolean): unknown =>
    run(frame.s0 as Generator<Call, unknown, unknown>, v, thrown);
  const f = function (this: unknown, ...args: Args): unknown {
    return run(body.apply(this, args), undefined, false);
  };
  Object.defineProperty(f, 'name', { value: body.name });
  return f;
};

/** What a call throws. */
export const thrownBy = (f: () => unknown): unknown => {
  try {
    f();
  } catch (e) {
    return e;
  }
  throw new Error('nothing was thrown');
};
