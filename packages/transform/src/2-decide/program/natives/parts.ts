/** What models of built-ins are made of. */
import { type Call, type Model, resolve, type Through, type World } from '../calls.ts';
import type { Cell } from '../graph.ts';

/** The cell of an argument. */
export const argument = (call: Call, index: number, world: World): Cell => {
  const spread = call.args.slice(0, index + 1).find((arg) => arg.spread);
  return (spread ?? call.args[index])?.cell ?? nothing(world);
};

export const receiverOf = (call: Call, world: World): Cell => call.receiver ?? nothing(world);

/** A cell that holds no object. */
const nothing = ({ memo, graph }: World): Cell => memo('nothing', graph.cell);

/** Makes the object that a call gives; one for each place. */
export function made(kind: 'list' | 'object', call: Call, world: World): number {
  const object = world.memo(`${kind} ${call.unit} ${call.at}`, () => world.objects.make({ kind }));
  world.graph.add(call.to, object);
  return object;
}

/** A new list, set, map or promise: the cell that holds its elements, or what it comes to. */
export const list = (call: Call, world: World, key: '[]' | '{awaited}' = '[]'): Cell => world.objects.field(made('list', call, world), key);

/** Calls what is in a cell; the cell of what that gives. */
export function callback(
  callee: Cell,
  args: readonly (Cell | null)[],
  call: Call,
  world: World,
  { to = world.graph.cell(), through = call.through, receiver = null }: { to?: Cell; through?: Through; receiver?: Cell | null } = {},
): Cell {
  resolve(
    {
      unit: call.unit,
      at: call.at,
      how: 'call',
      callee,
      receiver,
      base: null,
      args: args.map((cell) => ({ cell, spread: false })),
      to,
      through,
      inner: true,
      reached: new Set(),
    },
    world,
  );
  return to;
}

/** Reads a property of whatever is in a cell. */
export const read = (from: Cell, key: string | null, to: Cell, { graph, objects }: World): void =>
  graph.watch(from, (object) => graph.edge(objects.lookup(object, key), to));

/** Calls nobody and keeps nothing; what it makes is an object of its own. */
export const calmly: Model = (call, world) => {
  if (call.how === 'call') return;
  made('object', call, world);
};
