/**
 * Modules → call graph. All modules are put into one graph of values, joined at imports and exports, and values flow
 * until nothing is new (`graph.ts`, `objects.ts`, `calls.ts`; `natives/` and `fibers.ts` know what built-ins and the
 * runtime do).
 *
 * What is guaranteed: a call of the program that reaches a function of the program, by whatever way of values, has an edge
 * in the call graph. An object is known by the place that makes it; where more of them meet in one place than `limits.ts`
 * says, that place holds groups of them (`groups.ts`). So the effort is about linear in the size of the program.
 *
 * What is assumed:
 * - Built-in objects and prototypes are not changed, and called methods that are named like theirs do what theirs do if
 *   nothing else is found under the name.
 * - Code that is not part of the program (packages that are not analysed, the host) is not compiled. It may do anything
 *   with functions that it is given, except for keeping a *member* of an object under another name. The host puts nothing
 *   into objects of the program, throws only what is its own, and what some of its modules do is known (`natives/hosts.ts`).
 * - Keys of lists that are not known are indexes. Nobody gets at `Function` as the `constructor` of something.
 * - What the language calls by itself when it converts objects (`valueOf`, `toString`) does not suspend.
 * - A module that is compiled but cannot be read (`opaque`) finds functions of the program in what it imports, in what it is
 *   given, and in what other code was given. What it puts into globals is taken for code that is not compiled.
 * - Code in a string (`eval`, `Function`) and modules whose names are computed are not seen, and may suspend. A direct
 *   `eval` calls and sets whatever is visible where it stands.
 */
import type { FlowUnit, Key, ModuleFlow } from '../../flow.ts';
import type { CallEdge, Model, Unit, World } from './calls.ts';
import { prototypeOf } from './classes.ts';
import { fiberModels, mailOf, RUNTIME, type Targets } from './fibers.ts';
import type { Cell, Graph, Obj, Sizes } from './graph.ts';
import { createHubs } from './hubs.ts';
import { GLOBAL_OBJECT, isAccessor } from './kinds.ts';
import { stagesFor } from './limits.ts';
import { createLinker } from './link.ts';
import { calmGlobals, evaluated, globalObjects, globals } from './natives/globals.ts';
import { hostMember, hostModels, hostModule, hostObject, isCalmHost, isModelled } from './natives/hosts.ts';
import { calm, methods } from './natives/methods.ts';
import { calmly } from './natives/parts.ts';
import { createObjects, type Objects } from './objects.ts';
import { type CallTypes, typedCalls } from './typed.ts';

/** Where a module's `source` leads to. */
export type Resolution =
  | { readonly kind: 'module'; readonly module: number }
  /** The runtime of fibers. */
  | { readonly kind: 'runtime' }
  /** A package that is not compiled, or a module of the host. */
  | { readonly kind: 'foreign'; readonly name: string }
  /** A module of the program that nobody can read: anything may come from it, and it may do anything in a fiber of its own. */
  | { readonly kind: 'opaque'; readonly name: string }
  /** Values that are no functions: JSON. */
  | { readonly kind: 'values' };

export interface ProgramModule {
  readonly file: string;
  readonly flow: ModuleFlow;
  readonly resolutions: ReadonlyMap<string, Resolution>;
  /** What it exports may be used by somebody else. */
  readonly isEntry: boolean;
  /** What it exports may be used by an opaque module. */
  readonly isShared: boolean;
}

export interface ProgramUnit {
  /** Null for a hub. */
  readonly module: number | null;
  readonly flow: FlowUnit | null;
  readonly name: string;
}

export interface CallGraph {
  readonly units: readonly ProgramUnit[];
  readonly edges: readonly CallEdge[];
  readonly primitives: World['primitives'];
  readonly foreign: World['foreign'];
  readonly unknown: World['unknown'];
  readonly standing: World['standing'];
  /** Units that are targets of fibers, and where those are made. */
  readonly targets: Targets;
  /** The functions that a cell may hold, as units. */
  readonly unitsIn: (cell: Cell) => readonly number[];
  /** The parameter that a cell holds the value of, and nothing else. */
  readonly parameterIn: (cell: Cell) => { readonly unit: number; readonly index: number } | null;
  /** The only function that a cell holds, if it is made by the unit itself each time. */
  readonly madeIn: (cell: Cell) => { readonly unit: number; readonly by: number } | null;
  /** The unit around; of a module, itself. */
  readonly aroundOf: (unit: number) => number;
  /** Stands for what nobody knows. */
  readonly unknownHub: number;
  readonly parameterCell: (unit: number, index: number) => Cell;
  readonly sizes: Sizes;
  readonly precision: Precision;
}

/** What built-in objects inherit from. */
const BUILT_IN = '{built-in}';

/** How finely objects have been told apart: each by the place that makes it, or some by groups. */
export type Precision = 'fine' | 'coarse';

