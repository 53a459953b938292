/** The conformance corpus: random programs, with the logs of the original. */
import { readFileSync } from 'node:fs';

export interface Op {
  readonly op:
    | 'switch'
    | 'throw'
    | 'throwbad'
    | 'setparent'
    | 'getparent'
    | 'alive'
    | 'current'
    | 'return'
    | 'raise';
  readonly to: number;
  readonly parent: number;
  readonly value: string | null;
  readonly propagate?: boolean;
}

export interface Program {
  readonly script: {
    readonly parents: readonly (number | null)[];
    readonly progs: readonly (readonly Op[])[];
  };
  readonly log: readonly (readonly unknown[])[];
}

/** The programs, with the names of errors and types as they are in JavaScript. */
export const corpus = JSON.parse(
  readFileSync(new URL('../../../fixtures/corpus.json', import.meta.url), 'utf8')
    .replaceAll('"ValueError"', '"RangeError"')
    .replaceAll('or instances, not int"', 'or instances, not number"'),
) as readonly Program[];
