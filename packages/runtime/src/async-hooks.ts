/** Node's module of async contexts, which Bun and Deno have as well: asked for, as it is not everywhere. */

export interface AsyncHooks {
  readonly AsyncLocalStorage?: {
    readonly prototype: object;
    readonly snapshot?: () => <T>(run: () => T) => T;
  };
  readonly AsyncResource?: { readonly prototype: object };
}

/** Undefined where there is none, as in browsers. */
export const asyncHooks = (): AsyncHooks | undefined =>
  (
    globalThis as {
      readonly process?: { readonly getBuiltinModule?: (name: string) => AsyncHooks | undefined };
    }
  ).process?.getBuiltinModule?.('node:async_hooks');
