/** Constructors of typed arrays: they iterate what is neither a buffer nor a typed array, or read it by index. */

import { iterable } from './from.ts';
import {
  append,
  type Constructor,
  construct,
  createList,
  isPlainArray,
  iterateOf,
  type List,
  lengthOf,
  spreadable,
} from './intrinsics.ts';
import { isCopied, typedIntrinsic } from './typed-intrinsics.ts';

type Arguments = readonly unknown[];

/** `new C(…args)` with the new.target `newTarget`, `C` being a constructor of the language. */
export function makeTyped(C: Constructor, args: Arguments, newTarget: unknown): unknown {
  const items = args[0];
  if (isCopied(items)) return construct(C, args, newTarget as Constructor);
  const iterate = iterateOf(items);
  if (iterate === undefined) {
    const n = lengthOf(items as object);
    const made = construct(C, [n], newTarget as Constructor) as List;
    for (let k = 0; k < n; k++) made[k] = (items as List)[k];
    return made;
  }
  if (isPlainArray(items, iterate)) return construct(C, [items], newTarget as Constructor);
  const list = createList(0);
  let size = 0;
  for (const item of iterable(items, iterate)) append(list, size++, item);
  return construct(C, [spreadable(list)], newTarget as Constructor);
}

function equivalentOf(name: string): (...args: Arguments) => unknown {
  const C = typedIntrinsic(name);
  function Suspendable(...args: Arguments): unknown {
    return makeTyped(C, args, C);
  }
  return Suspendable;
}

export const SuspendableInt8Array = /* @__PURE__ */ equivalentOf('Int8Array');
export const SuspendableUint8Array = /* @__PURE__ */ equivalentOf('Uint8Array');
export const SuspendableUint8ClampedArray = /* @__PURE__ */ equivalentOf('Uint8ClampedArray');
export const SuspendableInt16Array = /* @__PURE__ */ equivalentOf('Int16Array');
export const SuspendableUint16Array = /* @__PURE__ */ equivalentOf('Uint16Array');
export const SuspendableInt32Array = /* @__PURE__ */ equivalentOf('Int32Array');
export const SuspendableUint32Array = /* @__PURE__ */ equivalentOf('Uint32Array');
export const SuspendableFloat16Array = /* @__PURE__ */ equivalentOf('Float16Array');
export const SuspendableFloat32Array = /* @__PURE__ */ equivalentOf('Float32Array');
export const SuspendableFloat64Array = /* @__PURE__ */ equivalentOf('Float64Array');
export const SuspendableBigInt64Array = /* @__PURE__ */ equivalentOf('BigInt64Array');
export const SuspendableBigUint64Array = /* @__PURE__ */ equivalentOf('BigUint64Array');
