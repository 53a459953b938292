/**
 * Functions and classes: what is made where they stand, and what runs when they are called.
 *
 *   class A extends B { m() { … }  x = f(); }
 *   → make a class, whose parent is in the cell of `B`, with a unit for making an instance, a unit for `m`,
 *     and a unit for the initialiser of `x`, which stores what it makes in its receiver
 */
import * as t from '@babel/types';
import type { Form } from '../../contracts.ts';
import type { Cell, FlowUnit, Key } from '../../flow.ts';
import { keyOf } from './keys.ts';
import { type Place, type Reader, siteOf } from './reader.ts';
import { readStatements } from './statements.ts';
import { assign } from './targets.ts';
import { evaluate, evaluateNamed } from './values.ts';

const kindOf = (node: t.Function): FlowUnit['kind'] =>
  node.generator ? (node.async ? 'async generator' : 'generator') : node.async ? 'async' : 'plain';

const formOf = (node: t.Function): Form => {
  if (t.isArrowFunctionExpression(node)) return 'arrow';
  if (t.isFunctionDeclaration(node) || t.isFunctionExpression(node)) return 'function';
  return t.isClassMethod(node) && node.kind === 'constructor' ? 'constructor' : 'method';
};

/** Reads a function; its cell. */
export function readFunction(node: t.Function, name: string, place: Place, rd: Reader): Cell {
  const unit = readUnit(node, name, place, rd);
  const to = rd.cell();
  rd.emit({ kind: 'make', object: rd.object({ kind: 'function', unit }), to });
  if (t.isFunctionExpression(node) && node.id) {
    const own = rd.scopeOf(node, place.scope).getOwnBinding(node.id.name);
    if (own) rd.emit({ kind: 'copy', from: to, to: rd.variable(own) });
  }
  return to;
}

/** Reads what runs when a function is called; its unit. */
function readUnit(node: t.Function, name: string, place: Place, rd: Reader): number {
  const arrow = t.isArrowFunctionExpression(node);
  const params = node.params.map(() => rd.cell());
  const last = node.params.at(-1);
  const rest = t.isRestElement(last) ? (params.pop() ?? null) : null;
  const [result, yields] = [rd.cell(), rd.cell()];
  const receiver = arrow ? place.receiver : rd.cell();
  const unit = rd.unit(node, name, formOf(node), { kind: kindOf(node), around: place.unit, params, rest, result, yields, receiver });
  let list: Cell | null = null;
  const inside: Place = {
    unit,
    scope: rd.scopeOf(node, place.scope),
    result,
    yields,
    receiver,
    home: t.isFunctionDeclaration(node) || t.isFunctionExpression(node) ? null : place.home,
    list: arrow
      ? place.list
      : () => {
          list ??= rd.cell();
          rd.replaceUnit(unit, { list });
          return list;
        },
  };
  node.params.forEach((param, index) => void assign(param, params[index] ?? rest, inside, rd));
  if (!t.isBlockStatement(node.body)) {
    const from = evaluate(node.body, inside, rd);
    if (from !== null) rd.emit({ kind: 'copy', from, to: result });
  } else readStatements(node.body.body, { ...inside, scope: rd.scopeOf(node.body, inside.scope) }, rd);
  return unit;
}

/** Reads a class; its cell. */
export function readClass(node: t.Class, around: Place, rd: Reader, named = ''): Cell {
  const parent = node.superClass ? evaluate(node.superClass, around, rd) : null;
  const place: Place = { ...around, scope: rd.scopeOf(node, around.scope) };
  const cls = rd.cell();
  const name = node.id?.name ?? named;
  if (node.id) {
    for (const scope of [place.scope, around.scope]) {
      const own = scope.getOwnBinding(node.id.name);
      if (own) rd.emit({ kind: 'copy', from: cls, to: rd.variable(own) });
    }
  }
  const unit = rd.unit(node, name || 'a class', 'class', { around: around.unit });
  let constructs: number | null = null;
  const initialisers: number[] = [];
  const members: { key: Key; isStatic: boolean; unit: number }[] = [];
  for (const element of node.body.body) {
    if (t.isStaticBlock(element)) {
      const inside = activation(element, 'static', cls, { cls, isStatic: true }, place, rd);
      readStatements(element.body, { ...inside, scope: rd.scopeOf(element, place.scope) }, rd);
      runs(inside, cls, element, around, rd);
      continue;
    }
    if (t.isTSDeclareMethod(element) || t.isTSIndexSignature(element)) continue;
    if ('decorators' in element) for (const one of element.decorators ?? []) escapes(one, place, rd);
    const isStatic = element.static === true;
    const home = { cls, isStatic };
    const computed = 'computed' in element && element.computed === true;
    if (computed) evaluate(element.key, place, rd);
    const key = keyOf(element.key, computed, place.scope);
    if (t.isClassMethod(element) || t.isClassPrivateMethod(element)) {
      if (element.kind === 'constructor') {
        constructs = readUnit(element, `${name || 'class'}.constructor`, { ...place, home }, rd);
        continue;
      }
      const accessor = element.kind === 'get' || element.kind === 'set' ? `${element.kind} ${key ?? ''}` : key;
      const method = readUnit(element, key ?? 'method', { ...place, home }, rd);
      members.push({ key: key === null ? null : accessor, isStatic, unit: method });
      continue;
    }
    const receiver = isStatic ? cls : rd.cell();
    const inside = activation(element, key ?? 'field', receiver, home, place, rd);
    const from = evaluateNamed(element.value, key ?? '', inside, rd);
    if (from !== null) rd.emit({ kind: 'store', base: receiver, key, from, ...siteOf(element, inside) });
    if (isStatic) runs(inside, cls, element, around, rd);
    else initialisers.push(inside.unit);
  }
  for (const one of node.decorators ?? []) escapes(one, around, rd);
  if (node.decorators?.length) rd.emit({ kind: 'escape', from: cls });
  const object = rd.object({ kind: 'class', name, unit, constructs, initialisers, parent, members });
  rd.emit({ kind: 'make', object, to: cls });
  return cls;
}

/** An activation that is no function: of a field initialiser or a static block. */
function activation(node: t.Node, name: string, receiver: Cell, home: Place['home'], place: Place, rd: Reader): Place {
  const [result, yields] = [rd.cell(), rd.cell()];
  const unit = rd.unit(node, name, 'other', { around: place.unit, receiver, result, yields });
  return { ...place, unit, receiver, result, yields, home };
}

/** Making a class runs its static code. */
function runs({ unit }: Place, receiver: Cell, node: t.Node, around: Place, rd: Reader): void {
  const callee = rd.cell();
  rd.emit({ kind: 'make', object: rd.object({ kind: 'function', unit }), to: callee });
  rd.emit({
    kind: 'call',
    how: 'call',
    callee,
    key: undefined,
    receiver,
    args: [],
    to: rd.cell(),
    ...siteOf(node, around),
  });
}

/** What a decorator does with what it is given is its own matter. */
function escapes(node: t.Decorator, place: Place, rd: Reader): void {
  const from = evaluate(node.expression, place, rd);
  if (from !== null) rd.emit({ kind: 'escape', from });
}
