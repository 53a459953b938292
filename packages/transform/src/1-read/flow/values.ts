/**
 * What expressions evaluate to:
 *
 *   o.f(x)   →   call (callee: the cell of `o`, key: `f`, args: the cell of `x`)
 *
 * A cell, or null where no object can come out.
 */
import type { Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { isClosure, slots } from '../../ast/walk.ts';
import type { Argument, Cell, Key } from '../../flow.ts';
import { readClass, readFunction } from './functions.ts';
import { isGlobalThis, isRequire } from './idioms.ts';
import { keyOf } from './keys.ts';
import { type Place, type Reader, siteOf } from './reader.ts';
import { assign } from './targets.ts';

type Value = Cell | null;

/** Values that come from several places. */
function merge(values: readonly Value[], rd: Reader): Value {
  const cells = values.filter((value) => value !== null);
  if (cells.length < 2) return cells[0] ?? null;
  const to = rd.cell();
  for (const from of cells) rd.emit({ kind: 'copy', from, to });
  return to;
}

/** An expression that gives a function or class a name, if it has none. */
export function evaluateNamed(node: t.Node | null | undefined, name: string, place: Place, rd: Reader): Value {
  if (t.isArrowFunctionExpression(node) || (t.isFunctionExpression(node) && !node.id))
    return readFunction(node, name || 'anonymous', place, rd);
  return t.isClassExpression(node) ? readClass(node, place, rd, name) : evaluate(node, place, rd);
}

export function evaluate(node: t.Node | null | undefined, place: Place, rd: Reader): Value {
  if (!node) return null;
  if (t.isFunction(node)) return readFunction(node, nameOf(node), place, rd);
  const site = siteOf(node, place);
  switch (node.type) {
    case 'Identifier':
      return identifier(node, place, rd);
    case 'ThisExpression':
      return place.receiver;
    case 'ClassExpression':
      return readClass(node, place, rd);
    case 'ObjectExpression':
      return object(node, place, rd);
    case 'ArrayExpression': {
      const to = make('list', rd);
      for (const element of node.elements) {
        const spread = t.isSpreadElement(element);
        const value = evaluate(spread ? element.argument : element, place, rd);
        if (value === null) continue;
        const from = spread ? iterated(value, element, place, rd) : value;
        rd.emit({ kind: 'store', base: to, key: '[]', from, ...site });
      }
      return to;
    }
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return member(node, place, rd);
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return call(node, place, rd);
    case 'TaggedTemplateExpression': {
      const args = [{ cell: make('list', rd), spread: false }, ...argumentsOf(node.quasi.expressions, place, rd)];
      return callOf(node.tag, args, node, 'call', place, rd);
    }
    case 'AssignmentExpression': {
      const copied = sameKey(node, place);
      if (copied !== null) return extended(node.left as t.MemberExpression, copied, node.right, place, rd);
      const value = evaluateNamed(node.right, targetName(node.left), place, rd);
      const before = node.operator === '=' || t.isPattern(node.left) ? null : evaluate(node.left, place, rd);
      const kept = node.operator === '=' || /^(?:\|\||&&|\?\?)=$/.test(node.operator) ? value : null;
      assign(node.left, kept, place, rd);
      return node.operator === '&&=' ? kept : merge([before, kept], rd);
    }
    case 'ConditionalExpression':
      evaluate(node.test, place, rd);
      return merge([evaluate(node.consequent, place, rd), evaluate(node.alternate, place, rd)], rd);
    case 'LogicalExpression': {
      const [left, right] = [evaluate(node.left, place, rd), evaluate(node.right, place, rd)];
      // No object is falsy.
      return node.operator === '&&' ? right : merge([left, right], rd);
    }
    case 'SequenceExpression':
      return node.expressions.map((one) => evaluate(one, place, rd)).at(-1) ?? null;
    case 'AwaitExpression': {
      const from = evaluate(node.argument, place, rd);
      if (from === null) return null;
      const to = rd.cell();
      rd.emit({ kind: 'copy', from, to });
      rd.emit({ kind: 'load', base: from, key: '{awaited}', to, ...site });
      return to;
    }
    case 'YieldExpression':
      return yielded(node, place, rd);
    case 'ImportExpression':
      return imported(node.source, place, rd);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return evaluate(node.expression, place, rd);
    case 'JSXElement':
    case 'JSXFragment':
      jsx(node, place, rd);
      return null;
    default:
      // Operators and templates give no objects, but their operands may call.
      for (const { child } of slots(node)) if (!isClosure(child) || t.isExpression(child)) evaluate(child, place, rd);
      return null;
  }
}

const nameOf = (node: t.Function): string => ('id' in node && node.id ? node.id.name : 'anonymous');

const make = (kind: 'object' | 'list', rd: Reader): Cell => {
  const to = rd.cell();
  rd.emit({ kind: 'make', object: rd.object({ kind }), to });
  return to;
};

/** A namespace, or a name that another part of it exports. */
function namespaced(name: string, to: Cell, place: Place, rd: Reader): void {
  const own = rd.namespaces.get(name);
  if (own !== undefined) rd.emit({ kind: 'copy', from: own, to });
  for (const base of rd.namespaces.values()) rd.emit({ kind: 'load', base, key: name, to, unit: place.unit, at: 0 });
}

function identifier({ name }: t.Identifier, place: Place, rd: Reader): Value {
  const binding = place.scope.getBinding(name);
  if (binding) return rd.variable(binding);
  switch (name) {
    case 'undefined':
    case 'NaN':
    case 'Infinity':
      return null;
    case 'arguments':
      return place.list();
    case 'exports':
      return rd.commonjs.exports;
    case 'module':
      return rd.commonjs.module;
    default: {
      const to = rd.cell();
      namespaced(name, to, place, rd);
      rd.emit({ kind: 'global', name, to });
      return to;
    }
  }
}

function object(node: t.ObjectExpression, place: Place, rd: Reader): Cell {
  const to = make('object', rd);
  for (const property of node.properties) {
    const site = siteOf(property, place);
    if (t.isSpreadElement(property)) {
      const from = evaluate(property.argument, place, rd);
      if (from !== null) rd.emit({ kind: 'extend', from, to });
      continue;
    }
    if (property.computed) evaluate(property.key, place, rd);
    const key = keyOf(property.key, property.computed, place.scope);
    const inside = { ...place, home: { cls: to, isStatic: true } };
    const from = t.isObjectMethod(property)
      ? readFunction(property, key ?? 'anonymous', inside, rd)
      : evaluateNamed(property.value, key ?? '', place, rd);
    if (from === null) continue;
    const accessor = t.isObjectMethod(property) && property.kind !== 'method' && key !== null ? `${property.kind} ${key}` : key;
    rd.emit({ kind: 'store', base: to, key: accessor, from, ...site });
  }
  return to;
}

/** By which name a function that is assigned goes. */
const targetName = (left: t.Node): string =>
  t.isIdentifier(left)
    ? left.name
    : t.isMemberExpression(left) && !left.computed && t.isIdentifier(left.property)
      ? left.property.name
      : '';

/** `to[k] = from[k]`, also among others (`has(from, k) ? from[k] : …`): the key, if what one object has is put on another under it. */
function sameKey({ left, operator, right }: t.AssignmentExpression, { scope }: Place): string | null {
  if (operator !== '=' || !t.isMemberExpression(left) || !left.computed || !t.isIdentifier(left.property)) return null;
  if (t.isSuper(left.object) || keyOf(left.property, true, scope) !== null) return null;
  const { name } = left.property;
  return parts(right).some((part) => isKept(part, name)) ? name : null;
}

/** Where the value of an expression may come from. */
const parts = (node: t.Node): readonly t.Node[] =>
  t.isConditionalExpression(node)
    ? [...parts(node.consequent), ...parts(node.alternate)]
    : t.isLogicalExpression(node)
      ? [...(node.operator === '&&' ? [] : parts(node.left)), ...parts(node.right)]
      : [node];

/** What decides which of them it is. */
const conditionsOf = (node: t.Node): readonly t.Node[] =>
  t.isConditionalExpression(node)
    ? [node.test, ...conditionsOf(node.consequent), ...conditionsOf(node.alternate)]
    : t.isLogicalExpression(node)
      ? [...(node.operator === '&&' ? [node.left] : conditionsOf(node.left)), ...conditionsOf(node.right)]
      : [];

const isKept = (node: t.Node, key: string): node is t.MemberExpression =>
  t.isMemberExpression(node) && node.computed && t.isIdentifier(node.property, { name: key }) && !t.isSuper(node.object);

function extended(left: t.MemberExpression, key: string, right: t.Node, place: Place, rd: Reader): Value {
  const to = evaluate(left.object, place, rd);
  conditionsOf(right).forEach((one) => void evaluate(one, place, rd));
  const values = parts(right).map((part): Value => {
    if (!isKept(part, key)) {
      const from = evaluate(part, place, rd);
      if (to !== null && from !== null) rd.emit({ kind: 'store', base: to, key: null, from, ...siteOf(left, place) });
      return from;
    }
    const from = evaluate(part.object, place, rd);
    if (from === null) return null;
    if (to !== null) rd.emit({ kind: 'extend', from, to });
    const value = rd.cell();
    rd.emit({ kind: 'load', base: from, key: null, to: value, ...siteOf(part, place) });
    return value;
  });
  return merge(values, rd);
}

function member(node: t.MemberExpression | t.OptionalMemberExpression, place: Place, rd: Reader): Value {
  if (node.computed) evaluate(node.property, place, rd);
  const key = keyOf(node.property, node.computed, place.scope);
  const site = siteOf(node.property, place);
  const to = rd.cell();
  if (t.isSuper(node.object)) {
    if (place.home) rd.emit({ kind: 'inherit', from: place.home.cls, isStatic: place.home.isStatic, key, to, ...site });
    return to;
  }
  const base = evaluate(node.object, place, rd);
  if (base === null) return null;
  rd.emit({ kind: 'load', base, key, to, ...site });
  return to;
}

export function argumentsOf(nodes: readonly t.Node[], place: Place, rd: Reader): readonly Argument[] {
  return nodes.map((node) =>
    t.isSpreadElement(node)
      ? { cell: evaluate(node.argument, place, rd), spread: true }
      : { cell: evaluate(node, place, rd), spread: false },
  );
}

function call(node: t.CallExpression | t.OptionalCallExpression | t.NewExpression, place: Place, rd: Reader): Value {
  const { callee } = node;
  if (t.isImport(callee)) return imported(node.arguments[0], place, rd);
  if (t.isSuper(callee)) {
    const args = argumentsOf(node.arguments, place, rd);
    if (place.home)
      rd.emit({
        kind: 'call',
        how: 'super',
        callee: place.home.cls,
        key: undefined,
        receiver: place.receiver,
        args,
        to: rd.cell(),
        ...siteOf(node, place),
      });
    return place.receiver;
  }
  const [first] = node.arguments;
  if (t.isStringLiteral(first) && isRequire(callee, place.scope)) {
    rd.source(first.value);
    const to = rd.cell();
    rd.emit({ kind: 'require', source: first.value, to });
    return to;
  }
  if (isGlobalThis(node, place.scope)) {
    const to = rd.cell();
    rd.emit({ kind: 'global', name: 'globalThis', to });
    return to;
  }
  return callOf(callee, null, node, t.isNewExpression(node) ? 'new' : 'call', place, rd);
}

/** @param given the arguments, where they are not those of the node */
function callOf(
  callee: t.Node,
  given: readonly Argument[] | null,
  node: t.CallExpression | t.OptionalCallExpression | t.NewExpression | t.TaggedTemplateExpression,
  how: 'call' | 'new',
  place: Place,
  rd: Reader,
): Value {
  const to = rd.cell();
  const isMethod = (t.isMemberExpression(callee) || t.isOptionalMemberExpression(callee)) && !t.isSuper(callee.object) && how === 'call';
  let receiver: Value = null;
  let key: Key | undefined;
  let called: Value;
  if (isMethod) {
    called = evaluate(callee.object, place, rd);
    if (callee.computed) evaluate(callee.property, place, rd);
    key = keyOf(callee.property, callee.computed, place.scope);
  } else {
    called = evaluate(callee, place, rd);
    if (t.isMemberExpression(callee) && t.isSuper(callee.object)) receiver = place.receiver;
  }
  const args = given ?? ('arguments' in node ? argumentsOf(node.arguments, place, rd) : []);
  if (t.isIdentifier(callee, { name: 'eval' }) && how === 'call' && !place.scope.hasBinding('eval', true)) evaluates(place, rd);
  // A method of a number or string is a built-in, but it may call what it is given.
  const from = called ?? rd.cell();
  rd.emit({ kind: 'call', how, callee: from, key, receiver, args, to, ...siteOf(node, place) });
  return to;
}

/** What a direct `eval` evaluates may call whatever it sees, and put anything there. */
function evaluates(place: Place, rd: Reader): void {
  rd.emit({ kind: 'escape', from: place.receiver });
  for (let scope: Scope | undefined = place.scope; scope; scope = scope.parent)
    for (const binding of Object.values(scope.bindings)) {
      const cell = rd.variable(binding);
      rd.emit({ kind: 'escape', from: cell });
      if (binding.kind !== 'const' && binding.kind !== 'module') rd.emit({ kind: 'global', name: '{evaluated}', to: cell });
    }
  rd.evaluates();
}

function yielded(node: t.YieldExpression, place: Place, rd: Reader): Value {
  const value = evaluate(node.argument, place, rd);
  if (value !== null) {
    const from = node.delegate ? iterated(value, node, place, rd) : value;
    rd.emit({ kind: 'copy', from, to: place.yields });
  }
  const to = rd.cell();
  rd.emit({ kind: 'global', name: '{sent}', to });
  return to;
}

/** The elements of what a cell holds. */
export function iterated(base: Cell, node: t.Node, place: Place, rd: Reader): Cell {
  const to = rd.cell();
  rd.emit({ kind: 'iterate', base, to, ...siteOf(node, place) });
  return to;
}

/** A module that is loaded when it is asked for. */
function imported(source: t.Node | undefined, place: Place, rd: Reader): Value {
  const to = rd.cell();
  if (t.isStringLiteral(source)) {
    rd.source(source.value);
    rd.emit({ kind: 'import', source: source.value, name: null, to });
  } else {
    evaluate(source, place, rd);
    rd.emit({ kind: 'global', name: '{unknown}', to });
  }
  return to;
}

/** Components and what they get go to a framework. */
function jsx(node: t.Node, place: Place, rd: Reader): void {
  const give = (value: Value): void => {
    if (value !== null) rd.emit({ kind: 'escape', from: value });
  };
  for (const { child } of slots(node)) {
    if (t.isJSXIdentifier(child)) {
      const binding = place.scope.getBinding(child.name);
      if (binding && (t.isJSXOpeningElement(node) || t.isJSXMemberExpression(node))) give(rd.variable(binding));
    } else if (t.isJSX(child)) jsx(child, place, rd);
    else give(evaluate(child, place, rd));
  }
}
