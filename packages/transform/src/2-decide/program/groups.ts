/**
 * Objects that are told apart no more where too many meet. A group has members, and is read and written as if it were one
 * object:
 *
 *   G.f         →   whatever is in `f` of a member, or of what a member inherits from or was mixed with
 *   G.f = x     →   x is put into `f` of an object beside the group, its *writes*, which each member inherits from
 *
 * So a member that is somewhere by itself keeps what is its own, and has what was written to the group in addition: it
 * may have been meant. An object is in one group, the group of the cell that was too wide for it first, and
 * groups are in one group of groups. So each property is linked to three groups at most, and all this grows as the program does.
 */
import type { Key } from '../../flow.ts';
import type { Cell, Graph, Obj, Raise, Sort } from './graph.ts';
import { isAccessor, isOpaque, type Kind } from './kinds.ts';

/** What groups have to know of an object. */
export interface Shape {
  readonly kind: Kind;
  readonly fields: Map<string, Cell>;
  /** Cells of what reading a name gives; null for names that are not known. */
  readonly lookups: Map<Key, Cell>;
  /** Members that hide those of a parent. */
  declared: Set<string> | null;
  readonly parents: Obj[];
  /** Objects whose properties it has been given. */
  readonly mixed: Obj[];
  /** What is written by keys that are not known; read by all. */
  any: Cell | null;
  selves: Cell | null;
  escaped: boolean;
  /** The groups it is in, the inner one first. */
  readonly groups: Obj[];
  /** Groups that find its properties among their own. */
  readonly gatherers: Obj[];
}

interface Gathered {
  /** Properties of members and what they inherit from, by name. */
  readonly parts: Map<string, Cell[]>;
  /** What is in properties of those whose names are not known. */
  readonly any: Cell;
  /** Whose properties these are. */
  readonly from: Set<Obj>;
  /** What members inherit from that is no plain object. */
  readonly outer: Obj[];
  /** Cells that have what is written to the group, by the name that is read. */
  readonly readers: Map<Key, Cell[]>;
}

export interface Groups {
  /** The group of an object or group, made or extended if it has none. */
  readonly raise: Raise;
  readonly gather: (group: Obj, key: Key, cell: Cell) => void;
  readonly gatherFrom: (group: Obj, from: Obj) => void;
  /** Lets a cell have what reading a name of a group gives. */
  readonly read: (group: Obj, key: Key, to: Cell) => void;
  readonly hear: (group: Obj, key: Key, to: Cell) => void;
  /** A property of the writes of a group is new; null: those whose names are not known. */
  readonly written: (writes: Obj, key: Key, cell: Cell) => void;
  /** Everything of an object is written to a group. */
  readonly mixed: (writes: Obj, from: Obj) => void;
  readonly count: () => number;
}

interface Surroundings {
  readonly graph: Graph;
  readonly shapeOf: (object: Obj) => Shape;
  readonly make: (kind: Kind) => Obj;
  readonly found: (object: Obj, key: Key) => Cell;
  /** What stands for a property of an object, nobody knows which. */
  readonly propertyOf: (object: Obj) => Obj;
  /** Stands for all code that is not compiled. */
  readonly external: () => Obj;
}

