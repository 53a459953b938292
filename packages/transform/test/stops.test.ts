import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { expect, test } from 'vitest';
import { compile } from '../src/entries/index.ts';

const source = `
export function sum(list, f) {
  let total = 0;
  for (const one of list) {
    const got = f(one);
    if (got > 1) total += list.scale.of(got);
  }
  return total;
}
export const first = (o) => { try { return o.get(); } catch (e) { return e.message; } };
`;

/** The line of the source that a piece of code belongs to, wherever it stands in what was compiled. */
function linesOf(piece: RegExp, mode: 'development' | 'production'): readonly (number | null)[] {
  const { code, map } = compile(source, { filename: 'sum.js', mode });
  const trace = new TraceMap(map as ConstructorParameters<typeof TraceMap>[0]);
  const found: (number | null)[] = [];
  code.split('\n').forEach((text, index) => {
    for (const { index: column } of text.matchAll(piece))
      found.push(originalPositionFor(trace, { line: index + 1, column }).line);
  });
  return found;
}

const modes = ['development', 'production'] as const;
const ours = [
  /return \$cap/g,
  /(?<=return \$cap.*);/g,
  /\$k = 0/g,
  /switch \(\$k\)/g,
  /case \d/g,
  /\$caught\(/g,
];

test.each(modes)('what the source does not have is mapped nowhere, in %s', (mode) => {
  for (const piece of ours) {
    const lines = linesOf(piece, mode);
    expect(lines, String(piece)).not.toHaveLength(0);
    expect([...new Set(lines)], String(piece)).toEqual([null]);
  }
});

test.each(modes)('what the source has leads there in both bodies, in %s', (mode) => {
  const lines = (piece: RegExp): readonly (number | null)[] => [...new Set(linesOf(piece, mode))];
  expect(lines(/return total/g)).toEqual([8]);
  expect(lines(/if \(got > 1/g)).toEqual([6]);
  expect(lines(/(?<=\.)scale/g)).toEqual([6]);
  expect(linesOf(/return total/g, mode)).toHaveLength(2);
});

test('while developing, a call is one statement with its operands', () => {
  const { code } = compile(source, { filename: 'sum.js', mode: 'development' });
  expect(code).toMatch(/if \(\(\$\d+ = \[\$\d+ = list\.scale, \$\d+ = \$\d+\.of, \$call\(/);
});
