/** What compiled code calls for the parts of classes that the language ties to their place: `super` outside of methods. */
import { isObject } from './support.ts';

const { get, getPrototypeOf, set } = Reflect;

/** Where `super` looks: what the prototype of the home object is now. */
const base = (home: object, key: unknown, verb: string): object => {
  const proto = getPrototypeOf(home);
  if (proto === null)
    throw new TypeError(`Cannot ${verb} properties of null (${verb}ing '${String(key)}')`);
  return proto;
};

/** `super[key]` in a method of `home`. */
export const superGet = (home: object, key: PropertyKey, receiver: unknown): unknown =>
  get(base(home, key, 'read'), key, receiver);

/** `super[key]` as a target: an object whose `v` is it. Sloppy code does not hear of an assignment that fails. */
export const superRef = (
  home: object,
  key: PropertyKey,
  receiver: unknown,
  sloppy?: boolean,
): { v: unknown } => ({
  get v() {
    return superGet(home, key, receiver);
  },
  set v(value) {
    const target = base(home, key, 'set');
    if (!(isObject(receiver) && set(target, key, value, receiver)) && !sloppy)
      throw new TypeError(`Cannot assign to property '${String(key)}' of ${typeof receiver}`);
  },
});

/** `delete super[key]`, which is always an error. */
export const superDelete = (_home: object, _key: unknown, _receiver: unknown): never => {
  throw new ReferenceError("Unsupported reference to 'super'");
};
