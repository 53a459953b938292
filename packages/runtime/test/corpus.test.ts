import { describe, expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import { run } from './interpreter.ts';

describe('corpus', () => {
  test('has 300 programs', () => {
    expect(corpus).toHaveLength(300);
  });
  for (const [i, program] of corpus.entries())
    test(`program ${i}`, () => {
      expect(run(program)).toEqual(program.log);
    });
});
