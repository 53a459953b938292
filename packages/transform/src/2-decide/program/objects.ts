/**
 * The objects of a program, and their properties: each is a cell.
 *
 *   lookup(o, 'f')   what `o.f` gives: its own `f`, what was stored by keys that are not known, what its parents give
 *   named('f')       what `x.f` gives, where `x` may be any object of the program
 *   escaped('f')     what unknown code, or code in the hands of which `x` was, finds as `x.f`
 */
import type { Key } from '../../flow.ts';
import type { Cell, Graph, Obj, Sort } from './graph.ts';

/** What is known of an object, by what has made it. */
export type Kind =
  | { readonly kind: 'function'; readonly unit: number }
  | { readonly kind: 'class'; readonly unit: number; readonly constructs: number | null; readonly parent: Cell | null }
  | { readonly kind: 'object' }
  /** A list, map or set, a promise, an iterator of the language. */
  | { readonly kind: 'list' }
  /** The `prototype` of a function or class. */
  | { readonly kind: 'prototype' }
  /** What `new` of a function or class gives. */
  | { readonly kind: 'instance' }
  /** What a generator function gives. */
  | { readonly kind: 'generator'; readonly unit: number }
  /** `f.bind(receiver, …args)` of what is in a cell. */
  | { readonly kind: 'bound'; readonly target: Cell; readonly receiver: Cell | null; readonly args: readonly (Cell | null)[] }
  /** A function of the language or of the runtime, by its name in the models. */
  | { readonly kind: 'native'; readonly name: string }
  /** Something of a package that is not compiled, or of the host, or whatever has been in their hands. */
  | { readonly kind: 'foreign'; readonly name: string }
  /** Nobody knows what, by what has made it so. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Whatever is in some property of an object, nobody knows in which: what reading it by a name that is not known gives. */
  | { readonly kind: 'property'; readonly of: Obj }
  /** Any record of the program; any record or function. */
  | { readonly kind: 'any record' }
  /** `kept`: in some property of an object that is not known. */
  | { readonly kind: 'any'; readonly kept: boolean };

/** A property: whose, and its cell. */
export interface Holding {
  readonly object: Obj;
  readonly cell: Cell;
}

interface Shape {
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
}

export interface Objects {
  readonly make: (kind: Kind) => Obj;
  readonly kindOf: (object: Obj) => Kind;
  /** Is no more known of its properties than their names? */
  readonly isVague: (object: Obj) => boolean;
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
  readonly named: (key: string) => Cell;
  readonly escaped: (key: string) => Cell;
  readonly escape: (object: Obj) => void;
  readonly escapeAll: () => void;
  readonly isEscaped: (object: Obj) => boolean;
  readonly declare: (object: Obj, key: Key) => Cell;
  readonly inherit: (object: Obj, parent: Obj) => void;
  readonly extend: (object: Obj, from: Obj) => void;
  /** Puts whatever the program has into a cell. */
  readonly anything: (cell: Cell) => void;
  /** An object and those that inherit from it. */
  readonly selves: (object: Obj) => Cell;
  /** Tells of each property of a name; null: of those whose names are not known. */
  readonly holdings: (key: Key, tell: (holding: Holding) => void) => void;
  /** Stands for what is written to objects of which nothing is known but that they are the program's. */
  readonly wild: Obj;
  /** Whatever is kept in any property. */
  readonly stored: Cell;
}

interface Surroundings {
  /** Takes what code that is not compiled may find under any name. */
  readonly outside: Cell;
  /** What a member of a built-in object is. */
  readonly member: (native: string, key: string) => Obj | null;
  /** A cell takes what code that is not compiled finds under a name. */
  readonly released: (key: string, cell: Cell) => void;
  readonly made: (object: Obj, kind: Kind) => void;
  readonly anyRecord: Obj;
  readonly any: Obj;
  /** Records are not kept apart: a property is known by its name. */
  readonly coarse: boolean;
}

