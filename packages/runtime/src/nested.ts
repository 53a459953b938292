/**
 * What code compiled with the option `barriers: 'nested'` loads instead of the ABI: exact mode, in which a switch that
 * cannot leave its fiber runs the other one on top of it.
 */
import { allowNesting, load as loadExact } from './exact.ts';

/** First statement of every module compiled with that option. */
export const load: typeof loadExact = (version) => {
  allowNesting();
  return loadExact(version);
};
