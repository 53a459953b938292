/**
 * Why functions are as they were, for the error that says that one of them was in the way:
 *
 *   $untouched("src/f.js", ["no fiber runs it"], [["pick", 3, 1, 57, 0]]);
 *
 * A function is known again by its name and the length of its text.
 */
import * as t from '@babel/types';
import { call, num } from '../ast/build.ts';
import type { CompileDecisions } from '../contracts.ts';

const TYPED = /\.[cm]?tsx?$/;

export function untouchedTable(functions: CompileDecisions['functions'], file: string, untouched: () => string): readonly t.Statement[] {
  const left = functions.filter(({ decision, name }) => decision === 'untouched' && name !== '');
  if (left.length === 0) return [];
  const reasons = [...new Set(left.map(({ reason }) => reason))];
  const rows = left.map(({ name, line, column, start, end, reason }) =>
    t.arrayExpression([
      t.stringLiteral(name),
      num(line),
      num(column),
      num(TYPED.test(file) ? 0 : end - start),
      num(reasons.indexOf(reason)),
    ]),
  );
  const texts = t.arrayExpression(reasons.map((reason) => t.stringLiteral(reason)));
  return [t.expressionStatement(call(untouched(), t.stringLiteral(file), texts, t.arrayExpression(rows)))];
}
