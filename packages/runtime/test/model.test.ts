/** The runtime against the state machine, on random programs. */
import { describe, expect, test } from 'vitest';
import { corpus, type Op, type Program } from './corpus.ts';
import { run } from './interpreter.ts';
import { simulate } from './model.ts';

/** Numbers below n, always the same sequence for a seed. */
const random = (seed: number): ((n: number) => number) => {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
};

const kinds = [
  ...Array(8).fill('switch'),
  ...Array(3).fill('throw'),
  ...Array(3).fill('setparent'),
  'throwbad',
  'getparent',
  'alive',
  'current',
  'return',
  'raise',
] as readonly Op['op'][];

const program = (seed: number): Pick<Program, 'script'> => {
  const below = random(seed);
  const fibers = 2 + below(6);
  const operation = (): Op => ({
    op: kinds[below(kinds.length)] as Op['op'],
    to: below(fibers),
    parent: below(fibers),
    value: below(3) === 0 ? null : `v${below(100)}`,
    propagate: below(3) === 0,
  });
  return {
    script: {
      parents: Array.from({ length: fibers }, (_, i) => (i === 0 ? null : below(i))),
      progs: Array.from({ length: fibers }, () => Array.from({ length: 1 + below(12) }, operation)),
    },
  };
};

describe('model', () => {
  test('agrees with the original on the corpus', () => {
    for (const entry of corpus) expect(simulate(entry)).toEqual(entry.log);
  });

  test.each(Array.from({ length: 20 }, (_, i) => i))('random programs, batch %i', (batch) => {
    for (let i = 0; i < 150; i++) {
      const random = program(batch * 1000 + i);
      expect(run(random)).toEqual(simulate(random));
    }
  });
});
