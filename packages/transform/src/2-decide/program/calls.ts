/**
 * Who is called where. Each place that calls, in the source or by a model of a built-in, gives edges of the call graph:
 *
 *   [1].forEach(f);   →   direct: `f`  (the built-in has an equivalent that can be suspended)
 *   emitter.emit();   →   barrier      (what it calls runs on top of it, and cannot be suspended)
 *
 * Where a call may reach very many, it reaches a *hub*: a unit that stands for all of them and calls each.
 */
import type { FlowUnit, Key } from '../../flow.ts';
import { construct, constructParent, instanceOf } from './classes.ts';
import type { Cell, Graph, Obj } from './graph.ts';
import type { Kind } from './kinds.ts';
import type { Objects } from './objects.ts';
import type { Passing } from './passing.ts';

/** A place that calls. */
export interface Site {
  readonly unit: number;
  readonly at: number;
}

/** How a call gets at what it calls: by itself or an equivalent, through code that cannot be suspended, or in a later turn. */
export type Through = 'direct' | 'barrier' | 'later';

export interface CallEdge extends Site {
  readonly callee: number;
  readonly through: Through;
  /** What was called. */
  readonly cell: Cell;
  /** What the parameters of the callee are given; null where that is not known. */
  readonly args: readonly (Cell | null)[] | null;
}

export interface Unit {
  readonly params: readonly Cell[];
  readonly rest: Cell | null;
  readonly list: Cell | null;
  readonly receiver: Cell;
  readonly result: Cell;
  readonly yields: Cell;
  readonly kind: FlowUnit['kind'];
  /** What it gives back of what it is given: that is not in `result`. */
  readonly passing: Passing | null;
  /** Its receiver is known: the instances of its class. */
  readonly member: boolean;
}

export interface Call extends Site {
  readonly how: 'call' | 'new' | 'super';
  readonly callee: Cell;
  readonly receiver: Cell | null;
  /** The cell of all receivers, where the receiver is whatever the function was found in, and not given to it. */
  readonly base: Cell | null;
  readonly args: readonly { readonly cell: Cell | null; readonly spread: boolean }[];
  readonly to: Cell;
  readonly through: Through;
  /** Units and classes that it has reached. */
  readonly reached: Set<string>;
  /** The method that is called, where that says whose it is. */
  readonly method?: Key;
  /** A built-in calls, and not the program. */
  readonly inner?: boolean;
  /** The units that types say it may reach; nothing if they do not say. */
  readonly only?: ReadonlySet<number> | null;
}

/** What a built-in does with a call of it. */
export type Model = (call: Call, world: World) => void;

export interface World {
  readonly graph: Graph;
  readonly objects: Objects;
  readonly unitOf: (unit: number) => Unit;
  readonly modelOf: (name: string) => Model | undefined;
  readonly edges: CallEdge[];
  /** Calls that suspend. */
  readonly primitives: (Site & { readonly name: string })[];
  /** Calls of code that is not compiled, and what it is given. */
  readonly foreign: (Site & { readonly name: string; readonly given: readonly Cell[] })[];
  readonly unknown: (Site & { readonly why: string })[];
  /** Places that make a function which stands for another: bound ones and proxies. The runtime has to be told of it there. */
  readonly standing: (Site & { readonly target: Cell })[];
  /** Takes whatever gets into the hands of code that is not compiled. */
  readonly outside: Cell;
  /** Whatever is thrown. */
  readonly thrown: Cell;
  /** Stands for all that comes from there. */
  readonly external: Obj;
  /** Is some of it not the host's, so that it may put things into objects that it was given, and have methods of any kind? */
  readonly hasPackages: boolean;
  /** A function of the language or of the runtime. */
  readonly native: (name: string) => Obj;
  /** The units that types say a call may reach, of a method if it has a key; null: they do not say. */
  readonly typed: (site: Site, key: Key | undefined) => ReadonlySet<number> | null;
  /** The method that built-in objects have under a name. */
  readonly methodOf: (key: string) => Obj | null;
  /** Something of code that is not compiled. */
  readonly foreignly: (name: string) => Obj;
  readonly hubs: Hubs;
  readonly memo: <T>(key: string, make: () => T) => T;
}

