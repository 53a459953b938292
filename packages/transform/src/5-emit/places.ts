/**
 * What captured activations tell of themselves. A resume body that is asked for it says what its function is called, and
 * for each resume point where that stands and which variables are in the slots of its frames:
 *
 *   function f$r($f, $v, $t, $w) {
 *     if ($w) return ["src/f.js", "f", [3, 10, "this,list,*n"], [5, 2, "this"]];
 *
 * It costs nothing but size while nobody asks, needs no statement at the top of the module, and goes when the function does.
 */
import * as t from '@babel/types';
import { num } from '../ast/build.ts';
import type { EmitContext, Places } from './names.ts';
import { pointsOf } from './points.ts';

/** Where a generator is held up: it says so at the time, as it has no resume body. */
export function placeOf(loc: t.SourceLocation, { title, original }: Places): t.Expression {
  const { file, line, column } = original(loc.start);
  return t.arrayExpression([t.stringLiteral(file), t.stringLiteral(title), num(line), num(column + 1)]);
}

export function placesOf({ fn, plan }: Pick<EmitContext, 'fn' | 'plan'>, { file, title, sourceName, original }: Places): t.Expression {
  const places: t.Expression[] = [];
  let source = file;
  for (const { id, loc } of fn.body.flatMap(pointsOf)) {
    const slots = Array.from({ length: plan.size }, () => '');
    for (const name of plan.live[id] ?? []) slots[plan.slots.get(name) ?? 0] = sourceName(name) ?? '';
    const at = loc && original(loc.start);
    if (at) source = at.file;
    const names = slots.join().replace(/,+$/, '');
    places[id - 1] = t.arrayExpression([
      num(at?.line ?? 0),
      num((at?.column ?? -1) + 1),
      ...(names === '' ? [] : [t.stringLiteral(names)]),
    ]);
  }
  return t.arrayExpression([t.stringLiteral(source), t.stringLiteral(title), ...places]);
}
