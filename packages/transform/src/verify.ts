/** `verify`: the compiler checks its own work. What fails here is a defect of the compiler, not of the source. */
import * as t from '@babel/types';
import { pointsOf } from './5-emit/points.ts';
import type { Lowered } from './contracts.ts';

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
  for (const { id, loc } of fn.body.flatMap(pointsOf)) {
    if (!loc) throw new Error(`defect in fiberc: point ${id} of ${fn.name} has no position`);
    if (seen.has(id)) throw new Error(`defect in fiberc: point ${id} of ${fn.name} stands twice`);
    seen.add(id);
  }
}