/** Units that stand for many. */
export interface Hubs {
  /** Whatever is in some property of an object. */
  readonly propertyOf: (object: Obj) => number;
  /** Whatever is in a group of functions. */
  readonly memberOf: (group: Obj, how: Call['how']) => number;
  /** Iterates an object, or any of a group. */
  readonly iterated: (object: Obj) => number;
  /** Generators in a group, when they go on. */
  readonly generatorsOf: (group: Obj) => number;
  /** What code that is not compiled may have been given under a name; null: under whatever name. */
  readonly escaped: (key: Key) => number;
  /** What has been given to it as it is, so that it may be found anywhere. */
  readonly bare: () => number;
  /** Tells when code that is not compiled has got a unit, in whatever way. */
  readonly whenOut: (unit: number, tell: () => void) => void;
  /** Code that is not compiled, by itself. */
  readonly outside: () => number;
  /** Nobody knows. */
  readonly unknown: () => number;
}

/** So many arguments are kept apart, where many calls are taken together. */
export const WIDTH = 6;

const isGenerator = ({ kind }: Unit): boolean => kind === 'generator' || kind === 'async generator';

/** Resolves a call, for whatever gets into the cell of its callee. */
export function resolve(call: Call, world: World): void {
  world.graph.watch(call.callee, (object) => void reach(object, call, world));
}

/** The same for a call in the program. Types are asked only where it is not known which functions these are. */
export function resolveTyped(call: Call, world: World): void {
  const { graph, objects } = world;
  graph.watch(call.callee, (object) => void reach(object, typedFor(objects.kindOf(object), undefined, call, world), world));
}

/** What types say of a call, if what it reaches there is not known. They are slow, and asked only then. */
const typedFor = (kind: Kind, key: Key | undefined, call: Call, world: World): Call =>
  isVague(kind) ? { ...call, only: world.typed(call, key) } : call;

/** Does it stand for others? */
const isVague = ({ kind }: Kind): boolean => kind === 'group' || kind === 'property' || kind === 'foreign' || kind === 'unknown';

/** Resolves a call of a method, for whatever gets into the cell of its receiver. */
export function dispatch(base: Cell, key: Key, known: Call, world: World): void {
  const { graph, objects, hubs } = world;
  graph.watch(base, (object) => {
    const kind = objects.kindOf(object);
    const call = typedFor(kind, key, known, world);
    if (kind.kind === 'foreign' || kind.kind === 'unknown') {
      // What is called is in it, and not what its cell holds.
      const inside = { ...call, callee: selfOf(object, world) };
      const native = object === world.external && !world.hasPackages && key !== null ? world.methodOf(key) : null;
      if (native !== null) resolve({ ...inside, callee: selfOf(native, world), receiver: inside.callee, base: inside.callee }, world);
      else reach(object, { ...inside, receiver: base, base, method: key }, world);
      if (kind.kind === 'foreign' && !call.only) enter(hubs.escaped(key), inside, world);
      return;
    }
    resolve({ ...call, callee: objects.lookup(object, key), receiver: selfOf(object, world), base }, world);
  });
}

/** A cell that holds one object. */
export const selfOf = (object: Obj, { memo, graph }: World): Cell =>
  memo(`self ${object}`, () => {
    const cell = graph.cell();
    graph.add(cell, object);
    return cell;
  });

/** A call of one of those that types know, if it is among those that the callee may be. */
function reachTyped(object: Obj, kind: Kind, only: ReadonlySet<number>, call: Call, world: World): boolean {
  switch (kind.kind) {
    case 'function':
      return !only.has(kind.unit);
    case 'group':
      if (kind.sort === 'callable') world.objects.each(object, (one) => void reach(one, call, world));
      return true;
    case 'property':
      world.graph.watch(world.objects.contents(kind.of), (one) => void reach(one, call, world));
      return true;
    case 'foreign':
      leave(nameOf(kind, call.method), call, world);
      for (const unit of only) world.hubs.whenOut(unit, () => void enter(unit, call, world));
      return true;
    case 'unknown':
      for (const unit of only) world.hubs.whenOut(unit, () => void enter(unit, call, world));
      handOver(call, world);
      world.graph.add(call.to, object);
      return true;
    default:
      return false;
  }
}

