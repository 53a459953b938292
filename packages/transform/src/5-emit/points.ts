/** The suspension points of a statement, in the order of the source. */
import type { Point, Stmt } from '../contracts.ts';

export function pointsOf(statement: Stmt): readonly Point[] {
  switch (statement.kind) {
    case 'point':
      return [statement];
    case 'if':
      return [...statement.consequent, ...statement.alternate].flatMap(pointsOf);
    case 'loop':
    case 'labeled':
      return statement.body.flatMap(pointsOf);
    case 'switch':
      return statement.cases.flatMap((part) => part.body.flatMap(pointsOf));
    case 'try':
      return statement.block.flatMap(pointsOf);
    case 'code':
    case 'decl':
    case 'break':
    case 'continue':
    case 'return':
      return [];
  }
}
