/** What the runtime's own functions do: fibers begin with their target, and values go from switch to switch. */
import { type Model, resolve, type World } from './calls.ts';
import { instanceOf, prototypeOf } from './classes.ts';
import type { Cell, Obj } from './graph.ts';
import { elementsOf } from './iteration.ts';
import { read } from './natives/parts.ts';

/** The runtime's module, and the prefix of what it exports. */
export const RUNTIME = '@fiberc/runtime';

/** Takes the units that fibers begin with. */
export type Targets = Map<number, { readonly unit: number; readonly at: number }>;

/** What is on its way from one fiber to another. */
export const mailOf = (world: World): Cell => world.memo('{mail}', world.graph.cell);

export function fiberModels(targets: Targets): ReadonlyMap<string, Model> {
  /** All fibers. */
  const fibers = (world: World): Cell => world.memo('{fibers}', world.graph.cell);

  /** The class of fibers, with the methods that every fiber has. */
  const fiberClass = (world: World): Obj =>
    world.memo('{Fiber}', () => {
      const { graph, objects } = world;
      const native = world.native(`${RUNTIME}.Fiber`);
      const prototype = prototypeOf(native, world);
      for (const name of ['switch', 'throw', 'isAlive'])
        graph.add(objects.declare(prototype, name), world.native(`${RUNTIME}.Fiber.${name}`));
      graph.edge(fibers(world), objects.field(prototype, 'parent'));
      graph.add(fibers(world), instanceOf(native, world));
      return native;
    });

  const begin: Model = (call, world) => {
    const { graph, objects } = world;
    const [first, second, third] = call.args.map(({ cell }) => cell);
    const [target, list, last] = [graph.cell(), graph.cell(), graph.cell()];
    if (first !== undefined && first !== null) {
      // With spread arguments the target may be anywhere among them.
      const given = call.args[0]?.spread ? elementsOf(first, call, world) : first;
      graph.edge(given, target);
      read(given, 'target', target, world);
      read(given, 'args', list, world);
      read(given, 'kwargs', last, world);
    }
    if (second !== undefined && second !== null) graph.edge(second, list);
    if (third !== undefined && third !== null) graph.edge(third, last);
    const mark = (object: Obj): void => {
      const kind = objects.kindOf(object);
      if (kind.kind === 'function' && !targets.has(kind.unit)) targets.set(kind.unit, { unit: call.unit, at: call.at });
      if (kind.kind === 'group') objects.each(object, mark);
      if (kind.kind === 'property') graph.watch(objects.contents(kind.of), mark);
      if (kind.kind === 'bound') graph.watch(kind.target, mark);
    };
    graph.watch(target, mark);
    // The target is called by the trampoline, and not on the stack of whoever makes the fiber.
    const args = [
      { cell: list, spread: true },
      { cell: last, spread: false },
    ];
    resolve(
      {
        ...call,
        how: 'call',
        callee: target,
        receiver: null,
        base: null,
        args,
        to: mailOf(world),
        through: 'later',
        inner: true,
        reached: new Set(),
      },
      world,
    );
    const native = fiberClass(world);
    if (call.receiver === null) graph.add(call.to, instanceOf(native, world));
    else graph.edge(call.receiver, fibers(world));
  };

  const leave: Model = (call, world) => {
    for (const { cell } of call.args) if (cell !== null) world.graph.edge(cell, world.thrown);
    world.primitives.push({ unit: call.unit, at: call.at, name: 'a switch' });
    for (const { cell, spread } of call.args)
      if (cell !== null) world.graph.edge(spread ? elementsOf(cell, call, world) : cell, mailOf(world));
    world.graph.edge(mailOf(world), call.to);
  };

  const current: Model = (call, world) => {
    fiberClass(world);
    world.graph.edge(fibers(world), call.to);
  };

  return new Map<string, Model>([
    [`${RUNTIME}.Fiber`, begin],
    [`${RUNTIME}.Fiber.switch`, leave],
    [`${RUNTIME}.Fiber.throw`, leave],
    [`${RUNTIME}.Fiber.isAlive`, () => {}],
    [`${RUNTIME}.current`, current],
    [`${RUNTIME}.FiberError`, () => {}],
  ]);
}
