/**
 * Units that stand for many functions: a call that may reach any function of a name, say, is one edge to the hub of that
 * name, and the hub calls each of them once. So the call graph stays as large as the program.
 */
import { type Call, type Hubs, resolve, selfOf, type Unit, WIDTH, type World } from './calls.ts';
import type { Cell } from './graph.ts';
import { iterateAll, resume } from './iteration.ts';

export interface HubParts {
  readonly hubs: Hubs;
  /** Code that is not compiled got a function: is it one that it has not had before? */
  readonly release: (unit: number, bare: boolean) => boolean;
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
    const unit = adopt({ kind: 'plain', params, rest, list: null, receiver, result, yields: graph.cell(), passing: null, member: false });
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

  const waiting = new Map<number, (() => void)[]>();
  const isOut = (unit: number): boolean => released.bare.has(unit) || released.named.has(unit);

  const hubs: Hubs = {
    whenOut(unit, tell) {
      if (isOut(unit)) tell();
      else waiting.set(unit, [...(waiting.get(unit) ?? []), tell]);
    },
    propertyOf: (object) =>
      memo(`some property of an object\0${object}`, (call) => {
        const { objects } = worldOf();
        // What is called is found in the object, which it gets as its receiver.
        resolve({ ...call, callee: objects.contents(object), receiver: objects.selves(object) }, worldOf());
      }),
    memberOf: (group, how) =>
      memo(`any of several functions\0${group} ${how}`, (call) => {
        const world = worldOf();
        world.objects.each(group, (object) => {
          const callee = selfOf(object, world);
          resolve({ ...call, how, callee, receiver: how === 'call' ? call.receiver : null }, world);
          // A class that runs on what a class that inherits from it has made.
          if (how === 'new') resolve({ ...call, how, callee }, world);
        });
      }),
    generatorsOf: (group) =>
      memo(`any of several generators\0${group}`, (call) => {
        const world = worldOf();
        world.objects.each(group, (object) => void resume(object, call, world));
      }),
    iterated: (object) => memo(`what is iterated\0${object}`, (call) => iterateAll(object, call, worldOf())),
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
      const isNew = !isOut(unit);
      set.add(unit);
      list.push(unit);
      for (const tell of tells) tell(unit);
      for (const tell of isNew ? (waiting.get(unit) ?? []) : []) tell();
      return isNew;
    },
    names,
  };
}
