/**
 * The objects of a program, and their properties: each is a cell.
 *
 *   lookup(o, 'f')   what `o.f` gives: its own `f`, what was stored by keys that are not known, what its parents give
 *   escaped('f')     what unknown code, or code in the hands of which `x` was, finds as `x.f`
 */
import type { Key } from '../../flow.ts';
import { type Cell, createGraph, type Graph, type Obj } from './graph.ts';
import { createGroups, type Groups, type Shape } from './groups.ts';
import { isAccessor, isList, isOpaque, isOutside, type Kind, sortOf } from './kinds.ts';
import type { Stage } from './limits.ts';

export interface Objects {
  readonly make: (kind: Kind) => Obj;
  readonly kindOf: (object: Obj) => Kind;
  /** The cell of an own property. */
  readonly field: (object: Obj, key: Key) => Cell;
  /**
   * Puts what a cell holds into a property. What has been read by a name that is not known, and is stored by one, keeps
   * its name: `to[k] = from[k]`, by whatever way.
   */
  readonly store: (object: Obj, key: Key, from: Cell) => void;
  readonly lookup: (object: Obj, key: Key) => Cell;
  /** What is in any property of an object, and in theirs, if that is what is there. */
  readonly contents: (object: Obj) => Cell;
  readonly escaped: (key: string) => Cell;
  readonly escape: (object: Obj) => void;
  readonly declare: (object: Obj, key: Key) => Cell;
  readonly inherit: (object: Obj, parent: Obj) => void;
  readonly extend: (object: Obj, from: Obj) => void;
  /** An object and those that inherit from it. */
  readonly selves: (object: Obj) => Cell;
  /** Tells of an object, or of each member of a group. */
  readonly each: (object: Obj, tell: (object: Obj) => void) => void;
  /** How many groups there are. */
  readonly groups: () => number;
}

interface Surroundings {
  readonly stages: readonly Stage[];
  /** Stands for all code that is not compiled. */
  readonly external: () => Obj;
  /** Takes what code that is not compiled may find under any name. */
  readonly outside: () => Cell;
  /** What a member of a built-in object is. */
  readonly member: (native: string, key: Key) => Obj | null;
  /** A cell takes what code that is not compiled finds under a name. */
  readonly released: (cell: Cell) => void;
  readonly made: (object: Obj, kind: Kind) => void;
}

