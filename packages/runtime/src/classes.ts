/** What compiled code calls for the parts of classes that the language ties to their place: `super` outside of methods. */
import type { Callable } from './core.ts';
import { T } from './support.ts';
import { isObject } from './values.ts';

const { construct, get, getPrototypeOf, set } = Reflect;

/** Where `super` looks: what the prototype of the home object is now. */
const base = (home: object, key: unknown, verb: string): object => {
  const proto = getPrototypeOf(home);
  if (proto === null)
    throw new TypeError(`Cannot ${verb} properties of null (${verb}ing '${String(key)}')`);
  return proto;
};

/** `super[key]` in a method of `home`. */
export const superGet = (home: object, receiver: unknown, key: PropertyKey): unknown =>
  get(base(home, key, 'read'), key, receiver);

/** `super[key]` as a target: an object whose `v` is it. Sloppy code does not hear of an assignment that fails. */
export const superRef = (
  home: object,
  receiver: unknown,
  key: PropertyKey,
  sloppy?: boolean,
): { v: unknown } => ({
  get v() {
    return superGet(home, receiver, key);
  },
  set v(value) {
    const target = base(home, key, 'set');
    if (!(isObject(receiver) && set(target, key, value, receiver)) && !sloppy)
      throw new TypeError(`Cannot assign to property '${String(key)}' of ${typeof receiver}`);
  },
});

/** `delete super[key]`, which is always an error. */
export const superDelete = (_home: object, _receiver: unknown, _key: unknown): never => {
  throw new ReferenceError("Unsupported reference to 'super'");
};

/** What `super(…)` calls in the constructor `self`. */
export const parent = (self: object): unknown => getPrototypeOf(self);

/** `super(…args)` in the constructor `self`. */
export const superConstruct = (self: object, args: unknown[], newTarget: Callable): unknown =>
  construct(getPrototypeOf(self) as Callable, args, newTarget);

/** A base class for classes that put their fields on the object that they are given. */
export function identity(o: unknown): unknown {
  return o;
}

/** `this` of a derived constructor in a box. */
export interface This {
  v: unknown;
}

const unbound = (): never => {
  throw new ReferenceError(
    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
  );
};

/** `this` of a derived constructor. */
export const thisOf = (box: This): unknown => (box.v === T ? unbound() : box.v);

/** After `super(…)`. */
export const bindThis = (box: This, value: unknown): unknown => {
  if (box.v !== T) throw new ReferenceError('Super constructor may only be called once');
  box.v = value;
  return value;
};

/** What a derived constructor returns: an object, or else `this`. */
export const derived = (value: unknown, box: This): unknown => {
  if (isObject(value)) return value;
  if (value !== undefined)
    throw new TypeError('Derived constructors may only return object or undefined');
  return thisOf(box);
};
