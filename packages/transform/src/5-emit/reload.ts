/**
 * How a resume body gets its variables back from the frame, and what it throws where it was resumed with an error. At its
 * beginning, `var a = $f.s0, …; $f = null; if ($t) throw $v`; while developing, in its parameters, see `reloadedEarly`.
 */
import * as t from '@babel/types';
import { assign, call, id, is, num, run, undef } from '../ast/build.ts';
import { placed, uncounted } from './normal.ts';
import { pointsOf } from './points.ts';
import type { Resume } from './resume.ts';
import { inside } from './stops.ts';

export function reloaded(declared: readonly t.VariableDeclarator[], drops: boolean, only: number, r: Resume): t.Statement[] {
  // `var`: code that is kept as it is may declare a `var` of the source again.
  const prologue: t.Statement[] = declared.length > 0 ? [t.variableDeclaration('var', [...declared])] : [];
  if (drops) prologue.push(run(assign(r.F, t.nullLiteral())));
  if (!r.throwsInside) prologue.push(t.ifStatement(id(r.T), t.throwStatement(raised(r.guarded ? id(r.K) : num(only), r))));
  return prologue;
}

/**
 * While developing, what is reloaded stands in the parameters, as engines stop at statements. Where they stop first has to
 * be where the function goes on, for whoever steps out of what it has called, and all variables have to be there:
 *
 *   function g$r($f, $v, $t, i = $f.s0, $k = $f.k, $at = $f = $k === 1 ? (0, null) : $k === 2 ? (0, null) : null)
 *
 * An engine stops at what is behind a comma, which is mapped to the call.
 */
export function reloadedEarly(
  declared: readonly t.VariableDeclarator[],
  drops: boolean,
  { cx, F }: Resume,
): readonly [t.AssignmentPattern[], t.Statement[]] {
  const parameters = declared.flatMap(({ id: name, init }) => (init ? [t.assignmentPattern(name as t.Identifier, init)] : []));
  const rest = declared.filter(({ init }) => !init);
  const points = cx.fn.body.flatMap(pointsOf);
  const stop = points.reduceRight<t.Expression>(
    (otherwise, { id: point, loc }) =>
      t.conditionalExpression(
        is(t.memberExpression(id(F), id('k')), num(point)),
        t.sequenceExpression([num(0), placed(t.nullLiteral(), inside(loc))]),
        otherwise,
      ),
    t.nullLiteral(),
  );
  parameters.push(t.assignmentPattern(id(cx.fresh('$at')), drops ? assign(F, stop) : stop));
  parameters.forEach(uncounted);
  return [parameters, rest.length > 0 ? [t.variableDeclaration('var', rest)] : []];
}

/** What is thrown at a resume point: an error on its way through captured activations shows them. */
export const raised = (point: t.Expression, { cx, V }: Resume): t.Expression =>
  cx.places ? call(cx.places.traced, id(V), id(cx.resume), point) : id(V);

/** What a local starts with. A slot that several locals use belongs to this one only at some resume points. */
export function reload(name: string, { cx, F }: Resume): t.Expression | null {
  const { slots, live, size } = cx.plan;
  const slot = slots.get(name);
  if (slot === undefined) return null;
  const value =
    size > 8 ? t.memberExpression(t.memberExpression(id(F), id('s')), num(slot), true) : t.memberExpression(id(F), id(`s${slot}`));
  const shared = [...slots].some(([other, its]) => its === slot && other !== name);
  if (!shared) return value;
  const at = live.flatMap((names, point) => (names?.includes(name) ? [point] : []));
  const point = (): t.Expression => t.memberExpression(id(F), id('k'));
  const runs: [number, number][] = [];
  for (const one of at) {
    const last = runs.at(-1);
    if (last && last[1] === one - 1) last[1] = one;
    else runs.push([one, one]);
  }
  const tests = runs.map(
    ([from, to]): t.Expression =>
      from === to
        ? is(point(), num(from))
        : from === 1
          ? t.binaryExpression('<=', point(), num(to))
          : to === live.length - 1
            ? t.binaryExpression('>=', point(), num(from))
            : t.logicalExpression('&&', t.binaryExpression('>=', point(), num(from)), t.binaryExpression('<=', point(), num(to))),
  );
  return t.conditionalExpression(
    tests.reduce((left, right) => t.logicalExpression('||', left, right)),
    value,
    undef(),
  );
}