export function createObjects(graph: Graph, { outside, member, released, made, anyRecord, any, coarse }: Surroundings): Objects {
  const shapes: Shape[] = [];
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
    };
    return shapes[object];
  };
  const kinds: Kind[] = [];
  const named = new Map<string, Cell>();
  const escapes = new Map<string, Cell>();
  const holdings = new Map<Key, Holding[]>();
  const holders = new Map<Key, ((holding: Holding) => void)[]>();
  const stored = graph.cell();
  graph.keep(stored);
  let allEscape = false;

  const hold = (key: Key, holding: Holding): void => {
    const list = holdings.get(key);
    if (list) list.push(holding);
    else holdings.set(key, [holding]);
    for (const tell of holders.get(key) ?? []) tell(holding);
    graph.edge(holding.cell, stored);
  };

  const anyOf = (object: Obj): Cell => {
    const shape = shapeOf(object);
    if (shape.any === null) {
      shape.any = graph.cell();
      hold(null, { object, cell: shape.any });
      for (const to of shape.lookups.values()) graph.edge(shape.any, to);
      for (const to of named.values()) graph.edge(shape.any, to);
      if (shape.escaped || allEscape) graph.edge(shape.any, outside);
    }
    return shape.any;
  };

  const field = (object: Obj, key: Key): Cell => {
    const shape = shapeOf(object);
    if (key === null) return shape.kind.kind === 'list' ? field(object, '[]') : anyOf(object);
    const known = shape.fields.get(key);
    if (known !== undefined) return known;
    const cell = graph.cell();
    shape.fields.set(key, cell);
    hold(key, { object, cell });
    for (const to of [shape.lookups.get(key), isAccessor(key) ? undefined : shape.lookups.get(null), named.get(key)])
      if (to !== undefined) graph.edge(cell, to);
    if (shape.escaped || allEscape) graph.edge(cell, escapedAs(key));
    return cell;
  };

  const lookup = (object: Obj, key: Key): Cell => {
    const kind = kinds[object] as Kind;
    if (coarse && sortOf(kind) !== 'kept') return found(anyRecord, key);
    if (key !== null) return found(object, key);
    if (kind.kind === 'list') return found(object, '[]');
    return kind.kind === 'property' || sortOf(kind) === 'kept' ? found(object, null) : someOf(object);
  };

  const flat = new Map<Obj, Cell>();
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

  const properties = new Map<Obj, Cell>();
  const someOf = (object: Obj): Cell => {
    const known = properties.get(object);
    if (known !== undefined) return known;
    const to = graph.cell();
    properties.set(object, to);
    graph.add(to, result.make({ kind: 'property', of: object }));
    return to;
  };

  const found = (object: Obj, key: Key): Cell => {
    const shape = shapeOf(object);
    const known = shape.lookups.get(key);
    if (known !== undefined) return known;
    const to = opaque(object, shape.kind, key) ?? graph.cell();
    shape.lookups.set(key, to);
    if (shape.any !== null) graph.edge(shape.any, to);
    if (key === null) {
      for (const [name, cell] of shape.fields) if (!isAccessor(name)) graph.edge(cell, to);
    } else {
      const own = shape.fields.get(key);
      if (own !== undefined) graph.edge(own, to);
    }
    if (!hides(shape, key)) for (const parent of shape.parents) graph.edge(found(parent, key), to);
    for (const from of shape.mixed) graph.edge(found(from, key), to);
    return to;
  };

  /** What reading gives where the object stands for others. */
  const opaque = (object: Obj, kind: Kind, key: Key): Cell | null => {
    switch (kind.kind) {
      case 'any':
      case 'any record': {
        if (key !== null) return result.named(key);
        const to = graph.cell();
        graph.add(to, kept);
        if (coarse) graph.edge(result.named('[]'), to);
        return to;
      }
      case 'foreign':
      case 'unknown': {
        const to = graph.cell();
        if (key === null || !isAccessor(key)) graph.add(to, object);
        if (key !== null) graph.edge(escapedAs(key), to);
        return to;
      }
      case 'native': {
        const found = key === null ? null : member(kind.name, key);
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

  const escapedAs = (key: string): Cell => {
    const known = escapes.get(key);
    if (known !== undefined) return known;
    const cell = graph.cell();
    escapes.set(key, cell);
    released(key, cell);
    return cell;
  };

  const letGo = (object: Obj): void => {
    const shape = shapeOf(object);
    if (shape.escaped) return;
    shape.escaped = true;
    for (const [name, cell] of shape.fields) graph.edge(cell, escapedAs(name));
    if (shape.any !== null) graph.edge(shape.any, outside);
    for (const from of [...shape.parents, ...shape.mixed]) letGo(from);
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
      else if (object === kept) graph.add(made.sources, anyRecord);
      else graph.add(made.rest, object);
    });
    return made;
  };

  const result: Objects = {
    make(kind) {
      const object = graph.object(sortOf(kind));
      kinds[object] = kind;
      made(object, kind);
      return object;
    },
    kindOf: (object) => kinds[object] as Kind,
    isVague: (object) => object === anyRecord || object === any || object === kept || (coarse && sortOf(kinds[object] as Kind) !== 'kept'),
    field,
    store(object, key, from) {
      const { kind } = shapeOf(object);
      if (kind.kind === 'property') {
        graph.watch(contents(kind.of), (one) => result.store(one, key, from));
        return;
      }
      if (kind.kind === 'foreign' || kind.kind === 'unknown') {
        graph.edge(from, outside);
        return;
      }
      const isWild = kind.kind === 'any' || kind.kind === 'any record';
      const holder = isWild ? result.wild : object;
      if (coarse && key === null) {
        graph.edge(sieve(from).rest, field(holder, '[]'));
        return;
      }
      if (isWild ? key !== null && key !== '[]' : key !== null || kind.kind === 'list') {
        graph.edge(from, field(holder, key));
        return;
      }
      const { rest, sources } = sieve(from);
      graph.edge(rest, field(holder, key));
      // Between objects that are not known a copy changes nothing: they have all properties already.
      graph.watch(sources, (source) => {
        if (!isWild) result.extend(holder, source);
      });
    },
    contents,
    lookup,
    named(key) {
      const known = named.get(key);
      if (known !== undefined) return known;
      const to = graph.cell();
      named.set(key, to);
      for (const name of [key, null]) for (const { cell } of holdings.get(name) ?? []) graph.edge(cell, to);
      for (const from of shapeOf(result.wild).mixed) graph.edge(found(from, key), to);
      const built = member('{built-in}', key);
      if (built !== null) graph.add(to, built);
      return to;
    },
    escaped: escapedAs,
    escape: letGo,
    escapeAll() {
      if (allEscape) return;
      allEscape = true;
      for (const [key, list] of holdings) for (const { cell } of list) graph.edge(cell, key === null ? outside : escapedAs(key));
    },
    isEscaped: (object) => allEscape || shapes[object]?.escaped === true,
    declare(object, key) {
      const shape = shapeOf(object);
      if (key !== null) {
        shape.declared ??= new Set();
        for (const name of isAccessor(key) ? [key, key.slice(4)] : [key, `get ${key}`, `set ${key}`]) shape.declared.add(name);
      }
      return field(object, key);
    },
    inherit(object, parent) {
      const shape = shapeOf(object);
      if (object === parent || shape.parents.includes(parent)) return;
      shape.parents.push(parent);
      for (const [key, to] of [...shape.lookups]) if (!hides(shape, key)) graph.edge(found(parent, key), to);
      graph.edge(result.selves(object), result.selves(parent));
      if (shape.escaped) letGo(parent);
    },
    extend(object, from) {
      const shape = shapeOf(object);
      if (object === from || shape.mixed.includes(from)) return;
      shape.mixed.push(from);
      for (const [key, to] of [...shape.lookups]) graph.edge(found(from, key), to);
      if (object === result.wild) for (const [key, to] of named) graph.edge(found(from, key), to);
      if (shape.escaped) letGo(from);
    },
    anything(cell) {
      for (const object of [anyRecord, kept]) graph.add(cell, object);
    },
    selves(object) {
      const shape = shapeOf(object);
      if (shape.selves === null) {
        shape.selves = graph.cell();
        graph.add(shape.selves, object);
      }
      return shape.selves;
    },
    holdings(key, tell) {
      holders.set(key, [...(holders.get(key) ?? []), tell]);
      for (const holding of [...(holdings.get(key) ?? [])]) tell(holding);
    },
    wild: -1,
    stored,
  };
  kinds[anyRecord] = { kind: 'any record' };
  kinds[any] = { kind: 'any', kept: false };
  const kept = result.make({ kind: 'any', kept: true });
  return Object.assign(result, { wild: result.make({ kind: 'object' }) });
}

const isAccessor = (key: string): boolean => key.startsWith('get ') || key.startsWith('set ');

const hides = ({ declared }: Shape, key: Key): boolean => key !== null && declared?.has(key) === true;

function sortOf({ kind }: Kind): Sort {
  switch (kind) {
    case 'function':
    case 'class':
    case 'bound':
    case 'generator':
    case 'property':
      return 'callable';
    case 'object':
    case 'list':
    case 'prototype':
    case 'instance':
      return 'record';
    case 'native':
    case 'foreign':
    case 'unknown':
    case 'any record':
    case 'any':
      return 'kept';
    default:
      return kind satisfies never;
  }
}
