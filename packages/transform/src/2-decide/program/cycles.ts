/**
 * Cycles of edges: cells that hand everything on to each other hold the same, and can as well be one.
 *
 *   a → b → c → a    →    one cell, with the edges and watchers of all three
 *
 * Tarjan's algorithm, with a stack of its own, since programs have longer chains of values than engines have stacks.
 */
import type { Cell } from './graph.ts';

/**
 * @param next the cells that a cell has edges to
 * @returns the cycles, each with two cells or more
 */
export function findCycles(count: number, next: (cell: Cell) => readonly Cell[]): readonly (readonly Cell[])[] {
  const order = new Int32Array(count);
  const low = new Int32Array(count);
  const position = new Int32Array(count);
  const open = new Uint8Array(count);
  const path: Cell[] = [];
  const stack: Cell[] = [];
  const cycles: Cell[][] = [];
  let number = 0;
  const visit = (cell: Cell): void => {
    number++;
    order[cell] = number;
    low[cell] = number;
    open[cell] = 1;
    path.push(cell);
    stack.push(cell);
  };
  for (let start = 0; start < count; start++) {
    if (order[start] !== 0 || next(start).length === 0) continue;
    visit(start);
    for (let cell = path.at(-1); cell !== undefined; cell = path.at(-1)) {
      const out = next(cell);
      const at = position[cell] as number;
      if (at < out.length) {
        position[cell] = at + 1;
        const to = out[at] as Cell;
        if (order[to] === 0) visit(to);
        else if (open[to] && (order[to] as number) < (low[cell] as number)) low[cell] = order[to] as number;
        continue;
      }
      path.pop();
      const before = path.at(-1);
      if (before !== undefined && (low[cell] as number) < (low[before] as number)) low[before] = low[cell] as number;
      if (low[cell] !== order[cell]) continue;
      const cycle: Cell[] = [];
      for (let one = stack.pop() as Cell; ; one = stack.pop() as Cell) {
        open[one] = 0;
        cycle.push(one);
        if (one === cell) break;
      }
      if (cycle.length > 1) cycles.push(cycle);
    }
  }
  return cycles;
}
