/**
 * Puts the modules of a program together: cells and units get numbers for the whole program, operations become edges and
 * watchers, imports find exports.
 *
 *   import { f } from './a.js'   →   an edge from the cell of a.js that is exported as `f`
 *   const { f } = require('./a') →   a read of `f` of what a.js has put into `module.exports`
 */
import type { CallOp, Key, ModuleFlow, Op } from '../../flow.ts';
import { type Call, dispatch, resolve, resolveTyped, type Site, selfOf, type Unit, type World } from './calls.ts';
import { prototypeOf } from './classes.ts';
import type { Cell, Obj } from './graph.ts';
import { elementsOf } from './iteration.ts';
import { extend } from './natives/globals.ts';
import { hostModule, hostObject } from './natives/hosts.ts';
import { methods, ofStrings } from './natives/methods.ts';
import { neededOps, origins } from './needed.ts';
import { passingIn } from './passing.ts';
import type { CallGraph, ProgramModule, ProgramUnit, Resolution } from './solve.ts';

interface Surroundings {
  readonly adopt: (unit: Unit, program: ProgramUnit) => number;
  readonly global: (name: string) => Obj;
  /** What is called from outside of the program, and not from inside of a fiber. */
  readonly offer: (object: Obj) => void;
  /** What the runtime exports; null: its namespace. */
  readonly runtime: (name: string | null) => Obj;
}

export interface Linker {
  readonly connect: () => void;
  /** Takes calls of methods that have reached nothing for those of built-in objects; false if there are none. */
  readonly guess: () => boolean;
  readonly parameterIn: CallGraph['parameterIn'];
  readonly madeIn: CallGraph['madeIn'];
  readonly aroundOf: CallGraph['aroundOf'];
}

