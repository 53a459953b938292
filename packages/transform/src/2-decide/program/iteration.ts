/** What can be iterated: lists, generators, and objects whose iterators the program defines. */
import { type Call, dispatch, enter, leave, resolve, type Site, selfOf, type Through, type World } from './calls.ts';
import type { Cell, Obj } from './graph.ts';
import { isList } from './kinds.ts';

type Place = Site & { readonly through?: Through };

/** The cell of the elements of what a cell holds; whom iterating calls, the site calls. */
export function elementsOf(cell: Cell, site: Place, world: World): Cell {
  const { graph, memo } = world;
  return memo(`elements ${cell} ${site.unit} ${site.at}`, () => {
    const to = graph.cell();
    const call: Call = {
      unit: site.unit,
      at: site.at,
      through: site.through ?? 'direct',
      how: 'call',
      callee: cell,
      receiver: cell,
      base: cell,
      args: [],
      to: graph.cell(),
      reached: new Set(),
    };
    graph.watch(cell, (object) => void takeApart(object, call, to, world));
    drain(call, to, world);
    return to;
  });
}

/** What iterators give that get into `call.to`. */
function drain(call: Call, to: Cell, world: World): void {
  const { graph, objects } = world;
  const result = graph.cell();
  let asked = false;
  graph.watch(call.to, (iterator) => {
    const kind = objects.kindOf(iterator);
    const made = kind.kind;
    if (made === 'foreign' || made === 'unknown') return;
    if (made === 'generator' || made === 'property' || made === 'group') resume(iterator, call, world);
    graph.edge(objects.lookup(iterator, '[]'), to);
    if (made === 'generator' || isList(kind) || asked) return;
    asked = true;
    for (const key of ['next', 'return']) dispatch(call.to, key, { ...call, to: result, reached: new Set() }, world);
    graph.watch(result, (one) => graph.edge(objects.lookup(one, 'value'), to));
  });
}

/** The methods that give an iterator. */
const ITERATORS = ['[Symbol.iterator]', '[Symbol.asyncIterator]'] as const;

/** Iterating gives elements of what is built in, and calls the iterators of the program. */
function takeApart(object: Obj, call: Call, to: Cell, world: World): void {
  const { graph, objects, hubs } = world;
  const kind = objects.kindOf(object);
  switch (kind.kind) {
    case 'native':
      return;
    case 'foreign':
    case 'unknown':
      if (kind.kind === 'unknown') resolve({ ...call, to }, world);
      graph.add(to, object);
      return;
    case 'list':
    case 'generator':
      graph.edge(objects.lookup(object, '[]'), to);
      if (kind.kind === 'generator') resume(object, call, world);
      return;
    case 'object':
    case 'prototype':
    case 'instance':
      graph.edge(objects.lookup(object, '[]'), to);
      for (const key of ITERATORS) resolve({ ...call, callee: objects.lookup(object, key), receiver: selfOf(object, world) }, world);
      return;
    // There are many of them everywhere, and nobody iterates them.
    case 'function':
    case 'class':
    case 'bound':
    case 'property':
    case 'group':
      // What is iterated is not what is called.
      enter(hubs.iterated(object), { ...call, callee: selfOf(object, world), receiver: null, to }, world);
      return;
    default:
      kind satisfies never;
  }
}

/** Iterates an object, or whatever it stands for, once for all: what its hub does. */
export function iterateAll(object: Obj, call: Call, world: World): void {
  const { graph, objects } = world;
  const inner = { ...call, to: graph.cell() };
  drain(inner, call.to, world);
  const kind = objects.kindOf(object);
  if (kind.kind === 'property') {
    graph.watch(objects.contents(kind.of), (one) => void takeApart(one, inner, call.to, world));
    return;
  }
  if (kind.kind === 'group') resume(object, call, world);
  graph.edge(objects.lookup(object, '[]'), call.to);
  for (const key of ITERATORS) resolve({ ...inner, callee: objects.lookup(object, key), receiver: selfOf(object, world) }, world);
}

/** A generator goes on. */
export function resume(object: Obj, place: Place, world: World): void {
  const { unit, at, through = 'direct' } = place;
  const kind = world.objects.kindOf(object);
  if (kind.kind === 'property') world.graph.watch(world.objects.contents(kind.of), (one) => void resume(one, place, world));
  if (kind.kind === 'group' && kind.sort === 'callable')
    world.edges.push({ unit, at, callee: world.hubs.generatorsOf(object), through, cell: world.graph.cell(), args: null });
  if (kind.kind !== 'generator') return;
  const cell = world.unitOf(kind.unit).yields;
  world.edges.push({ unit, at, callee: kind.unit, through, cell, args: null });
}

/** `next`, `return` and `throw` of whatever is in a cell. */
export function goOn(call: Call, world: World): void {
  const { graph, objects, memo } = world;
  if (call.receiver === null) return;
  const sent = memo('{sent}', graph.cell);
  for (const { cell } of call.args) if (cell !== null) graph.edge(cell, sent);
  const result = memo(`step ${call.unit} ${call.at}`, () => objects.make({ kind: 'object' }));
  graph.add(call.to, result);
  const value = objects.field(result, 'value');
  graph.watch(call.receiver, (object) => {
    const { kind } = objects.kindOf(object);
    if (kind === 'generator' || kind === 'property' || kind === 'group') resume(object, call, world);
    if (kind === 'foreign') leave('an iterator', { ...call, args: [] }, world);
    if (kind === 'generator' || kind === 'list' || kind === 'group')
      for (const key of ['[]', '{returned}']) graph.edge(objects.lookup(object, key), value);
  });
}
