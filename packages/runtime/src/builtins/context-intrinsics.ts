/**
 * What the equivalents for async contexts need of Node's `async_hooks`. Nothing here can be suspended.
 */
import { asyncHooks } from '../async-hooks.ts';
import type { Enter } from '../within.ts';
import { call, method } from './intrinsics.ts';

const hooks = /* @__PURE__ */ asyncHooks();
const storage = hooks?.AsyncLocalStorage;

export const nativeRun = /* @__PURE__ */ method(storage?.prototype, 'run');
export const nativeExit = /* @__PURE__ */ method(storage?.prototype, 'exit');
export const nativeSnapshot = /* @__PURE__ */ method(storage, 'snapshot');
export const nativeRunInAsyncScope = /* @__PURE__ */ method(
  hooks?.AsyncResource?.prototype,
  'runInAsyncScope',
);
const getStore = /* @__PURE__ */ method(storage?.prototype, 'getStore');

/** Enters a storage with a value; what the program has put in its place meanwhile, it finds again. */
export const storing = (storage: unknown, given: unknown): Enter => {
  let store = given;
  return (stretch) =>
    call(nativeRun, storage, store, () => {
      try {
        return stretch();
      } finally {
        store = call(getStore, storage);
      }
    });
};

/** Leaves a storage. */
export const exiting = (storage: unknown): Enter => {
  let enter: Enter = (stretch) =>
    call(nativeExit, storage, () => {
      try {
        return stretch();
      } finally {
        const store = call(getStore, storage);
        if (store !== undefined) enter = storing(storage, store);
      }
    });
  return (stretch) => enter(stretch);
};

/** Enters the context of a resource. */
export const scoped =
  (resource: unknown): Enter =>
  (stretch) =>
    call(nativeRunInAsyncScope, resource, stretch);

/** Enters the context of now. */
export const captured = (storage: unknown): Enter => {
  const run = call(nativeSnapshot, storage);
  return (stretch) => call(run, undefined, stretch);
};
