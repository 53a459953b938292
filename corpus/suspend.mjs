// Which ticks suspend: all of them, or one in `every`, by a random sequence that is the same in each
// run.
import { plan } from '@fiberc/runtime/testing';

/** Starts suspending; returns a function that tells how often it has happened. */
export function suspensions({ every, seed }) {
  const next = random(seed);
  let suspended = 0;
  plan(() => {
    if (every > 1 && next() % every !== 0) return false;
    suspended++;
    return true;
  });
  return () => suspended;
}

/** Suites that roll dice get the same numbers in each run: some do more tests with other ones. */
export function loadDice(seed) {
  const next = random(seed);
  Math.random = () => next() / 2 ** 32;
}

/** Xorshift: whole numbers below 2 ** 32. */
function random(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
