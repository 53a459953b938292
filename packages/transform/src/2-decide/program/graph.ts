/**
 * Where values can get to: cells, which hold sets of objects, and edges between them. Whatever a cell holds, the cells
 * that it has edges to hold as well. A watcher is told of each object that gets into a cell, once, and may add edges,
 * objects and watchers; so calls can be resolved while values flow (a points-to analysis of inclusions, which knows
 * objects by where they are made, and knows nothing of order or of who has called). Only what is new in a cell is handed on.
 *
 * What makes it linear: a cell that would hold too many objects of a sort is *wide* from then on, and holds the groups of
 * those objects instead (`groups.ts`). With a limit of two:
 *
 *   a, b      and c comes    →   G           where G stands for a, b and c, and for whatever else comes here
 *   a, b, G   and c comes    →   a, b, G     for c is in G already
 *
 * So a cell is handed a bounded number of things, however large the program is. Objects stay apart in all cells that
 * hold few of them.
 */

import { findCycles } from './cycles.ts';
import type { Stage } from './limits.ts';

/** Number of a cell in the whole program. */
export type Cell = number;
/** Number of an object. */
export type Obj = number;

/** How an object is counted; `kept`: it is not, and is in no group. */
export type Sort = 'record' | 'list' | 'callable' | 'foreign' | 'kept';

export interface Graph {
  readonly cell: () => Cell;
  /** @param level 0: one object, 1: a group, 2: the group of groups */
  readonly object: (sort: Sort, level?: number) => Obj;
  readonly sortOf: (object: Obj) => Sort;
  readonly add: (cell: Cell, object: Obj) => void;
  readonly edge: (from: Cell, to: Cell) => void;
  readonly watch: (cell: Cell, tell: (object: Obj) => void) => void;
  readonly objectsIn: (cell: Cell) => readonly Obj[];
  /** A cell that is never wide. */
  readonly keep: (cell: Cell) => void;
  /** Runs when a cell is looked at next, before values flow on. */
  readonly soon: (task: () => void) => void;
  /** Lets values flow until nothing is new. */
  readonly settle: () => void;
  readonly sizes: () => Sizes;
}

export interface Sizes {
  readonly cells: number;
  readonly objects: number;
  readonly edges: number;
  /** How often an object was handed to a cell. */
  readonly flowed: number;
  /** Cells that hold groups. */
  readonly wide: number;
  /** Cells that have become a part of others. */
  readonly merged: number;
}

/** The group of an object, or of a group, that is in a cell which has become too wide. Must not touch the graph at once. */
export type Raise = (object: Obj, cell: Cell, whole: boolean) => Obj;

const NONE: readonly Obj[] = [];
const SORTS = ['record', 'list', 'callable', 'foreign', 'kept'] as const;
const KEPT = 4;

/** From so many on, a set is looked up instead of searched. */
const LINEAR = 12;
/** From so many edges on cycles are looked for, and again whenever there are half as many more. */
const FIRST = 20_000;