export function createGroups({ graph, shapeOf, make, found, propertyOf, external }: Surroundings): Groups {
  const gathered = new Map<Obj, Gathered>();
  const homes = new Map<string, Obj>();
  const raised = new Map<Obj, Obj>();

  const groupOf = (sort: Sort, level: number): Obj => {
    const members = graph.cell();
    graph.keep(members);
    const any = graph.cell();
    const writes = make({ kind: 'object' });
    const group = make({ kind: 'group', sort, level, members, writes });
    gathered.set(group, { parts: new Map(), any, from: new Set(), outer: [], readers: new Map() });
    gathered.set(writes, { parts: new Map(), any: graph.cell(), from: new Set(), outer: [], readers: new Map() });
    return group;
  };

  const home = (sort: Sort, level: number, cell: Cell | null): Obj => {
    const name = `${sort} ${cell}`;
    const known = homes.get(name);
    if (known !== undefined) return known;
    const made = groupOf(sort, level);
    homes.set(name, made);
    return made;
  };

  const raise: Raise = (object, cell, whole) => {
    const known = raised.get(object);
    if (known !== undefined) return known;
    const { kind } = shapeOf(object);
    const group =
      kind.kind === 'property'
        ? propertyOf(raise(kind.of, cell, whole))
        : kind.kind === 'group'
          ? home(kind.sort, 2, null)
          : kind.kind === 'foreign'
            ? external()
            : whole
              ? home(graph.sortOf(object), 2, null)
              : home(graph.sortOf(object), 1, cell);
    raised.set(object, group);
    if (kind.kind !== 'property' && kind.kind !== 'foreign') graph.soon(() => join(object, group));
    return group;
  };

  const partsOf = (group: Obj): Extract<Kind, { kind: 'group' }> => shapeOf(group).kind as Extract<Kind, { kind: 'group' }>;

  const join = (object: Obj, group: Obj): void => {
    const { kind } = shapeOf(object);
    for (let at: Obj | undefined = group; at !== undefined; at = raised.get(at)) {
      if (kind.kind === 'group') {
        for (const member of graph.objectsIn(kind.members)) enter(member, at);
        for (const from of (gathered.get(object) as Gathered).from) gatherFrom(at, from);
        for (const from of (gathered.get(object) as Gathered).outer) gatherFrom(at, from);
        gatherFrom(at, kind.writes);
        follow(object, at);
      } else enter(object, at);
    }
  };

  const enter = (object: Obj, group: Obj): void => {
    const shape = shapeOf(object);
    if (shape.groups.includes(group)) return;
    graph.add(partsOf(group).members, object);
    gatherFrom(group, object);
    follow(object, group);
    const { writes } = partsOf(group);
    for (const gatherer of [...shape.gatherers]) gatherFrom(gatherer, writes);
  };

  /** It has what is written to the group. */
  const follow = (object: Obj, group: Obj): void => {
    const shape = shapeOf(object);
    if (shape.groups.includes(group)) return;
    shape.groups.push(group);
    for (const [key, to] of [...shape.lookups]) hear(group, key, to);
  };

  /** Lets a cell have what is written to a group under a name, now or later. */
  const hear = (group: Obj, key: Key, to: Cell): void => {
    const { writes } = partsOf(group);
    const { readers, parts, any: gatheredAny, outer } = gathered.get(writes) as Gathered;
    const list = readers.get(key);
    if (list) list.push(to);
    else readers.set(key, [to]);
    const { fields, any } = shapeOf(writes);
    if (any !== null) graph.edge(any, to);
    graph.edge(gatheredAny, to);
    for (const [name, cell] of key === null ? fields : [[key, fields.get(key)] as const])
      if (cell !== undefined && (key !== null || !isAccessor(name))) graph.edge(cell, to);
    for (const [name, cells] of key === null ? parts : [[key, parts.get(key) ?? []] as const])
      if (key !== null || !isAccessor(name)) for (const cell of cells) graph.edge(cell, to);
    for (const from of outer) graph.edge(found(from, key), to);
  };

  const written: Groups['written'] = (writes, key, cell) => {
    const readers = gathered.get(writes)?.readers;
    if (!readers) return;
    const lists = key === null ? readers.values() : [readers.get(key) ?? [], isAccessor(key) ? [] : (readers.get(null) ?? [])];
    for (const list of lists) for (const to of list) graph.edge(cell, to);
  };

  const gather = (group: Obj, key: Key, cell: Cell): void => {
    const { parts, any } = gathered.get(group) as Gathered;
    if (key === null) {
      graph.edge(cell, any);
      return;
    }
    written(group, key, cell);
    const list = parts.get(key);
    if (list) list.push(cell);
    else parts.set(key, [cell]);
    const { lookups } = shapeOf(group);
    for (const to of [lookups.get(key), isAccessor(key) ? undefined : lookups.get(null)]) if (to !== undefined) graph.edge(cell, to);
  };

  const gatherFrom = (group: Obj, object: Obj): void => {
    const { from, outer } = gathered.get(group) as Gathered;
    if (from.has(object) || object === group) return;
    const shape = shapeOf(object);
    const { kind } = shape.kind;
    if (kind === 'group' || isOpaque(shape.kind)) {
      if (outer.includes(object)) return;
      outer.push(object);
      for (const [key, to] of [...shapeOf(group).lookups]) graph.edge(found(object, key), to);
      for (const [key, list] of [...(gathered.get(group) as Gathered).readers])
        for (const to of [...list]) graph.edge(found(object, key), to);
      return;
    }
    from.add(object);
    shape.gatherers.push(group);
    for (const [key, cell] of shape.fields) gather(group, key, cell);
    if (shape.any !== null) gather(group, null, shape.any);
    for (const one of [...shape.parents, ...shape.mixed]) gatherFrom(group, one);
    for (const one of shape.groups) gatherFrom(group, partsOf(one).writes);
  };

  return {
    raise,
    hear,
    written,
    mixed: (writes, from) => {
      if (gathered.has(writes)) gatherFrom(writes, from);
    },
    gather,
    gatherFrom,
    read(group, key, to) {
      const { parts, any, outer } = gathered.get(group) as Gathered;
      graph.edge(any, to);
      for (const [name, cells] of key === null ? parts : [[key, parts.get(key) ?? []] as const])
        if (key !== null || !isAccessor(name)) for (const cell of cells) graph.edge(cell, to);
      for (const object of outer) graph.edge(found(object, key), to);
      for (const one of [group, ...shapeOf(group).groups]) hear(one, key, to);
    },
    count: () => gathered.size / 2,
  };
}
