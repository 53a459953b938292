/** Who runs when a function is called: bound functions, proxies, constructors. */
import { call } from './call.ts';
import { cap2, type Frame, type Resume, seeThrough, type Trap, tail, verify } from './core.ts';
import { passesProxy } from './proxies.ts';
import { isObject } from './values.ts';

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { apply: intrinsicApply, bind, call: intrinsicCall } = Function.prototype;
const ProxyIntrinsic = Proxy;

/** For functions that stand for another one: which one, when called so. */
const stands = new WeakMap<object, (trap: Trap) => unknown>();
const { get, set } = stands;

seeThrough((callee, fn, trap) => {
  let f = callee;
  while (f && f !== fn)
    f = (apply(get, stands, [f]) as ((trap: Trap) => unknown) | undefined)?.(trap);
  // With no capture under way there is nothing to compare with.
  return f === fn && f !== undefined;
});

const remember = (f: unknown, standsFor: (trap: Trap) => unknown): void => {
  apply(set, stands, [f as object, standsFor]);
};

/** What `call.bind(f)` has made calls `f`: that, by what it has made. */
const curried = new WeakMap<object, unknown>();

/** The function that `f` calls with its first argument for a receiver, if it is a `call.bind(…)`. */
export const uncurried = (f: unknown): unknown => apply(get, curried, [f]);

/**
 * After `f.bind(…)`: if that was the intrinsic, `result` stands for `f`. If `f` is a function that calls its receiver, and
 * nothing else was bound, it stands for that.
 */
export const bound = <R>(callee: unknown, f: unknown, result: R, receiver?: unknown): R => {
  if (callee !== bind) return result;
  const calls = f === intrinsicCall || f === intrinsicApply;
  remember(result, () => (calls ? receiver : f));
  if (f === intrinsicCall) apply(set, curried, [result as object, receiver]);
  return result;
};

/** `f.bind(…args)` in code of a module itself. */
export const bindHere = (f: { readonly bind: unknown }, ...args: unknown[]): unknown => {
  const method = f.bind;
  const result = call(method, f, ...args);
  return args.length === 1 ? bound(method, f, result, args[0]) : bound(method, f, result);
};

/** `new C(target, handler)` in code of a module itself. */
export const makeProxy = (
  C: new (target: unknown, handler: unknown) => object,
  target: unknown,
  handler: unknown,
): object => proxied(C, target, handler, new C(target, handler));

/** After `new C(target, handler)`: if that made a proxy, it stands for its target until a trap comes between. */
export const proxied = <R>(C: unknown, target: unknown, handler: unknown, result: R): R => {
  if (C === ProxyIntrinsic && typeof target === 'function')
    remember(result, (trap) => (has(handler, trap ?? 'apply') ? undefined : target));
  return result;
};

/** Whether a handler has a trap, without running an accessor: one that is there counts as a trap, and so does a proxy. */
const has = (handler: unknown, trap: string): boolean => {
  if (passesProxy(handler)) return true;
  for (let o = handler as object | null; o !== null; o = getPrototypeOf(o)) {
    const found = getOwnPropertyDescriptor(o, trap);
    if (found) return !('value' in found && (found.value === undefined || found.value === null));
  }
  return false;
};

/** A class without a constructor and fields of its own: constructing it constructs its parent. */
export const derives = (C: object): void =>
  remember(C, (trap) => (trap ? getPrototypeOf(C) : undefined));

const constructed: Resume = (frame, v, thrown) => {
  if (thrown) throw v;
  return isObject(v) ? v : frame.s0;
};

/** The receiver of an activation that keeps it: of a constructor or an accessor. */
export const receiverIn = ({ s, s0 }: Frame): unknown => (s ? s[0] : s0);

/**
 * For a capture inside `new callee(…)`: a constructor returns its `this` unless it returns an
 * object, and so must the captured one. Returns the callee to compare with.
 */
export const construct = (callee: unknown): unknown => {
  verify(callee, 'construct');
  const frame = tail as Frame;
  cap2(constructed, 0, callee, frame.fn, receiverIn(frame), 0);
  return callee;
};

const { construct: reflectConstruct, defineProperty } = Reflect;

/** The function that a site `callee.construct(C, …)` calls in effect. */
export const reflects = (callee: unknown, C: unknown): unknown =>
  callee === reflectConstruct ? C : callee;

/** For a capture inside of it: what to compare with, after the rule of constructors if that is what it calls. */
export const reflected = (callee: unknown, C: unknown): unknown =>
  callee === reflectConstruct ? construct(C) : callee;

/** Gives a function the name that it has in the source. */
export const rename = (fn: object, name: string): boolean =>
  defineProperty(fn, 'name', { value: name, configurable: true });

/** The function itself. As an argument, a function gets no name from the variable that it is then put in. */
export const anonymous = <F>(fn: F): F => fn;