export function reach(object: Obj, call: Call, world: World): void {
  const { graph, objects, hubs } = world;
  const kind = objects.kindOf(object);
  if (call.only && reachTyped(object, kind, call.only, call, world)) return;
  const site = { unit: call.unit, at: call.at };
  switch (kind.kind) {
    case 'function':
      if (call.how === 'new' && call.receiver === null) {
        const made = instanceOf(object, world);
        graph.add(call.to, made);
        enter(kind.unit, { ...call, receiver: selfOf(made, world), base: null }, world);
      } else enter(kind.unit, call, world);
      return;
    case 'class':
      // Called without `new`, a class throws.
      if (call.how === 'super') constructParent(kind, call, world);
      else if (call.how === 'new') construct(object, kind, call, world);
      return;
    case 'bound': {
      if (call.reached.has(`bound ${object}`)) return;
      call.reached.add(`bound ${object}`);
      const args = [...kind.args.map((cell) => ({ cell, spread: false })), ...call.args];
      resolve({ ...call, callee: kind.target, receiver: kind.receiver, base: null, args, only: null }, world);
      return;
    }
    case 'native': {
      if (call.reached.has(kind.name)) return;
      call.reached.add(kind.name);
      const model = world.modelOf(kind.name);
      const whole = { ...call, receiver: call.base ?? call.receiver };
      if (model && call.inner) innerCall(kind.name, model, whole, world);
      else if (model) model(whole, world);
      else leave(kind.name, whole, world);
      return;
    }
    case 'group':
      if (kind.sort === 'callable') enter(hubs.memberOf(object, call.how), call, world);
      return;
    case 'property':
      enter(hubs.propertyOf(kind.of), call, world);
      return;
    case 'foreign':
      leave(nameOf(kind, call.method), call, world);
      world.edges.push({ ...site, callee: hubs.bare(), through: call.through, cell: call.callee, args: null });
      return;
    case 'unknown':
      world.unknown.push({ ...site, why: kind.why });
      world.edges.push({ ...site, callee: hubs.unknown(), through: call.through, cell: call.callee, args: null });
      handOver(call, world);
      graph.add(call.to, object);
      return;
    case 'object':
    case 'list':
    case 'prototype':
    case 'instance':
    case 'generator':
      return;
    default:
      kind satisfies never;
  }
}

const nameOf = ({ name, isAll }: Extract<Kind, { kind: 'foreign' }>, method: Key | undefined): string =>
  isAll || !method ? name : `${name}.${method}`;

/** A call of code that is not compiled: whatever it calls runs on top of it. */
export function leave(name: string, call: Call, world: World): void {
  if (call.reached.has('outside')) return;
  call.reached.add('outside');
  const given = call.args.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  world.foreign.push({ unit: call.unit, at: call.at, name, given });
  const { hubs, edges, graph, external } = world;
  const through = call.through === 'later' ? 'later' : 'barrier';
  edges.push({ unit: call.unit, at: call.at, callee: hubs.outside(), through, cell: call.callee, args: null });
  handOver(call, world);
  graph.add(call.to, external);
}

/**
 * Built-ins that are called by built-ins, as in `f.call.call(f)` or `lists.map(lists.map)`: one call for each place and each
 * of them, or there were no end to it.
 */
function innerCall(name: string, model: Model, call: Call, world: World): void {
  const { graph, objects, memo } = world;
  let isNew = false;
  const shared = memo(`inner ${call.unit} ${call.at} ${call.how} ${call.through} ${name}`, (): Call => {
    isNew = true;
    const args = Array.from({ length: WIDTH }, () => ({ cell: graph.cell(), spread: false }));
    const rest = graph.cell();
    graph.add(rest, objects.make({ kind: 'list' }));
    const [callee, receiver, to] = [graph.cell(), graph.cell(), graph.cell()];
    return { ...call, callee, receiver, base: null, args: [...args, { cell: rest, spread: true }], to, reached: new Set() };
  });
  graph.edge(call.callee, shared.callee);
  if (call.receiver !== null && shared.receiver !== null) graph.edge(call.receiver, shared.receiver);
  graph.edge(shared.to, call.to);
  const rest = shared.args[WIDTH]?.cell ?? null;
  const params = shared.args.slice(0, WIDTH).flatMap(({ cell }) => (cell === null ? [] : [cell]));
  give({ params, rest, list: null }, call, world);
  if (isNew) model(shared, world);
}

