/**
 * Where values can get to: cells, which hold sets of objects, and edges between them. Whatever a cell holds, the cells
 * that it has edges to hold as well. A watcher is told of each object that gets into a cell, once, and may add edges,
 * objects and watchers; so calls can be resolved while values flow (a points-to analysis of inclusions, which knows
 * objects by where they are made, and knows nothing of order or of who has called).
 *
 * What makes it linear: a cell that would hold too many objects holds the *widest* of their sort instead, which stands for
 * all objects of the program. So a cell is handed a bounded number of things, however large the program is; and where
 * too much meets, what is known of a property is its name alone.
 */

/** Number of a cell in the whole program. */
export type Cell = number;
/** Number of an object. */
export type Obj = number;

/** How an object is counted: what has properties, what can be called, and the few that are always kept. */
export type Sort = 'record' | 'callable' | 'kept';

export interface Graph {
  readonly cell: () => Cell;
  readonly object: (sort: Sort) => Obj;
  readonly add: (cell: Cell, object: Obj) => void;
  readonly edge: (from: Cell, to: Cell) => void;
  readonly watch: (cell: Cell, tell: (object: Obj) => void) => void;
  readonly objectsIn: (cell: Cell) => readonly Obj[];
  /** A cell that is never widened. */
  readonly keep: (cell: Cell) => void;
  /** Lets values flow until nothing is new. */
  readonly settle: () => void;
  readonly sizes: () => { readonly cells: number; readonly objects: number; readonly edges: number; readonly flowed: number };
}

export interface Limits {
  readonly records: number;
  readonly callables: number;
  /** Stands for all records. */
  readonly anyRecord: Obj;
  /** Stands for all records and callables. */
  readonly any: Obj;
  /** Told of each callable that a cell no longer names. */
  readonly widened: (callable: Obj) => void;
}

const NONE: readonly Obj[] = [];
const [RECORD, CALLABLE, KEPT] = [0, 1, 2];

/** Values flow so often that objects have to be told apart less. */
export class TooMuch extends Error {}

/** From so many on, a set is looked up instead of searched. */
const LINEAR = 12;

/** @param budget how often values may flow, see {@link TooMuch} */
export function createGraph(limitsOf: (object: (sort: Sort) => Obj) => Limits, budget: number): Graph {
  const sorts: number[] = [];
  const held: (Obj[] | undefined)[] = [];
  /** How much of `held` has been handed on. */
  const told: number[] = [];
  const records: number[] = [];
  const callables: number[] = [];
  const index: (Set<Obj> | undefined)[] = [];
  const edges: (Cell[] | undefined)[] = [];
  const edgeIndex: (Set<Cell> | undefined)[] = [];
  const watchers: (((object: Obj) => void)[] | undefined)[] = [];
  const waiting: boolean[] = [];
  const kept = new Set<Cell>();
  const work: Cell[] = [];
  let edgeCount = 0;
  const object = (sort: Sort): Obj => sorts.push(sort === 'record' ? RECORD : sort === 'callable' ? CALLABLE : KEPT) - 1;
  const limits = limitsOf(object);

  const has = (cell: Cell, object: Obj): boolean => {
    const set = index[cell];
    return set ? set.has(object) : (held[cell] ?? NONE).includes(object);
  };

  const put = (cell: Cell, object: Obj): void => {
    held[cell] ??= [];
    const list = held[cell];
    list.push(object);
    if (index[cell]) index[cell].add(object);
    else if (list.length > LINEAR) index[cell] = new Set(list);
    if (waiting[cell]) return;
    waiting[cell] = true;
    work.push(cell);
  };

  let left = budget;
  const add = (cell: Cell, object: Obj): void => {
    if (left-- < 0) throw new TooMuch();
    if (has(cell, object)) return;
    const sort = sorts[object];
    if (sort === KEPT) {
      // Whatever has been named before stays; it only costs.
      put(cell, object);
      return;
    }
    if (has(cell, limits.any)) {
      if (kept.has(cell)) put(cell, object);
      else if (sort === CALLABLE) limits.widened(object);
      return;
    }
    if (sort === RECORD) {
      if (has(cell, limits.anyRecord)) return;
      const count = (records[cell] ?? 0) + 1;
      records[cell] = count;
      put(cell, count > limits.records && !kept.has(cell) ? limits.anyRecord : object);
      return;
    }
    const count = (callables[cell] ?? 0) + 1;
    callables[cell] = count;
    if (count <= limits.callables || kept.has(cell)) {
      put(cell, object);
      return;
    }
    for (const one of [...(held[cell] ?? NONE), object]) if (sorts[one] === CALLABLE) limits.widened(one);
    put(cell, limits.any);
  };

  return {
    cell: () => {
      held.push(undefined);
      told.push(0);
      return held.length - 1;
    },
    object,
    add,
    edge(from, to) {
      if (from === to) return;
      edges[from] ??= [];
      const out = edges[from];
      const set = edgeIndex[from];
      if (set ? set.has(to) : out.includes(to)) return;
      out.push(to);
      edgeCount++;
      if (set) set.add(to);
      else if (out.length > LINEAR) edgeIndex[from] = new Set(out);
      // What has not been handed on yet will be.
      const list = held[from];
      const until = told[from] as number;
      if (list) for (let i = 0; i < until; i++) add(to, list[i] as Obj);
    },
    watch(cell, tell) {
      watchers[cell] ??= [];
      watchers[cell].push(tell);
      const list = held[cell];
      const until = told[cell] as number;
      if (list) for (let i = 0; i < until; i++) tell(list[i] as Obj);
    },
    objectsIn: (cell) => held[cell] ?? NONE,
    keep: (cell) => void kept.add(cell),
    settle() {
      for (let cell = work.pop(); cell !== undefined; cell = work.pop()) {
        waiting[cell] = false;
        const list = held[cell] as Obj[];
        const from = told[cell] as number;
        const until = list.length;
        told[cell] = until;
        const out = edges[cell];
        const outs = out?.length ?? 0;
        if (out) for (let i = 0; i < outs; i++) for (let j = from; j < until; j++) add(out[i] as Cell, list[j] as Obj);
        const tells = watchers[cell];
        const count = tells?.length ?? 0;
        if (tells) for (let i = 0; i < count; i++) for (let j = from; j < until; j++) (tells[i] as (object: Obj) => void)(list[j] as Obj);
      }
    },
    sizes: () => ({ cells: held.length, objects: sorts.length, edges: edgeCount, flowed: budget - left }),
  };
}
