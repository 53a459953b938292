/** What a {@link FiberError} is about. */
export type FiberErrorCode =
  | 'ERR_FIBER_SELF'
  | 'ERR_FIBER_ENDED'
  | 'ERR_FIBER_FOREIGN'
  | 'ERR_FIBER_BARRIER'
  | 'ERR_FIBER_NOT_COMPILED'
  | 'ERR_FIBER_ABI'
  | 'ERR_FIBER_NO_CONTEXT';

/**
 * On fibers of other trees (another copy of the package, another realm) as well: is it alive? On the global object: who
 * knows of other copies (`copies.ts`).
 */
export const BRAND: unique symbol = Symbol.for('@fiberc/runtime');

/** The message of an error that the copy of this class makes, where other copies have to do with it. */
export type Tell = (
  message: string | undefined,
  code: FiberErrorCode | undefined,
  copy: typeof FiberError,
) => string | undefined;

/** Misuse of fibers. `code` says what went wrong and never changes; the text may. */
export class FiberError extends Error {
  static {
    // On the prototype, so that the stack begins with it.
    FiberError.prototype.name = 'FiberError';
  }
  /** Undefined where a program made the error itself without one. */
  declare readonly code: FiberErrorCode | undefined;

  constructor(message?: string, code?: FiberErrorCode, options?: ErrorOptions) {
    super(
      (globalThis as { readonly [BRAND]?: Tell })[BRAND]?.(message, code, new.target) ?? message,
      options,
    );
    this.code = code;
  }
}

type Kind = FiberErrorCode | (new (message: string) => Error);

/** Throws an error of this class, or a {@link FiberError} with this code. */
export const refuse = (message: string, kind: Kind): never => {
  // A built-in class takes no notice of a second argument like this.
  throw new ((kind as string).at ? FiberError : (kind as typeof FiberError))(
    message,
    kind as FiberErrorCode,
  );
};