function handOver({ args, receiver }: Call, { graph, outside }: World): void {
  for (const { cell } of args) if (cell !== null) graph.edge(cell, outside);
  if (receiver !== null) graph.edge(receiver, outside);
}

/** A call of one function: arguments to parameters, result to result. */
export function enter(unit: number, call: Call, world: World): void {
  const { graph, edges, unitOf } = world;
  const target = unitOf(unit);
  if (call.receiver !== null && !(call.base !== null && target.member)) graph.edge(call.receiver, target.receiver);
  const key = `${unit} ${call.args.length}`;
  if (call.reached.has(key)) return;
  call.reached.add(key);
  const spread = call.args.some((arg) => arg.spread);
  const args = spread ? null : target.params.map((_, index) => call.args[index]?.cell ?? null);
  edges.push({ unit: call.unit, at: call.at, callee: unit, through: call.through, cell: call.callee, args });
  give(target, call, world);
  take(unit, target, call, world);
}

/** Arguments to parameters. */
export function give(target: Pick<Unit, 'params' | 'rest' | 'list'>, call: Call, world: World): void {
  const { graph, objects } = world;
  const spread = call.args.findIndex((arg) => arg.spread);
  const known = spread < 0 ? call.args : call.args.slice(0, spread);
  target.params.forEach((param, index) => {
    const given = known[index]?.cell;
    if (given !== null && given !== undefined) graph.edge(given, param);
  });
  const loose = spread < 0 ? [] : call.args.slice(spread);
  for (const { cell, spread: isList } of loose) {
    if (cell === null) continue;
    const from = isList ? world.memo(`spread ${cell}`, () => spreadOf(cell, world)) : cell;
    for (const param of target.params.slice(known.length)) graph.edge(from, param);
  }
  for (const list of [target.rest, target.list]) {
    if (list === null) continue;
    const made = world.memo(`list ${list}`, () => objects.make({ kind: 'list' }));
    graph.add(list, made);
    const first = list === target.rest ? target.params.length : 0;
    call.args.forEach(({ cell, spread: isList }, index) => {
      if (cell === null || (index < first && spread < 0)) return;
      graph.edge(isList ? world.memo(`spread ${cell}`, () => spreadOf(cell, world)) : cell, objects.field(made, '[]'));
    });
  }
}

/** Elements of a list, without the calls that iterating may make: those are the caller's. */
const spreadOf = (cell: Cell, { graph, objects }: World): Cell => {
  const to = graph.cell();
  graph.watch(cell, (object) => graph.edge(objects.lookup(object, '[]'), to));
  return to;
};

/** Result to result. */
function take(unit: number, target: Unit, call: Call, { graph, objects, memo }: World): void {
  if (isGenerator(target)) {
    const made = memo(`generator ${unit}`, () => {
      const generator = objects.make({ kind: 'generator', unit });
      graph.edge(target.yields, objects.field(generator, '[]'));
      graph.edge(target.result, objects.field(generator, '{returned}'));
      return generator;
    });
    graph.add(call.to, made);
  } else if (target.kind === 'async') {
    const made = memo(`promise ${unit}`, () => objects.make({ kind: 'list' }));
    graph.edge(target.result, objects.field(made, '{awaited}'));
    graph.add(call.to, made);
  } else graph.edge(target.result, call.to);
  const { passing } = target;
  if (passing === null) return;
  const known = call.args.findIndex((arg) => arg.spread);
  for (const index of passing.params) {
    // Behind a list that is spread nobody knows which is which.
    if (known >= 0 && index >= known) graph.edge(target.params[index] as Cell, call.to);
    else if (call.args[index]?.cell != null) graph.edge(call.args[index].cell, call.to);
  }
  if (passing.receiver) graph.edge(call.receiver !== null && call.base === null ? call.receiver : target.receiver, call.to);
}
