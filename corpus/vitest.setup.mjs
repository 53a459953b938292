// Before each file of a suite that runs under vitest: suspends it, and counts.
import { afterAll } from 'vitest';
import { loadDice, suspensions } from './suspend.mjs';
import { tally } from './tally.mjs';

const config = JSON.parse(process.env.FIBERC_CORPUS);

loadDice(config.seed);
if (config.variant) {
  const counted = suspensions(config);
  afterAll(() => tally(config).write(counted()));
}
