/** Constructing what need not be known: `super(…)` of a class that may extend a built-in, and `Reflect.construct`. */
import {
  MapIntrinsic,
  makeMap,
  makeSet,
  SetIntrinsic,
  WeakMapIntrinsic,
  WeakSetIntrinsic,
} from './collections.ts';
import { argumentsOf, type Constructor, isConstructor, method, reflect } from './intrinsics.ts';
import { makePromise, PromiseIntrinsic } from './promise.ts';
import { makeTyped } from './typed-constructors.ts';
import { typedName } from './typed-intrinsics.ts';

export const nativeConstruct = /* @__PURE__ */ method(Reflect, 'construct');

type Arguments = readonly unknown[];
/** `new C(…args)` with another new.target. */
type Make = (args: Arguments, newTarget: unknown) => unknown;

/** How to make what a constructor of the language makes, if it calls back. */
function makerOf(C: unknown): Make | null {
  switch (C) {
    case PromiseIntrinsic:
      return (args, newTarget) => makePromise(args[0] as never, newTarget);
    case MapIntrinsic:
      return (args, newTarget) => makeMap(MapIntrinsic, args[0] as never, newTarget);
    case SetIntrinsic:
      return (args, newTarget) => makeSet(SetIntrinsic, args[0] as never, newTarget);
    case WeakMapIntrinsic:
      return (args, newTarget) => makeMap(WeakMapIntrinsic, args[0] as never, newTarget);
    case WeakSetIntrinsic:
      return (args, newTarget) => makeSet(WeakSetIntrinsic, args[0] as never, newTarget);
    default:
      return typedName(C) === undefined
        ? null
        : (args, newTarget) => makeTyped(C as Constructor, args, newTarget);
  }
}

/** `super(…args)` in the constructor `self`. */
export function superConstruct(self: object, args: Arguments, newTarget: unknown): unknown {
  const C = reflect.getPrototypeOf(self);
  const make = makerOf(C);
  return make === null
    ? reflect.construct(C as Constructor, args, newTarget as Constructor)
    : make(args, newTarget);
}

/** `Reflect.construct` */
export function reflectConstruct(C: unknown, args: Arguments, ...more: Arguments): unknown {
  const make = makerOf(C);
  if (make === null || (more.length > 0 && !isConstructor(more[0])))
    return reflect.construct(C as Constructor, args, ...(more as [Constructor]));
  return make(argumentsOf(args), more.length > 0 ? more[0] : C);
}
