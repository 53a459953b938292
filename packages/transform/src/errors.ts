/** Errors that the compiler gives for its input: a stable code, a position and a code frame. */
import { codeFrameColumns } from '@babel/code-frame';

export interface Position {
  readonly line: number;
  /** Counted from 0, as Babel does. */
  readonly column: number;
}

/** The input can't be compiled. `line` and `column` count from 1. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly code: string;
  /** The message without position and frame. */
  readonly reason: string;
  readonly filename: string;
  readonly line: number;
  readonly column: number;
  /** The source around the position, or '' where there is none. */
  readonly frame: string;

  constructor(code: string, message: string, filename: string, at: Position, source: string) {
    const frame =
      source === '' ? '' : codeFrameColumns(source, { start: { line: at.line, column: at.column } }, { linesAbove: 2, linesBelow: 2 });
    super(`${filename}:${at.line}:${at.column + 1}: ${message}${frame && `\n\n${frame}`}`);
    this.code = code;
    this.reason = message;
    this.filename = filename;
    this.line = at.line;
    this.column = at.column + 1;
    this.frame = frame;
  }
}

/** What can't be captured yet where it would have to suspend: code suffix → how it is named in the message. */
export const UNSUPPORTED = {
  FIELD: 'an `accessor` field',
  WITH: 'a `with` statement',
  EVAL: 'a function that calls `eval` directly',
  PARAMETER_CLOSURE: 'a function in a default parameter that shares changing variables with the body',
  PRIVATE_HEAD: 'a private name in the head of its own class',
  JSX: 'JSX',
  SYNTAX: 'this syntax',
} as const;

export type Unsupported = keyof typeof UNSUPPORTED;
