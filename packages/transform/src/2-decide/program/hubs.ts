/**
 * Units that stand for many functions: a call that may reach any function of a name, say, is one edge to the hub of that
 * name, and the hub calls each of them once. So the call graph stays as large as the program.
 */
import { type Call, enter, type Hubs, resolve, selfOf, type Unit, type World } from './calls.ts';
import { RUNTIME } from './fibers.ts';
import type { Cell, Obj } from './graph.ts';
import { ITERATORS, resume } from './iteration.ts';
import { CALLING, methods } from './natives/methods.ts';

/** So many arguments are kept apart. */
const WIDTH = 6;

export interface HubParts {
  readonly hubs: Hubs;
  /** Code that is not compiled got a function: is it one that it has not had before? */
  readonly release: (unit: number, bare: boolean) => boolean;
  /** A cell no longer names a function. */
  readonly widen: (object: Obj) => void;
  readonly generator: (object: Obj) => void;
  readonly names: ReadonlyMap<number, string>;
}

/** @param adopt adds a unit that no source has; its number */
export function createHubs(adopt: (unit: Unit) => number, worldOf: () => World): HubParts {
  const names = new Map<number, string>();
  const known = new Map<string, number>();
  const memo = (name: string, fill: (call: Call) => void): number => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const { graph, objects } = worldOf();
    const [rest, receiver, result] = [graph.cell(), graph.cell(), graph.cell()];
    graph.add(rest, objects.make({ kind: 'list' }));
    const params: Cell[] = [];
    for (let i = 0; i < WIDTH; i++) params.push(graph.cell());
    const unit = adopt({ kind: 'plain', params, rest, list: null, receiver, result, yields: graph.cell(), member: false });
    known.set(name, unit);
    names.set(unit, name.replace(/\0.*/, ''));
    const args = [...params.map((cell) => ({ cell, spread: false })), { cell: rest, spread: true }];
    // What fills a hub may ask for it.
    fill({
      unit,
      at: 0,
      how: 'call',
      callee: graph.cell(),
      receiver,
      base: receiver,
      args,
      to: result,
      through: 'direct',
      reached: new Set(),
    });
    return unit;
  };

  const widened = new Set<Obj>();
  const wideners: ((object: Obj) => void)[] = [];
  const generated: Obj[] = [];
  const generating: ((object: Obj) => void)[] = [];
  const bare: number[] = [];
  const named: number[] = [];
  const released = { bare: new Set<number>(), named: new Set<number>() };
  const listeners = { bare: [] as ((unit: number) => void)[], named: [] as ((unit: number) => void)[] };

  const calls = (call: Call, world: World, of: 'bare' | 'named'): void => {
    const tell = (unit: number): void =>
      void world.edges.push({ unit: call.unit, at: 0, callee: unit, through: 'direct', cell: call.callee, args: null });
    listeners[of].push(tell);
    for (const unit of of === 'bare' ? bare : named) tell(unit);
  };

  const hubs: Hubs = {
    named: (key): number =>
      memo(`any \`${key}\``, (call) => {
        const world = worldOf();
        // Whose `call` it is is known where it is called.
        const model = CALLING.has(key) ? undefined : methods.get(key);
        world.objects.holdings(key, ({ object, cell }) =>
          resolve({ ...call, callee: cell, receiver: world.objects.selves(object) }, world),
        );
        resolve({ ...call, callee: world.objects.lookup(world.objects.wild, key) }, world);
        if (!world.coarse) enter(hubs.keyless(), call, world);
        if (!model) return;
        const receiver = world.graph.cell();
        world.objects.anything(receiver);
        model({ ...call, receiver, base: receiver, args: call.args.slice(0, WIDTH), reached: new Set() }, world);
      }),
    keyless: () =>
      memo('any property', (call) => {
        const world = worldOf();
        world.objects.holdings(null, ({ object, cell }) =>
          resolve({ ...call, callee: cell, receiver: world.objects.selves(object) }, world),
        );
      }),
    iterators: () =>
      memo('any iterator', (call) => {
        const world = worldOf();
        let any = false;
        for (const key of ITERATORS)
          world.objects.holdings(key, () => {
            if (any) return;
            any = true;
            for (const method of [...ITERATORS, 'next', 'return']) enter(hubs.named(method), { ...call, to: world.graph.cell() }, world);
            world.graph.edge(world.objects.named('value'), call.to);
          });
      }),
    propertyOf: (object) =>
      memo(`some property of an object\0${object}`, (call) => {
        const { objects } = worldOf();
        // What is called is found in the object, which it gets as its receiver.
        resolve({ ...call, callee: objects.contents(object), receiver: objects.selves(object) }, worldOf());
      }),
    any: () =>
      memo('any function', (call) => {
        const world = worldOf();
        const cell = world.graph.cell();
        world.graph.keep(cell);
        world.graph.edge(world.objects.stored, cell);
        const add = (object: Obj): void => world.graph.add(cell, object);
        for (const object of widened) add(object);
        wideners.push(add);
        world.graph.watch(cell, (object) => {
          const kind = world.objects.kindOf(object);
          // Nobody takes `switch` from a fiber that he does not know to be one.
          const isSwitch = kind.kind === 'native' && kind.name.startsWith(RUNTIME);
          if (kind.kind !== 'any' && !isSwitch) resolve({ ...call, callee: selfOf(object, world) }, world);
        });
      }),
    generators: () =>
      memo('any generator', (call) => {
        const world = worldOf();
        const tell = (object: Obj): void => resume(object, call, world);
        generating.push(tell);
        for (const object of generated) tell(object);
      }),
    escaped: (key) =>
      memo(
        key === null ? 'whatever code that is not compiled was given' : `\`${key}\` of what code that is not compiled was given`,
        (call) => {
          const world = worldOf();
          if (key === null) calls(call, world, 'named');
          else resolve({ ...call, callee: world.objects.escaped(key) }, world);
        },
      ),
    bare: () => memo('a function that code that is not compiled was given', (call) => calls(call, worldOf(), 'bare')),
    outside: () =>
      memo('code that is not compiled', (call) => {
        const world = worldOf();
        calls(call, world, 'bare');
        calls(call, world, 'named');
      }),
    unknown: () =>
      memo('something that is not known', (call) => {
        const world = worldOf();
        calls(call, world, 'bare');
        calls(call, world, 'named');
      }),
  };
  return {
    hubs,
    release(unit, isBare) {
      const [set, list, tells] = isBare ? [released.bare, bare, listeners.bare] : [released.named, named, listeners.named];
      if (set.has(unit)) return false;
      const isNew = !released.bare.has(unit) && !released.named.has(unit);
      set.add(unit);
      list.push(unit);
      for (const tell of tells) tell(unit);
      return isNew;
    },
    widen(object) {
      if (widened.has(object)) return;
      widened.add(object);
      for (const tell of wideners) tell(object);
    },
    generator(object) {
      generated.push(object);
      for (const tell of generating) tell(object);
    },
    names,
  };
}
