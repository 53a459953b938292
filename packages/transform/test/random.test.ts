// A short campaign of random programs: what they log is the same compiled as plain, however they are suspended.
// `node scripts/fuzz.mjs` is the long one, and makes what fails small.
import { expect, test, vi } from 'vitest';
import { program } from './random/program.ts';
import { compare } from './random/run.ts';

vi.setConfig({ testTimeout: 120_000 });

const torture = ['before', 'after', 'entry'] as const;
const groups = 10;
const each = 30;

test.for(Array.from({ length: groups }, (_, group) => 1 + group * each))(
  'programs %i and up',
  async (from) => {
    const verdicts = { same: 0, invalid: 0, refused: 0, different: 0 };
    for (let seed = from; seed < from + each; seed++) {
      const wanted = ['quiet', torture[seed % torture.length] ?? 'before'] as const;
      const outcome = await compare(program(seed, 30 + (seed % 4) * 15), {
        seed,
        variants: wanted,
      });
      verdicts[outcome.verdict] += 1;
      expect(outcome, `seed ${seed}`).not.toHaveProperty('difference');
    }
    // A generator that writes what cannot be compared would pass everything.
    expect(verdicts.same).toBeGreaterThan(each * 0.8);
  },
);