export function createLinker(modules: readonly ProgramModule[], world: World, { adopt, global, runtime, offer }: Surroundings): Linker {
  const { graph, objects } = world;
  const bases = modules.map(({ flow }) => {
    const base = graph.cell();
    for (let i = 0; i < flow.cells; i++) graph.cell();
    return base + 1;
  });
  const accessors = accessorNames(modules);
  /** Calls of methods that are named like those of built-in objects. */
  let loose: { readonly reached: ReadonlySet<string>; readonly native: () => void }[] = [];
  const passing = modules.map(({ flow }) => passingIn(flow));
  const firstUnits = modules.map(({ flow }, module) => {
    const base = bases[module] as number;
    const plus = (cell: number | null): number | null => (cell === null ? null : cell + base);
    const members = new Set(flow.objects.flatMap((object) => (object.kind === 'class' ? object.members.map(({ unit }) => unit) : [])));
    const numbers = flow.units.map((unit, index) =>
      adopt(
        {
          kind: unit.kind,
          params: unit.params.map((cell) => cell + base),
          rest: plus(unit.rest),
          list: plus(unit.list),
          // What an arrow is called on, it does not see.
          receiver: unit.form === 'arrow' ? graph.cell() : unit.receiver + base,
          result: unit.result + base,
          yields: unit.yields + base,
          passing: passing[module]?.units.get(index) ?? null,
          member: members.has(index),
        },
        { module, flow: unit, name: unit.name },
      ),
    );
    return numbers[0] ?? 0;
  });

  const namespaces = new Map<number, Cell>();
  /** What a module exports, as an object that holds it. */
  const namespaceOf = (module: number): Cell => {
    const known = namespaces.get(module);
    if (known !== undefined) return known;
    const cell = graph.cell();
    namespaces.set(module, cell);
    const object = objects.make({ kind: 'object' });
    graph.add(cell, object);
    const { flow, resolutions } = modules[module] as ProgramModule;
    const base = bases[module] as number;
    for (const one of flow.exports) {
      if (one.kind === 'cell') {
        graph.edge(one.cell + base, objects.field(object, one.name));
        continue;
      }
      const from = importedFrom(resolutions.get(one.source), one.kind === 'all' ? null : one.imported);
      if (one.kind === 'from') graph.edge(from, objects.field(object, one.name));
      else graph.watch(from, (other) => objects.extend(object, other));
    }
    if (!flow.isModule && flow.exports.length === 0) {
      // CommonJS: `module.exports`, which importers see as default and, by name, as a namespace.
      const exported = commonjs(module);
      graph.edge(exported, objects.field(object, 'default'));
      graph.watch(exported, (other) => objects.extend(object, other));
    }
    return cell;
  };

  /** What `module.exports` of a module holds. */
  const commonjs = (module: number): Cell =>
    world.memo(`exports of ${module}`, () => {
      const exported = graph.cell();
      const holder = (bases[module] as number) + (modules[module] as ProgramModule).flow.commonjs.module;
      graph.watch(holder, (object) => graph.edge(objects.lookup(object, 'exports'), exported));
      return exported;
    });

  const importedFrom = (to: Resolution | undefined, name: string | null): Cell => {
    if (to?.kind === 'module') {
      const space = namespaceOf(to.module);
      if (name === null) return space;
      const cell = graph.cell();
      graph.watch(space, (object) => graph.edge(objects.lookup(object, name), cell));
      return cell;
    }
    const cell = graph.cell();
    if (to?.kind === 'runtime') graph.add(cell, runtime(name));
    else if (to?.kind === 'values') return cell;
    else if (to?.kind === 'opaque') graph.add(cell, opaque(to.name));
    else {
      const whole = foreign(to?.name ?? 'a module that was not found');
      if (name === null) graph.add(cell, whole);
      else graph.edge(objects.lookup(whole, name), cell);
    }
    return cell;
  };

  const foreign = (name: string): Obj => {
    const host = hostModule(name);
    return (host === null ? null : hostObject(host, world)) ?? world.foreignly(name);
  };

  const opaque = (name: string): Obj =>
    world.memo(`opaque ${name}`, () => objects.make({ kind: 'unknown', why: `it comes from ${name}, which cannot be read` }));

  const required = (to: Resolution | undefined): Cell => {
    if (to?.kind !== 'module') return importedFrom(to, null);
    const { exports, isModule } = (modules[to.module] as ProgramModule).flow;
    return isModule || exports.length > 0 ? namespaceOf(to.module) : commonjs(to.module);
  };

  /** Reads a property of whatever is in a cell; an accessor is called. */
  const load = (base: Cell, key: Key, to: Cell | null, site: Site): void => {
    const getter = key !== null && accessors.has(key) ? graph.cell() : null;
    if (getter !== null) resolve(callOf(site, getter, base, [], to ?? graph.cell()), world);
    graph.watch(base, (object) => {
      if (key === 'prototype') prototypeOf(object, world);
      if (to !== null) graph.edge(objects.lookup(object, key), to);
      if (getter !== null) graph.edge(objects.lookup(object, `get ${key}`), getter);
    });
  };

  const store = (base: Cell, key: Key, from: Cell, site: Site): void => {
    const setter = key !== null && accessors.has(key) ? graph.cell() : null;
    if (setter !== null) resolve(callOf(site, setter, base, [{ cell: from, spread: false }], graph.cell()), world);
    graph.watch(base, (object) => {
      objects.store(object, key, from);
      if (setter !== null) graph.edge(objects.lookup(object, `set ${key}`), setter);
    });
  };

  const callOf = ({ unit, at }: Site, callee: Cell, receiver: Cell | null, args: Call['args'], to: Cell): Call => ({
    unit,
    at,
    how: 'call',
    callee,
    receiver,
    base: receiver,
    args,
    to,
    through: 'direct',
    reached: new Set(),
  });

  const make = (flow: ModuleFlow, number: number, to: Cell, base: number, first: number): void => {
    const made = flow.objects[number];
    if (made === undefined) return;
    if (made.kind === 'object' || made.kind === 'list') {
      graph.add(to, objects.make(made));
      return;
    }
    if (made.kind === 'function') {
      graph.add(to, objects.make({ kind: 'function', unit: made.unit + first }));
      return;
    }
    const unit = made.unit + first;
    const constructs = made.constructs === null ? null : made.constructs + first;
    const object = objects.make({ kind: 'class', unit, constructs, parent: made.parent === null ? null : made.parent + base });
    graph.add(to, object);
    const prototype = prototypeOf(object, world);
    const { receiver } = world.unitOf(unit);
    for (const callee of [...made.initialisers, ...(made.constructs === null ? [] : [made.constructs])]) {
      const at = flow.units[made.unit]?.span[0] ?? 0;
      world.edges.push({ unit, at, callee: callee + first, through: 'direct', cell: receiver, args: null });
      graph.edge(receiver, world.unitOf(callee + first).receiver);
    }
    for (const { key, isStatic, unit: member } of made.members) {
      const holder = isStatic ? object : prototype;
      const method = objects.make({ kind: 'function', unit: member + first });
      graph.add(objects.declare(holder, key), method);
      graph.edge(objects.selves(holder), world.unitOf(member + first).receiver);
    }
  };

  const call = (op: CallOp, base: number, site: Site): void => {
    const receiver = op.receiver === null ? null : op.receiver + base;
    const args = op.args.map(({ cell, spread }) => ({ cell: cell === null ? null : cell + base, spread }));
    const made: Call = { ...callOf(site, op.callee + base, receiver, args, op.to + base), how: op.how, base: null };
    if (op.key === undefined) {
      (op.how === 'call' ? resolveTyped : resolve)(made, world);
      return;
    }
    const holder = op.callee + base;
    const getter = op.key !== null && accessors.has(op.key) ? graph.cell() : null;
    if (getter !== null) {
      load(holder, op.key, getter, site);
      resolve({ ...made, callee: getter, receiver: holder, base: holder, reached: new Set() }, world);
    }
    dispatch(holder, op.key, made, world);
    const model = op.key === null ? undefined : methods.get(op.key);
    if (op.key === null || model === undefined) return;
    const native = (): void => model({ ...made, receiver: null, reached: new Set() }, world);
    // The receiver may be a string.
    if (ofStrings.has(op.key)) native();
    else loose.push({ reached: made.reached, native });
  };

  const connect = (op: Op, module: number): void => {
    const { flow, resolutions } = modules[module] as ProgramModule;
    const base = bases[module] as number;
    const first = firstUnits[module] as number;
    const siteOf = ({ unit, at }: Site): Site => ({ unit: unit + first, at });
    switch (op.kind) {
      case 'copy':
        if (!passing[module]?.without.has(op)) graph.edge(op.from + base, op.to + base);
        return;
      case 'make':
        make(flow, op.object, op.to + base, base, first);
        return;
      case 'load':
        load(op.base + base, op.key, op.to + base, siteOf(op));
        return;
      case 'store':
        store(op.base + base, op.key, op.from + base, siteOf(op));
        return;
      case 'extend':
        extend(op.from + base, op.to + base, world);
        return;
      case 'inherit':
        graph.watch(op.from + base, (object) => {
          const kind = objects.kindOf(object);
          if (kind.kind === 'class' && kind.parent !== null)
            graph.watch(kind.parent, (parent) =>
              load(selfOf(op.isStatic ? parent : prototypeOf(parent, world), world), op.key, op.to + base, siteOf(op)),
            );
          // In a method of an object `super` is its prototype, which is not among its own properties.
          else if (kind.kind === 'object') load(op.from + base, op.key, op.to + base, siteOf(op));
        });
        return;
      case 'call':
        call(op, base, siteOf(op));
        return;
      case 'iterate':
        graph.edge(elementsOf(op.base + base, siteOf(op), world), op.to + base);
        return;
      case 'global':
        if (op.name === '{sent}') graph.edge(world.memo('{sent}', graph.cell), op.to + base);
        else if (op.name === '{thrown}') graph.edge(world.thrown, op.to + base);
        else {
          const found = global(op.name);
          graph.add(op.to + base, found);
          if (flow.evaluates && objects.kindOf(found).kind === 'foreign') graph.add(op.to + base, global('{evaluated}'));
        }
        return;
      case 'throw':
        graph.edge(op.from + base, world.thrown);
        return;
      case 'escape':
        graph.edge(op.from + base, world.outside);
        return;
      case 'import':
        graph.edge(importedFrom(resolutions.get(op.source), op.name), op.to + base);
        return;
      case 'require':
        graph.edge(required(resolutions.get(op.source)), op.to + base);
        return;
      default:
        op satisfies never;
    }
  };

  const origin = origins(modules, bases, firstUnits);
  return {
    connect() {
      modules.forEach(({ flow, isEntry, isShared }, module) => {
        const base = bases[module] as number;
        // What is offered is what it exports, and not whatever is mixed with that.
        if (isEntry)
          for (const cell of [base + flow.commonjs.exports, base + flow.commonjs.module, namespaceOf(module), commonjs(module)])
            graph.keep(cell);
        graph.add(base + flow.commonjs.exports, objects.make({ kind: 'object' }));
        const holder = objects.make({ kind: 'object' });
        graph.add(base + flow.commonjs.module, holder);
        graph.edge(base + flow.commonjs.exports, objects.field(holder, 'exports'));
        if (isEntry) graph.keep(objects.field(holder, 'exports'));
        for (const op of neededOps(flow, accessors)) connect(op, module);
        if (isShared) graph.watch(namespaceOf(module), (object) => graph.edge(objects.contents(object), world.outside));
        if (!isEntry) return;
        graph.watch(namespaceOf(module), offer);
        if (!flow.isModule && flow.exports.length === 0) graph.watch(commonjs(module), offer);
      });
    },
    guess() {
      const left = loose.filter(({ reached }) => reached.size === 0);
      loose = [];
      for (const { native } of left) native();
      return left.length > 0;
    },
    ...origin,
  };
}

/** Names of accessors that the program defines. */
function accessorNames(modules: readonly ProgramModule[]): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (key: Key): void => {
    if (key?.startsWith('get ') || key?.startsWith('set ')) names.add(key.slice(4));
  };
  for (const { flow } of modules) {
    for (const op of flow.ops) if (op.kind === 'store') add(op.key);
    for (const object of flow.objects) if (object.kind === 'class') for (const { key } of object.members) add(key);
  }
  return names;
}
