/** `verify`: the compiler checks its own work. What fails here is a defect of the compiler, not of the source. */
import * as t from '@babel/types';
import type { Lowered, Stmt } from './contracts.ts';

/** No syntax node stands in two places: changing one would change the other. */
export function verifyTree(root: t.Node): void {
  const seen = new Set<t.Node>();
  t.traverseFast(root, (node) => {
    if (seen.has(node)) throw new Error(`defect in fiberc: the ${node.type} of line ${node.loc?.start.line} stands in two places`);
    seen.add(node);
  });
}

/** Every point can be found in the source, and is numbered once. */
export function verifyPoints(fn: Lowered): void {
  const seen = new Set<number>();
  const visit = (statements: readonly Stmt[]): void => {
    for (const statement of statements) {
      switch (statement.kind) {
        case 'point':
          if (!statement.loc) throw new Error(`defect in fiberc: point ${statement.id} of ${fn.name} has no position`);
          if (seen.has(statement.id)) throw new Error(`defect in fiberc: point ${statement.id} of ${fn.name} stands twice`);
          seen.add(statement.id);
          break;
        case 'if':
          visit(statement.consequent);
          visit(statement.alternate);
          break;
        case 'loop':
        case 'labeled':
          visit(statement.body);
          break;
        case 'switch':
          for (const part of statement.cases) visit(part.body);
          break;
        case 'try':
          visit(statement.block);
          break;
        default:
      }
    }
  };
  visit(fn.body);
}
