/**
 * Rewrites classes, before anything else is lowered, so that what suspends in them stands in ordinary methods and
 * functions. Only what suspends is rewritten.
 */
import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { classesIn } from '../../ast/paths.ts';
import { rewriteElements } from './elements.ts';
import { type ClassParts, classParts } from './parts.ts';
import { type RewriteContext, rewriteSupers } from './supers.ts';

export interface Rewritten {
  readonly parts: ClassParts;
  /** Whether calls have changed, so that the facts have to be read again. */
  readonly changed: boolean;
}

export function rewriteClasses(program: NodePath<t.Program>, cx: RewriteContext): Rewritten {
  const parts = classParts(cx.fresh);
  let changed = rewriteSupers(program, parts, cx);
  if (changed) program.scope.crawl();
  // Inner classes first: they stand in what moves.
  for (const path of classesIn(program).reverse()) changed = rewriteElements(path, parts, cx) || changed;
  return { parts, changed };
}
