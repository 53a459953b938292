/** Async contexts: what a fiber does inside of `als.run` and its like, it does there whenever it goes on. */
import { load } from '@fiberc/runtime/abi';
import { captured, exiting, scoped, storing } from './context-intrinsics.ts';
import type { Callback } from './intrinsics.ts';

export {
  nativeExit,
  nativeRun,
  nativeRunInAsyncScope,
  nativeSnapshot,
} from './context-intrinsics.ts';

const { within } = /* @__PURE__ */ load(1);

/** `als.run` */
export function run(
  this: unknown,
  store: unknown,
  f: Callback,
  ...args: readonly unknown[]
): unknown {
  return within(storing(this, store), f, null, args);
}

/** `als.exit` */
export function exit(this: unknown, f: Callback, ...args: readonly unknown[]): unknown {
  return within(exiting(this), f, null, args);
}

/** `resource.runInAsyncScope` */
export function runInAsyncScope(
  this: unknown,
  f: Callback,
  receiver: unknown,
  ...args: readonly unknown[]
): unknown {
  return within(scoped(this), f, receiver, args);
}

/** `AsyncLocalStorage.snapshot` */
export function snapshot(this: unknown): Callback {
  const enter = captured(this);
  return (f, ...args) => within(enter, f as Callback, undefined, args);
}