/** @param stages the first has the least `until` */
export function createGraph(stages: readonly Stage[], raise: Raise): Graph {
  const sorts: number[] = [];
  const levels: number[] = [];
  const groups: (Obj | undefined)[] = [];
  const held: (Obj[] | undefined)[] = [];
  /** How much of `held` has been handed on. */
  const told: number[] = [];
  const index: (Set<Obj> | undefined)[] = [];
  const edges: (Cell[] | undefined)[] = [];
  const edgeIndex: (Set<Cell> | undefined)[] = [];
  const watchers: (((object: Obj) => void)[] | undefined)[] = [];
  const waiting: boolean[] = [];
  const kept = new Set<Cell>();
  /** By cell and sort: how many objects, and the level that a cell holds. */
  const counts: number[] = [];
  const widths: number[] = [];
  let stage = 0;
  let until = 0;
  let most: readonly (readonly [number, number])[] = [];
  /** By sort: the level that every cell has to hold at least. */
  let least: readonly number[] = [];
  const enter = (number: number): void => {
    const { most: now, until: end } = stages[number] as Stage;
    stage = number;
    until = end;
    most = [now.record, now.list, now.callable, now.foreign];
    least = most.map(([objects]) => (objects === 0 ? 2 : 0));
  };
  enter(0);
  const work: Cell[] = [];
  const tasks: (() => void)[] = [];
  const size = { edges: 0, flowed: 0, wide: 0, merged: 0 };
  /** The cell that a cell of a cycle has become a part of. */
  const merged: (Cell | undefined)[] = [];
  /** So many edges are waited for before cycles are looked for. */
  let patience = FIRST;

  const cellOf = (cell: Cell): Cell => {
    let at = cell;
    for (let up = merged[at]; up !== undefined; up = merged[at]) {
      const next = merged[up];
      if (next !== undefined) merged[at] = next;
      at = up;
    }
    return at;
  };

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

  /** What stands for an object where only objects of a level are held. */
  const raised = (object: Obj, level: number, cell: Cell): Obj => {
    let found = object;
    while ((levels[found] as number) < level) {
      groups[found] ??= raise(found, cell, (stages[stage] as Stage).whole);
      found = groups[found] as Obj;
    }
    return found;
  };

  const add = (to: Cell, object: Obj): void => {
    size.flowed++;
    if (size.flowed > until) enter(stage + 1);
    const cell = cellOf(to);
    const sort = sorts[object] as number;
    if (sort === KEPT || kept.has(cell)) {
      if (!has(cell, object)) put(cell, object);
      return;
    }
    const slot = cell * KEPT + sort;
    const width = Math.max(widths[slot] ?? 0, least[sort] as number);
    const one = raised(object, width, cell);
    for (let at: Obj | undefined = one; at !== undefined; at = groups[at]) if (has(cell, at)) return;
    const count = (counts[slot] ?? 0) + 1;
    counts[slot] = count;
    put(cell, one);
    if (count > (most[sort]?.[width] ?? Number.POSITIVE_INFINITY)) widen(cell, sort);
  };

  const widen = (cell: Cell, sort: number): void => {
    const slot = cell * KEPT + sort;
    const width = (widths[slot] ?? 0) + 1;
    widths[slot] = width;
    if (width === 1) size.wide++;
    const list = held[cell] as Obj[];
    const until = told[cell] as number;
    const stands = (object: Obj): boolean => sorts[object] !== sort || (levels[object] as number) >= width;
    const known = list.slice(0, until).filter(stands);
    const all = new Set([...known, ...list.slice(until).filter(stands)]);
    for (const object of list) if (!stands(object)) all.add(raised(object, width, cell));
    told[cell] = known.length;
    held[cell] = [...all];
    index[cell] = all;
    let count = 0;
    for (const object of all) if (sorts[object] === sort) count++;
    counts[slot] = count;
    if (!waiting[cell]) {
      waiting[cell] = true;
      work.push(cell);
    }
    if (count > (most[sort]?.[width] ?? Number.POSITIVE_INFINITY)) widen(cell, sort);
  };

  const connect = (a: Cell, b: Cell): void => {
    const [from, to] = [cellOf(a), cellOf(b)];
    if (from === to) return;
    edges[from] ??= [];
    const out = edges[from];
    const set = edgeIndex[from];
    if (set ? set.has(to) : out.includes(to)) return;
    out.push(to);
    size.edges++;
    if (set) set.add(to);
    else if (out.length > LINEAR) edgeIndex[from] = new Set(out);
    // What has not been handed on yet will be.
    const list = held[from];
    const until = told[from] as number;
    if (list) for (let i = 0; i < until; i++) add(to, list[i] as Obj);
  };

  const attend = (of: Cell, tell: (object: Obj) => void): void => {
    const cell = cellOf(of);
    watchers[cell] ??= [];
    watchers[cell].push(tell);
    const list = held[cell];
    const until = told[cell] as number;
    // Soon, and not at once: one thing leads to another, and stacks are not as deep as programs.
    if (list && until > 0)
      tasks.push(() => {
        for (let i = 0; i < until; i++) tell(list[i] as Obj);
      });
  };

  /** Makes one cell of several that hold the same in the end. */
  const merge = (cells: readonly Cell[]): void => {
    const [into] = cells as readonly [Cell];
    /** All that one of them has told is told now; what else there is comes in as if it were new. */
    const known = new Set<Obj>();
    const fresh = new Set<Obj>();
    for (const cell of cells) {
      const until = told[cell] as number;
      held[cell]?.forEach((object, position) => void (position < until ? known : fresh).add(object));
    }
    for (let sort = 0; sort < KEPT; sort++) {
      let width = cells.reduce((most, cell) => Math.max(most, widths[cell * KEPT + sort] ?? 0), least[sort] as number);
      // Together they may hold too many.
      const own = [...known, ...fresh].filter((object) => sorts[object] === sort);
      const count = (level: number): number => new Set(own.map((object) => raised(object, level, into))).size;
      while (width < 2 && count(width) > (most[sort]?.[width] as number)) width++;
      widths[into * KEPT + sort] = width;
      for (const object of own) {
        if ((levels[object] as number) >= width) continue;
        known.delete(object);
        fresh.add(raised(object, width, into));
      }
    }
    const out: Cell[] = [];
    const tells: ((object: Obj) => void)[] = [];
    for (const cell of cells) {
      const [own, listening] = [edges[cell] ?? [], watchers[cell] ?? []];
      const have = new Set((held[cell] ?? NONE).slice(0, told[cell]));
      const missing = [...known].filter((object) => !have.has(object));
      if (missing.length > 0 && own.length + listening.length > 0)
        tasks.push(() => {
          for (const object of missing) {
            for (const to of own) add(to, object);
            for (const tell of listening) tell(object);
          }
        });
      for (const to of own) out.push(to);
      for (const tell of listening) tells.push(tell);
      held[cell] = undefined;
      index[cell] = undefined;
      edges[cell] = undefined;
      edgeIndex[cell] = undefined;
      watchers[cell] = undefined;
      if (cell !== into) merged[cell] = into;
    }
    size.merged += cells.length - 1;
    held[into] = [...known];
    told[into] = known.size;
    index[into] = known.size > LINEAR ? known : undefined;
    edges[into] = out;
    watchers[into] = tells;
    for (let sort = 0; sort < KEPT; sort++) {
      let count = 0;
      for (const object of known) if (sorts[object] === sort) count++;
      counts[into * KEPT + sort] = count;
    }
    for (const object of fresh) add(into, object);
  };

  const collapse = (): void => {
    const none: readonly Cell[] = [];
    for (const cycle of findCycles(held.length, (cell) => (merged[cell] === undefined && !kept.has(cell) ? (edges[cell] ?? none) : none))) {
      merge(cycle);
    }
    for (const [cell, out] of edges.entries()) {
      if (!out?.some((to) => merged[to] !== undefined || to === cell)) continue;
      const all = new Set(out.map(cellOf));
      all.delete(cell);
      edges[cell] = [...all];
      edgeIndex[cell] = all.size > LINEAR ? all : undefined;
    }
    size.edges = edges.reduce((sum, out) => sum + (out?.length ?? 0), 0);
    patience = Math.max(FIRST, Math.round(size.edges * 1.5));
  };

  const flow = (cell: Cell): void => {
    waiting[cell] = false;
    if (merged[cell] !== undefined) return;
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
  };

  return {
    cell: () => {
      held.push(undefined);
      told.push(0);
      return held.length - 1;
    },
    object(sort, level = 0) {
      levels.push(level);
      return sorts.push(SORTS.indexOf(sort)) - 1;
    },
    sortOf: (object) => SORTS[sorts[object] as number] as Sort,
    add,
    edge: connect,
    watch: attend,
    objectsIn: (cell) => held[cellOf(cell)] ?? NONE,
    keep: (cell) => void kept.add(cell),
    soon: (task) => void tasks.push(task),
    settle() {
      for (;;) {
        const task = tasks.pop();
        if (task) {
          task();
          continue;
        }
        if (size.edges > patience) {
          collapse();
          continue;
        }
        const cell = work.pop();
        if (cell === undefined) return;
        flow(cell);
      }
    },
    sizes: () => ({ cells: held.length, objects: sorts.length, ...size }),
  };
}
