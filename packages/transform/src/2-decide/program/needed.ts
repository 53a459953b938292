/** What of a module's flow matters: reads whose values go nowhere do not. And where a value that a cell holds comes from. */
import type { Cell as Local, ModuleFlow, Op } from '../../flow.ts';
import type { Cell } from './graph.ts';
import type { CallGraph, ProgramModule } from './solve.ts';

/** Operations without those that only fill cells which nobody looks at. */
export function neededOps(flow: ModuleFlow, accessors: ReadonlySet<string>): readonly Op[] {
  const needed = new Uint8Array(flow.cells + 1);
  const work: Local[] = [];
  const need = (cell: Local | null): void => {
    if (cell === null || needed[cell]) return;
    needed[cell] = 1;
    work.push(cell);
  };
  const fills: (Op[] | undefined)[] = [];
  for (const { result, yields } of flow.units) {
    need(result);
    need(yields);
  }
  for (const one of flow.exports) if (one.kind === 'cell') need(one.cell);
  for (const object of flow.objects) if (object.kind === 'class') need(object.parent);
  need(flow.commonjs.exports);
  need(flow.commonjs.module);
  for (const op of flow.ops) {
    switch (op.kind) {
      case 'store':
        need(op.base);
        need(op.from);
        break;
      case 'extend':
        need(op.from);
        need(op.to);
        break;
      case 'call':
        need(op.callee);
        need(op.receiver);
        for (const { cell } of op.args) need(cell);
        break;
      case 'iterate':
        need(op.base);
        break;
      case 'throw':
      case 'escape':
        need(op.from);
        break;
      default:
        if (op.kind === 'load' && op.key !== null && accessors.has(op.key)) need(op.base);
        fills[op.to] = [...(fills[op.to] ?? []), op];
    }
  }
  for (let cell = work.pop(); cell !== undefined; cell = work.pop())
    for (const op of fills[cell] ?? []) {
      if (op.kind === 'copy' || op.kind === 'inherit') need(op.from);
      else if (op.kind === 'load') need(op.base);
    }
  return flow.ops.filter((op) => {
    switch (op.kind) {
      case 'copy':
      case 'inherit':
      case 'global':
      case 'import':
      case 'require':
        return needed[op.to];
      case 'load':
        return needed[op.to] || (op.key !== null && accessors.has(op.key));
      case 'make': {
        const made = flow.objects[op.object]?.kind;
        return needed[op.to] || made === 'function' || made === 'class';
      }
      default:
        return true;
    }
  });
}

/** Follows values back as long as there is one place only that they come from. */
export function origins(
  modules: readonly ProgramModule[],
  bases: readonly number[],
  firstUnits: readonly number[],
): Pick<CallGraph, 'parameterIn' | 'madeIn' | 'aroundOf'> {
  /** The cell that a cell is a copy of; -1: of several. */
  const copied = new Map<Cell, Cell>();
  const parameters = new Map<Cell, { readonly unit: number; readonly index: number }>();
  const made = new Map<Cell, number>();
  const owners = new Map<Cell, number>();
  const parents = new Map<number, number>();
  modules.forEach(({ flow }, module) => {
    const base = bases[module] as number;
    const first = firstUnits[module] as number;
    for (const op of flow.ops) {
      if (!('to' in op) || op.kind === 'extend') continue;
      const to = op.to + base;
      const object = op.kind === 'make' && !copied.has(to) ? flow.objects[op.object] : undefined;
      if (object?.kind === 'function') made.set(to, object.unit + first);
      else made.delete(to);
      copied.set(to, !copied.has(to) && op.kind === 'copy' ? op.from + base : -1);
    }
    flow.units.forEach(({ params, around }, unit) => {
      parents.set(unit + first, around + first);
      params.forEach((param, index) => void parameters.set(param + base, { unit: unit + first, index }));
    });
    for (const [cell, unit] of flow.variables) owners.set(cell + base, unit + first);
  });
  const back = (cell: Cell): readonly Cell[] => {
    const way = [cell];
    for (let at = copied.get(cell); at !== undefined && at >= 0 && way.length < 8; at = copied.get(at)) way.push(at);
    return way;
  };
  return {
    aroundOf: (unit) => parents.get(unit) ?? unit,
    parameterIn(cell) {
      const last = back(cell).at(-1) as Cell;
      return copied.get(last) === undefined ? (parameters.get(last) ?? null) : null;
    },
    madeIn(cell) {
      const way = back(cell);
      const last = way.at(-1) as Cell;
      const unit = made.get(last);
      if (unit === undefined) return null;
      const by = parents.get(unit) as number;
      // A variable of somebody else may hold what another activation has made.
      return way.every((one) => (owners.get(one) ?? by) === by) ? { unit, by } : null;
    },
  };
}
