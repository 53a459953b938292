/** What is a proxy. */
const { getPrototypeOf } = Reflect;

/** Where the host can tell. In a browser nobody can. */
export const isProxy: ((o: object) => boolean) | undefined = (
  globalThis as {
    readonly process?: {
      readonly getBuiltinModule?: (name: string) => {
        readonly types?: { readonly isProxy: (o: unknown) => boolean };
      };
    };
  }
).process?.getBuiltinModule?.('node:util')?.types?.isProxy;

/** Whether `o` is a proxy, or inherits from one: that may come between `o` and what is found there. */
export const passesProxy = (o: unknown): boolean => {
  for (let p = o as object | null; p; p = getPrototypeOf(p)) if (isProxy?.(p)) return true;
  return false;
};
