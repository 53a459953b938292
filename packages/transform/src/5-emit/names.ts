/** What the emitters of one function share. */
import type * as t from '@babel/types';
import type { Lowered, Origin, Plan } from '../contracts.ts';
import type { Position } from '../errors.ts';

export interface Registers {
  readonly frame: string;
  readonly value: string;
  readonly thrown: string;
  readonly point: string;
  /** Given where a resume body is only asked for its resume points. */
  readonly where: string;
}

/** What resume points tell of themselves. */
export interface Places {
  readonly file: string;
  /** What the source calls the function. */
  readonly title: string;
  /** Name of the function that adds captured activations to the stack trace of an error. */
  readonly traced: string;
  /** What the source calls a local, or null if it has it not: `*n` is one that lives in a box. */
  readonly sourceName: (local: string) => string | null;
  /** Where this is in what the source was made from. Columns count from 0. */
  readonly original: (at: Position) => Origin;
}

export interface EmitContext {
  readonly fn: Lowered;
  readonly plan: Plan;
  readonly runtime: (name: string) => string;
  readonly fresh: (base: string) => string;
  /** Name of the resume body. */
  readonly resume: string;
  /** The function object, as the normal body knows it. */
  readonly self: string;
  readonly selfAtHome: boolean;
  /** What a captured name is inside the normal body: `$this` is `this`. */
  readonly lexical: (name: string) => t.Expression;
  readonly comments: boolean;
  /** The bodies stand in async arrows, which give a promise whatever they return: the variable that takes the token. */
  readonly left: string | null;
  /** Names of frame, value, "to be thrown" and resume point in resume bodies. */
  readonly registers: Registers;
  /** Null where captured activations tell nothing. */
  readonly places: Places | null;
}