/** @param stages how finely objects are told apart */
export function solve(
  modules: readonly ProgramModule[],
  types: CallTypes | null = null,
  stages = stagesFor(modules.reduce((sum, { flow }) => sum + flow.ops.length, 0)),
): CallGraph {
  const memory = new Map<string, unknown>();
  const memo = <T>(key: string, make: () => T): T => {
    if (!memory.has(key)) memory.set(key, make());
    return memory.get(key) as T;
  };
  const units: ProgramUnit[] = [];
  const inner: Unit[] = [];
  const adopt = (unit: Unit): number => {
    units.push({ module: null, flow: null, name: '' });
    return inner.push(unit) - 1;
  };
  const parts = createHubs(adopt, () => world);
  const targets: Targets = new Map();
  const fibers = fiberModels(targets);
  const isCalm = (name: string): boolean => calmGlobals.has(name) || isCalmHost(name);
  const known = (name: string): boolean => globals.has(name) || fibers.has(name) || hostModels.has(name);
  const native = (name: string): Obj =>
    memo(`native ${name}`, () => objects.make({ kind: 'native', name, isRuntime: name.startsWith(RUNTIME) }));
  const global = (name: string): Obj => {
    if (globalObjects.has(name)) return native(GLOBAL_OBJECT);
    const host = name === 'process' ? hostObject('node:process', world) : null;
    if (host !== null) return host;
    return globals.has(name) || calmGlobals.has(name) || name === 'Reflect' ? native(name) : world.foreignly(name);
  };
  const member = (name: string, key: Key): Obj | null => {
    if (name === GLOBAL_OBJECT) return key === null ? world.foreignly(name) : isAccessor(key) ? null : global(key);
    if (key === null) return null;
    if (key === 'prototype') return null;
    if (name === BUILT_IN) return methods.has(key) || calm.has(key) ? native(`${BUILT_IN}.${key}`) : null;
    if (known(`${name}.${key}`)) return native(`${name}.${key}`);
    if (isCalm(name)) return native(name);
    if (isModelled(name)) return hostMember(name, key, world);
    if (name.startsWith(RUNTIME)) return name === RUNTIME && key === 'default' ? native(RUNTIME) : null;
    return member(BUILT_IN, key);
  };
  const { graph, objects }: { readonly graph: Graph; readonly objects: Objects } = createObjects({
    stages,
    external: () => external,
    outside: () => outside,
    member,
    released: (cell) => graph.watch(cell, (object) => release(object, false)),
    made: (object, kind) => {
      // Who is called is asked for when all is settled, and hubs are to be known by then.
      if (kind.kind === 'group' && kind.sort === 'callable')
        for (const how of ['call', 'new'] as const) graph.soon(() => void parts.hubs.memberOf(object, how));
      if (kind.kind === 'native' ? !kind.name.startsWith(RUNTIME) && kind.name !== BUILT_IN : BUILT_INS.has(kind.kind))
        objects.inherit(object, native(BUILT_IN));
    },
  });
  const outside = graph.cell();
  graph.keep(outside);
  const modelOf = (name: string): Model | undefined => {
    if (name.startsWith(`${BUILT_IN}.`)) return methods.get(name.slice(BUILT_IN.length + 1)) ?? calmly;
    return fibers.get(name) ?? globals.get(name) ?? hostModels.get(name) ?? (isCalm(name) ? calmly : undefined);
  };
  const external = objects.make({ kind: 'foreign', name: 'code that is not compiled', isAll: true, isPart: false });
  const world: World = {
    graph,
    objects,
    edges: [],
    primitives: [],
    foreign: [],
    unknown: [],
    standing: [],
    outside,
    thrown: graph.cell(),
    external,
    hasPackages: hasOpaque(modules) || modules.some(hasPackage),
    native,
    typed: types === null ? () => null : typedCalls(types, units, (key) => methods.has(key)),
    methodOf: (key) => member(BUILT_IN, key),
    foreignly: (name) => memo(`foreign ${name}`, () => objects.make({ kind: 'foreign', name, isAll: false, isPart: false })),
    hubs: parts.hubs,
    memo,
    unitOf: (unit) => inner[unit] as Unit,
    modelOf,
  };
  const strangers = hasOpaque(modules) ? objects.make({ kind: 'unknown', why: 'it comes from a module that cannot be read' }) : null;
  if (strangers !== null) {
    graph.add(world.thrown, strangers);
    graph.add(mailOf(world), strangers);
    // It makes fibers of what it was given.
    targets.set(parts.hubs.unknown(), { unit: parts.hubs.unknown(), at: 0 });
  }

  if (world.hasPackages) graph.add(world.thrown, external);

  const fromOutside = (cell: Cell): void => {
    graph.add(cell, external);
    if (strangers !== null) graph.add(cell, strangers);
  };
  /** Something gets out: code that is not compiled may call it, read it, and write to it. */
  const gone = { bare: new Set<Obj>(), named: new Set<Obj>() };
  const release = (object: Obj, bare: boolean): void => {
    const before = bare ? gone.bare : gone.named;
    if (before.has(object)) return;
    before.add(object);
    const kind = objects.kindOf(object);
    const call = (unit: number): void => {
      if (!parts.release(unit, bare)) return;
      const { params, rest, list, receiver, result, member: isMember } = inner[unit] as Unit;
      for (const cell of [...params, rest, list, isMember ? null : receiver]) if (cell !== null) fromOutside(cell);
      graph.edge(result, outside);
    };
    switch (kind.kind) {
      case 'foreign':
      case 'unknown':
      case 'native':
        return;
      case 'group':
        objects.each(object, (one) => release(one, bare));
        objects.escape(object);
        return;
      case 'property':
        graph.edge(objects.contents(kind.of), outside);
        return;
      case 'bound':
        graph.edge(kind.target, outside);
        return;
      case 'function':
      case 'generator':
        call(kind.unit);
        break;
      case 'class':
        call(kind.unit);
        if (kind.constructs !== null) call(kind.constructs);
        break;
      default:
    }
    objects.escape(object);
    if (world.hasPackages && kind.kind !== 'function' && kind.kind !== 'class') fromOutside(objects.field(object, null));
  };
  graph.watch(outside, (object) => release(object, true));

  const offered = new Set<Obj>();
  /** What an entry exports: its host calls it with what nobody knows. */
  const offer = (object: Obj): void => {
    if (offered.has(object)) return;
    offered.add(object);
    const kind = objects.kindOf(object);
    if (kind.kind === 'group') {
      objects.each(object, give);
      graph.watch(objects.contents(object), offer);
      return;
    }
    give(object);
    if (kind.kind === 'class') offer(prototypeOf(object, world));
    if (kind.kind === 'object' || kind.kind === 'prototype' || kind.kind === 'class') graph.watch(objects.contents(object), offer);
  };
  const give = (object: Obj): void => {
    const kind = objects.kindOf(object);
    const units = kind.kind === 'function' ? [kind.unit] : kind.kind === 'class' && kind.constructs !== null ? [kind.constructs] : [];
    for (const { params, rest } of units.map((unit) => inner[unit] as Unit))
      for (const cell of [...params, rest]) if (cell !== null) graph.add(cell, external);
  };

  const linker = createLinker(modules, world, {
    adopt: (unit, program) => {
      units.push(program);
      return inner.push(unit) - 1;
    },
    global: (name) => {
      if (name === '{unknown}')
        return memo('unknown module', () => objects.make({ kind: 'unknown', why: 'a module whose name is computed' }));
      if (name === '{evaluated}') return evaluated(world);
      return global(name);
    },
    offer,
    runtime: (name) => native(name === null || name === 'default' ? RUNTIME : `${RUNTIME}.${name}`),
  });
  linker.connect();
  for (const hub of [parts.hubs.bare, parts.hubs.unknown]) hub();
  do graph.settle();
  while (linker.guess());

  const unitsIn = (cell: Cell): readonly number[] => {
    const found = new Set<number>();
    const seen = new Set([cell]);
    for (const one of seen)
      for (const object of graph.objectsIn(one)) {
        const kind = objects.kindOf(object);
        if (kind.kind === 'function' || kind.kind === 'class') found.add(kind.unit);
        else if (kind.kind === 'bound') seen.add(kind.target);
        else if (kind.kind === 'property') seen.add(objects.contents(kind.of));
        else if (kind.kind === 'group' && kind.sort === 'callable')
          for (const how of ['call', 'new'] as const) found.add(parts.hubs.memberOf(object, how));
        else if (kind.kind === 'foreign') found.add(parts.hubs.bare());
        else if (kind.kind === 'unknown' || (kind.kind === 'native' && fibers.has(kind.name))) found.add(parts.hubs.unknown());
      }
    return [...found];
  };
  for (const [unit, name] of parts.names) units[unit] = { module: null, flow: null, name };
  return {
    units,
    edges: world.edges,
    primitives: world.primitives,
    foreign: world.foreign,
    unknown: world.unknown,
    standing: world.standing,
    targets,
    unitsIn,
    parameterCell: (unit, index) => inner[unit]?.params[index] as Cell,
    aroundOf: linker.aroundOf,
    unknownHub: parts.hubs.unknown(),
    parameterIn: linker.parameterIn,
    madeIn: linker.madeIn,
    sizes: graph.sizes(),
    precision: objects.groups() > 0 ? 'coarse' : 'fine',
  };
}

const hasOpaque = (modules: readonly ProgramModule[]): boolean =>
  modules.some(({ isShared, resolutions }) => isShared || [...resolutions.values()].some(({ kind }) => kind === 'opaque'));

const hasPackage = ({ resolutions }: ProgramModule): boolean =>
  [...resolutions.values()].some((to) => to.kind === 'foreign' && hostModule(to.name) === null);

/** Kinds of objects that have methods of the language. */
const BUILT_INS: ReadonlySet<string> = new Set(['list', 'generator', 'function', 'class', 'bound']);
