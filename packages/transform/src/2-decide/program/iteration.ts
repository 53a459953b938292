/** What can be iterated: lists, generators, and objects whose iterators the program defines. */
import { type Call, dispatch, enter, leave, resolve, type Site, selfOf, type Through, type World } from './calls.ts';
import type { Cell, Obj } from './graph.ts';

type Place = Site & { readonly through?: Through };

/** The cell of the elements of what a cell holds; whom iterating calls, the site calls. */
export function elementsOf(cell: Cell, site: Place, world: World): Cell {
  const { graph, objects, memo } = world;
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
    const result = graph.cell();
    let asked = false;
    graph.watch(call.to, (iterator) => {
      const made = objects.kindOf(iterator).kind;
      if (made === 'foreign' || made === 'unknown') return;
      if (made === 'generator' || made === 'property') resume(iterator, site, world);
      graph.edge(objects.lookup(iterator, '[]'), to);
      if (made === 'generator' || made === 'list' || asked) return;
      asked = true;
      for (const key of ['next', 'return']) dispatch(call.to, key, { ...call, to: result, reached: new Set() }, world);
      graph.watch(result, (one) => graph.edge(objects.lookup(one, 'value'), to));
    });
    return to;
  });
}

/** The methods that give an iterator. */
export const ITERATORS = ['[Symbol.iterator]', '[Symbol.asyncIterator]'] as const;

/** Iterating gives elements of what is built in, and calls the iterators of the program. */
function takeApart(object: Obj, call: Call, to: Cell, world: World): void {
  const { graph, objects, hubs } = world;
  const whole = objects.kindOf(object);
  const { kind } = whole;
  if (kind === 'native') return;
  if (whole.kind === 'property') {
    graph.watch(objects.contents(whole.of), (one) => void takeApart(one, call, to, world));
    return;
  }
  if (kind === 'foreign' || kind === 'unknown') {
    if (kind === 'unknown') resolve({ ...call, to }, world);
    graph.add(to, object);
    return;
  }
  graph.edge(objects.lookup(object, '[]'), to);
  if (kind === 'list') return;
  if (kind === 'generator') {
    resume(object, call, world);
    return;
  }
  if (objects.isVague(object)) {
    if (kind === 'any') enter(hubs.generators(), call, world);
    if (kind === 'any' || kind === 'any record') enter(hubs.iterators(), { ...call, receiver: null, to }, world);
    return;
  }
  for (const key of ITERATORS) resolve({ ...call, callee: objects.lookup(object, key), receiver: selfOf(object, world) }, world);
}

/** A generator goes on. */
export function resume(object: Obj, place: Place, world: World): void {
  const { unit, at, through = 'direct' } = place;
  const kind = world.objects.kindOf(object);
  if (kind.kind === 'property') world.graph.watch(world.objects.contents(kind.of), (one) => void resume(one, place, world));
  if (kind.kind !== 'generator') return;
  const cell = world.unitOf(kind.unit).yields;
  world.edges.push({ unit, at, callee: kind.unit, through, cell, args: null });
}

/** `next`, `return` and `throw` of whatever is in a cell. */
export function goOn(call: Call, world: World): void {
  const { graph, objects, hubs, memo } = world;
  if (call.receiver === null) return;
  const sent = memo('{sent}', graph.cell);
  for (const { cell } of call.args) if (cell !== null) graph.edge(cell, sent);
  const result = memo(`step ${call.unit} ${call.at}`, () => objects.make({ kind: 'object' }));
  graph.add(call.to, result);
  const value = objects.field(result, 'value');
  graph.watch(call.receiver, (object) => {
    const { kind } = objects.kindOf(object);
    if (kind === 'generator' || kind === 'property') resume(object, call, world);
    if (kind === 'any') enter(hubs.generators(), { ...call, to: graph.cell() }, world);
    if (kind === 'foreign') leave('an iterator', { ...call, args: [] }, world);
    if (kind === 'generator' || kind === 'list' || kind === 'any')
      for (const key of ['[]', '{returned}']) graph.edge(objects.lookup(object, key), value);
  });
}
