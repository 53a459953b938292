/** What a {@link FiberError} is about. */
export type FiberErrorCode =
  | 'ERR_FIBER_SELF'
  | 'ERR_FIBER_ENDED'
  | 'ERR_FIBER_FOREIGN'
  | 'ERR_FIBER_BARRIER'
  | 'ERR_FIBER_NOT_COMPILED'
  | 'ERR_FIBER_ABI';

/** Misuse of fibers. `code` says what went wrong and never changes; the text may. */
export class FiberError extends Error {
  static {
    // On the prototype, so that the stack begins with it.
    FiberError.prototype.name = 'FiberError';
  }
  /** Undefined where a program made the error itself without one. */
  declare readonly code: FiberErrorCode | undefined;

  constructor(message?: string, code?: FiberErrorCode, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Throws. */
export const refuse = (
  message: string,
  Class: new (message: string, code?: never) => Error,
  code?: FiberErrorCode,
): never => {
  throw new Class(message, code as never);
};
