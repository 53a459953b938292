import { type Decisions, loadDecisions, OptionsError } from '@fiberc/transform/node';
import { Failure } from '../failure.ts';
import { show } from '../outputs.ts';

/** @throws Failure if it is not there, or is no decisions file of this version */
export function loadStored(file: string): Decisions {
  try {
    return loadDecisions(file, show(file));
  } catch (error) {
    if (error instanceof OptionsError) throw new Failure(error.message);
    throw error;
  }
}
