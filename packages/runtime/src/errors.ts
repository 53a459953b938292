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
    // On the prototype, so that an instance prints no `name` beside its code.
    FiberError.prototype.name = 'FiberError';
  }

  /** Undefined where a program made the error itself without one. */
  readonly code: FiberErrorCode | undefined;

  constructor(message?: string, code?: FiberErrorCode, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A function's name for a message; a name that the program computes is not asked for. */
export const nameOf = (f: unknown): string => {
  const name: unknown =
    typeof f === 'function' && Object.getOwnPropertyDescriptor(f, 'name')?.value;
  return typeof name === 'string' && name ? name : 'an anonymous function';
};