export function createObjects({ stages, external, outside, member, released, made }: Surroundings): {
  readonly graph: Graph;
  readonly objects: Objects;
} {
  const kinds: Kind[] = [];
  const shapes: Shape[] = [];
  const escapes = new Map<string, Cell>();
  const flat = new Map<Obj, Cell>();
  const properties = new Map<Obj, { readonly object: Obj; readonly cell: Cell }>();
  const graph = createGraph(stages, (object, cell, whole) => groups.raise(object, cell, whole));

  const make = (kind: Kind): Obj => {
    const level =
      kind.kind === 'property' ? levelOf(kind.of) : kind.kind === 'group' ? kind.level : kind.kind === 'foreign' && kind.isAll ? 2 : 0;
    const object = graph.object(kind.kind === 'property' ? graph.sortOf(kind.of) : sortOf(kind), level);
    kinds[object] = kind;
    made(object, kind);
    return object;
  };
  const levelOf = (object: Obj): number => {
    const kind = kinds[object];
    return kind?.kind === 'group' ? kind.level : 0;
  };

  const shapeOf = (object: Obj): Shape => {
    shapes[object] ??= {
      kind: kinds[object] as Kind,
      fields: new Map(),
      lookups: new Map(),
      declared: null,
      parents: [],
      mixed: [],
      any: null,
      selves: null,
      escaped: false,
      groups: [],
      gatherers: [],
    };
    return shapes[object];
  };

  /** What is written to a group is kept beside it. */
  const holderOf = (object: Obj): Obj => {
    const kind = kinds[object];
    return kind?.kind === 'group' ? kind.writes : object;
  };

  const anyOf = (object: Obj): Cell => {
    const shape = shapeOf(object);
    if (shape.any === null) {
      shape.any = graph.cell();
      for (const to of shape.lookups.values()) graph.edge(shape.any, to);
      for (const group of shape.gatherers) groups.gather(group, null, shape.any);
      groups.written(object, null, shape.any);
      if (shape.escaped) graph.edge(shape.any, outside());
    }
    return shape.any;
  };

  const field = (object: Obj, key: Key): Cell => {
    const shape = shapeOf(holderOf(object));
    if (key === null) return isList(kinds[object] as Kind) ? field(object, '[]') : anyOf(holderOf(object));
    const known = shape.fields.get(key);
    if (known !== undefined) return known;
    const cell = graph.cell();
    shape.fields.set(key, cell);
    for (const to of [shape.lookups.get(key), isAccessor(key) ? undefined : shape.lookups.get(null)])
      if (to !== undefined) graph.edge(cell, to);
    for (const group of shape.gatherers) groups.gather(group, key, cell);
    groups.written(holderOf(object), key, cell);
    if (shape.escaped) graph.edge(cell, escapedAs(key));
    return cell;
  };

  const lookup = (object: Obj, key: Key): Cell => {
    const kind = kinds[object] as Kind;
    if (key !== null) return found(object, key);
    if (isList(kind)) return found(object, '[]');
    // Functions have few properties, and are everywhere.
    return isOpaque(kind) || graph.sortOf(object) !== 'record' ? found(object, null) : someOf(object).cell;
  };

  const contents = (object: Obj): Cell => {
    const known = flat.get(object);
    if (known !== undefined) return known;
    const to = graph.cell();
    flat.set(object, to);
    graph.watch(found(object, null), (one) => {
      const kind = kinds[one];
      if (kind?.kind === 'property') graph.edge(contents(kind.of), to);
      else graph.add(to, one);
    });
    return to;
  };

  const someOf = (object: Obj): { readonly object: Obj; readonly cell: Cell } => {
    const known = properties.get(object);
    if (known !== undefined) return known;
    const property = { object: make({ kind: 'property', of: object }), cell: graph.cell() };
    properties.set(object, property);
    graph.add(property.cell, property.object);
    return property;
  };

  const groups: Groups = createGroups({
    graph,
    shapeOf,
    make,
    found: (object, key) => found(object, key),
    propertyOf: (object) => someOf(object).object,
    external,
  });

  const found = (object: Obj, key: Key): Cell => {
    const shape = shapeOf(object);
    const known = shape.lookups.get(key);
    if (known !== undefined) return known;
    const to = opaque(object, shape.kind, key) ?? graph.cell();
    shape.lookups.set(key, to);
    if (shape.kind.kind === 'group') {
      groups.read(object, key, to);
      return to;
    }
    if (shape.any !== null) graph.edge(shape.any, to);
    if (key === null) {
      for (const [name, cell] of shape.fields) if (!isAccessor(name)) graph.edge(cell, to);
    } else {
      const own = shape.fields.get(key);
      if (own !== undefined) graph.edge(own, to);
    }
    if (!hides(shape, key)) for (const parent of shape.parents) graph.edge(found(parent, key), to);
    for (const from of shape.mixed) graph.edge(found(from, key), to);
    for (const group of shape.groups) groups.hear(group, key, to);
    return to;
  };

  /** What reading gives where the object stands for others. */
  const opaque = (object: Obj, kind: Kind, key: Key): Cell | null => {
    switch (kind.kind) {
      case 'foreign':
      case 'unknown': {
        const to = graph.cell();
        if (key === null || !isAccessor(key)) graph.add(to, partOf(object, kind, key));
        if (key !== null) graph.edge(escapedAs(key), to);
        return to;
      }
      case 'native': {
        const found = member(kind.name, key);
        if (found === null) return null;
        const to = graph.cell();
        graph.add(to, found);
        return to;
      }
      case 'property': {
        const to = graph.cell();
        graph.watch(contents(kind.of), (one) => graph.edge(lookup(one, key), to));
        return to;
      }
      default:
        return null;
    }
  };

  const parts = new Map<string, Obj>();
  /** Something in what is foreign has a name of its own, and what is in that goes by the same. */
  const partOf = (object: Obj, kind: Kind, key: Key): Obj => {
    if (kind.kind !== 'foreign' || kind.isAll || kind.isPart || key === null || !/^\w+$/.test(key)) return object;
    const name = key === 'default' ? kind.name : `${kind.name}.${key}`;
    const known = parts.get(name);
    if (known !== undefined) return known;
    const part = make({ kind: 'foreign', name, isAll: false, isPart: true });
    parts.set(name, part);
    return part;
  };

  const escapedAs = (key: string): Cell => {
    const known = escapes.get(key);
    if (known !== undefined) return known;
    const cell = graph.cell();
    escapes.set(key, cell);
    released(cell);
    return cell;
  };

  const letGo = (object: Obj): void => {
    const shape = shapeOf(object);
    if (shape.escaped) return;
    shape.escaped = true;
    for (const [name, cell] of shape.fields) graph.edge(cell, escapedAs(name));
    if (shape.any !== null) graph.edge(shape.any, outside());
    for (const from of [...shape.parents, ...shape.mixed]) letGo(from);
    if (shape.kind.kind === 'group') letGo(shape.kind.writes);
  };

  /** Cells without what keeps its name, and what does. */
  const sieves = new Map<Cell, { readonly rest: Cell; readonly sources: Cell }>();
  const sieve = (from: Cell): { readonly rest: Cell; readonly sources: Cell } => {
    const known = sieves.get(from);
    if (known !== undefined) return known;
    const made = { rest: graph.cell(), sources: graph.cell() };
    sieves.set(from, made);
    graph.watch(from, (object) => {
      const kind = kinds[object];
      if (kind?.kind === 'property') graph.add(made.sources, kind.of);
      else graph.add(made.rest, object);
    });
    return made;
  };

  const objects: Objects = {
    make,
    kindOf: (object) => kinds[object] as Kind,
    field,
    store(object, key, from) {
      const kind = kinds[object] as Kind;
      if (kind.kind === 'property') {
        graph.watch(contents(kind.of), (one) => objects.store(one, key, from));
        return;
      }
      if (isOutside(kind)) {
        graph.edge(from, outside());
        return;
      }
      if (key !== null || isList(kind)) {
        graph.edge(from, field(object, key));
        return;
      }
      const { rest, sources } = sieve(from);
      graph.edge(rest, field(object, key));
      graph.watch(sources, (source) => objects.extend(object, source));
    },
    contents,
    lookup,
    escaped: escapedAs,
    escape: letGo,
    declare(object, key) {
      const shape = shapeOf(object);
      if (key !== null) {
        shape.declared ??= new Set();
        for (const name of isAccessor(key) ? [key, key.slice(4)] : [key, `get ${key}`, `set ${key}`]) shape.declared.add(name);
      }
      return field(object, key);
    },
    inherit(child, parent) {
      const object = holderOf(child);
      const shape = shapeOf(object);
      if (object === parent || shape.parents.includes(parent)) return;
      shape.parents.push(parent);
      for (const [key, to] of [...shape.lookups]) if (!hides(shape, key)) graph.edge(found(parent, key), to);
      for (const group of [...shape.gatherers]) groups.gatherFrom(group, parent);
      groups.mixed(object, parent);
      // Every list has the methods of lists: their receivers are of no interest.
      if (kinds[parent]?.kind !== 'native') graph.edge(objects.selves(child), objects.selves(parent));
      if (shape.escaped) letGo(parent);
    },
    extend(target, from) {
      const object = holderOf(target);
      const shape = shapeOf(object);
      if (object === from || target === from || shape.mixed.includes(from)) return;
      shape.mixed.push(from);
      for (const [key, to] of [...shape.lookups]) graph.edge(found(from, key), to);
      for (const group of [...shape.gatherers]) groups.gatherFrom(group, from);
      groups.mixed(object, from);
      if (shape.escaped) letGo(from);
    },
    selves(object) {
      const shape = shapeOf(object);
      if (shape.selves === null) {
        shape.selves = graph.cell();
        graph.add(shape.selves, object);
      }
      return shape.selves;
    },
    each(object, tell) {
      const kind = kinds[object] as Kind;
      if (kind.kind === 'group') graph.watch(kind.members, tell);
      else tell(object);
    },
    groups: groups.count,
  };
  return { graph, objects };
}

const hides = ({ declared }: Shape, key: Key): boolean => key !== null && declared?.has(key) === true;
