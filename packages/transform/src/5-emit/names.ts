/** What the emitters of one function share. */
import type * as t from '@babel/types';
import type { Lowered, Plan } from '../contracts.ts';

export interface Registers {
  readonly frame: string;
  readonly value: string;
  readonly thrown: string;
  readonly point: string;
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
}
