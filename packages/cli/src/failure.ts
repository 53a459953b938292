/**
 * What the user asked for cannot be done: a missing file, output over input, a file that does not
 * compile. Printed without a stack; every other error is a defect of fiberc and keeps its stack.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
}

interface Located {
  /** Begins with `file:line:column: ` and ends with the code frame. */
  readonly message: string;
  readonly code: string;
  readonly filename: string;
  readonly frame: string;
}

/** A CompileError, told by its shape: it may come from another copy of the compiler. */
export function isLocated(error: unknown): error is Located & Error {
  return error instanceof Error && 'code' in error && 'filename' in error && 'frame' in error;
}

/** The place, which terminals and editors turn into a link, the message, its code, the frame. */
export function describe(error: Located, show: (file: string) => string = (file) => file): string {
  const [first = '', ...rest] = error.message.split('\n');
  const short = first.startsWith(error.filename)
    ? show(error.filename) + first.slice(error.filename.length)
    : first;
  return [`${short} [${error.code}]`, ...rest].join('\n');
}
