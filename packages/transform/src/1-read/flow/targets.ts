/**
 * Where assignments and patterns put values:
 *
 *   const { f, ...rest } = o   →   load (base: `o`, key: `f`) into `f`;  copy `o` into `rest`
 */
import * as t from '@babel/types';
import type { Cell } from '../../flow.ts';
import { keyOf } from './keys.ts';
import { type Place, type Reader, siteOf } from './reader.ts';
import { evaluate, iterated } from './values.ts';

/** @param value null: no object, but what stands in the target is evaluated */
export function assign(target: t.Node, value: Cell | null, place: Place, rd: Reader): void {
  switch (target.type) {
    case 'Identifier': {
      const binding = place.scope.getBinding(target.name);
      if (value === null) return;
      // A global variable is a property of an object that everybody has.
      if (binding) rd.emit({ kind: 'copy', from: value, to: rd.variable(binding) });
      else if (target.name === 'exports' || target.name === 'module') rd.emit({ kind: 'copy', from: value, to: rd.commonjs[target.name] });
      else rd.emit({ kind: 'escape', from: value });
      return;
    }
    case 'MemberExpression': {
      if (target.computed) evaluate(target.property, place, rd);
      const base = t.isSuper(target.object) ? place.receiver : evaluate(target.object, place, rd);
      if (base === null || value === null) return;
      const key = keyOf(target.property, target.computed, place.scope);
      rd.emit({ kind: 'store', base, key, from: value, ...siteOf(target.property, place) });
      return;
    }
    case 'AssignmentPattern': {
      const otherwise = evaluate(target.right, place, rd);
      if (value === null || otherwise === null) {
        assign(target.left, value ?? otherwise, place, rd);
        return;
      }
      const both = rd.cell();
      for (const from of [value, otherwise]) rd.emit({ kind: 'copy', from, to: both });
      assign(target.left, both, place, rd);
      return;
    }
    case 'ObjectPattern':
      for (const property of target.properties) {
        if (t.isRestElement(property)) {
          assign(property.argument, value, place, rd);
          continue;
        }
        if (property.computed) evaluate(property.key, place, rd);
        let part: Cell | null = null;
        if (value !== null) {
          part = rd.cell();
          const key = keyOf(property.key, property.computed, place.scope);
          rd.emit({ kind: 'load', base: value, key, to: part, ...siteOf(property, place) });
        }
        assign(property.value, part, place, rd);
      }
      return;
    case 'ArrayPattern': {
      const part = value === null ? null : iterated(value, target, place, rd);
      for (const element of target.elements) {
        if (element === null) continue;
        if (!t.isRestElement(element)) assign(element, part, place, rd);
        else assign(element.argument, part === null ? null : listOf(part, element, place, rd), place, rd);
      }
      return;
    }
    case 'RestElement':
      assign(target.argument, value, place, rd);
      return;
    case 'TSParameterProperty':
      assign(target.parameter, value, place, rd);
      return;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      assign(target.expression, value, place, rd);
      return;
    default:
      evaluate(target, place, rd);
  }
}

/** A new list of what a cell holds. */
function listOf(from: Cell, node: t.Node, place: Place, rd: Reader): Cell {
  const to = rd.cell();
  rd.emit({ kind: 'make', object: rd.object({ kind: 'list' }), to });
  rd.emit({ kind: 'store', base: to, key: '[]', from, ...siteOf(node, place) });
  return to;
}
