/**
 * Who suspends. A function that suspends only because it calls what it is given does so for each caller by what that gives:
 *
 *   const each = (list, f) => { for (const x of list) f(x); };     suspends if `f` does: a *condition*
 *   each(a, switches);      // whoever calls this suspends
 *   each(b, x => x + 1);    // whoever calls this does not
 *
 * A condition is a parameter: of the function itself, or of one around it whose activation is known to be the same.
 */
import type { CallEdge } from './calls.ts';
import type { Cell } from './graph.ts';
import type { CallGraph } from './solve.ts';

/** A step of a reason: in this unit, at this place, this is called. */
export interface Step {
  readonly unit: number;
  readonly at: number;
  /** A unit, or in words. */
  readonly callee: number | string;
  /** The unit that calls `callee`, which it is given. */
  readonly by: number | null;
}

export interface Condition {
  readonly unit: number;
  readonly index: number;
}

export interface Effects {
  /** Units that can be on the stack of a switch, with the next step towards it. */
  readonly reaching: ReadonlyMap<number, Step>;
  readonly conditionsOf: (unit: number) => readonly Condition[];
  /** What a condition of the callee comes to, at a call: functions in a cell, a condition of the caller, or a function of its own. */
  readonly meaning: (edge: CallEdge, condition: Condition) => Meaning;
  readonly conditionOf: (edge: CallEdge) => Condition | null;
  /** Is a unit, or does it stand in, another one? */
  readonly around: (outer: number, inner: number) => boolean;
}

type Meaning =
  | { readonly kind: 'cell'; readonly cell: Cell }
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'made'; readonly unit: number; readonly by: number }
  | { readonly kind: 'nothing' };

export interface Seeds {
  /** Units that suspend by themselves. */
  readonly own: readonly Step[];
  /** Units that are not suspended, whatever they call. */
  readonly never: ReadonlySet<number>;
  readonly callers: 'needed' | 'all';
}

/** @param seeds null: everything that is called is taken to suspend, so that conditions are all parameters that are called */
export function findEffects(graph: CallGraph, seeds: Seeds | null): Effects {
  const { units } = graph;
  const edges = graph.edges.filter(({ through }) => (seeds ? through === 'direct' : through !== 'later'));
  const callers = new Map<number, CallEdge[]>();
  for (const edge of edges) {
    const list = callers.get(edge.callee);
    if (list) list.push(edge);
    else callers.set(edge.callee, [edge]);
  }
  const around = (outer: number, inner: number): boolean => {
    const module = units[inner]?.module;
    for (let at = inner; ; at = graph.aroundOf(at)) {
      if (at === outer) return true;
      if (module === null || graph.aroundOf(at) === at) return false;
    }
  };
  const conditionIn = (cell: Cell, unit: number): Condition | null => {
    const found = graph.parameterIn(cell);
    return found && around(found.unit, unit) ? found : null;
  };
  const madeIn = (cell: Cell, unit: number): { readonly unit: number; readonly by: number } | null => {
    const found = graph.madeIn(cell);
    return found && around(found.by, unit) ? found : null;
  };
  const meaning = ({ unit, callee, cell, args }: CallEdge, condition: Condition): Meaning => {
    const own = graph.parameterCell(condition.unit, condition.index);
    if (condition.unit !== callee) {
      // Of a function around the callee: the same activation, if the callee was made there for the caller.
      const made = madeIn(cell, unit);
      return made && around(condition.unit, made.by) ? { kind: 'condition', condition } : { kind: 'cell', cell: own };
    }
    if (args === null) return { kind: 'cell', cell: own };
    const given = args[condition.index];
    if (given === null || given === undefined) return { kind: 'nothing' };
    const passed = conditionIn(given, unit);
    if (passed) return { kind: 'condition', condition: passed };
    const made = madeIn(given, unit);
    return made ? { kind: 'made', ...made } : { kind: 'cell', cell: given };
  };

  const reaching = new Map<number, Step>();
  const always = new Set<number>();
  const conditions = new Map<number, Condition[]>();
  const queue: (() => void)[] = [];
  /** What is to be looked at again when a unit turns out to suspend, or gets a condition. */
  const waiting = new Map<number, (() => void)[]>();
  const wait = (unit: number, again: () => void): void => {
    const list = waiting.get(unit);
    if (list) list.push(again);
    else waiting.set(unit, [again]);
  };
  const changed = (unit: number): void => {
    for (const edge of callers.get(unit) ?? []) queue.push(() => evaluate(edge));
    for (const again of waiting.get(unit) ?? []) queue.push(again);
  };
  const reach = (unit: number, step: Step): void => {
    if (reaching.has(unit)) return;
    reaching.set(unit, step);
    changed(unit);
  };
  const suspend = (unit: number, step: Step): void => {
    if (always.has(unit) || seeds?.never.has(unit)) return;
    always.add(unit);
    if (reaching.has(unit)) changed(unit);
    else reach(unit, step);
  };
  const held = new Map<Cell, { found: number | null; readonly waiting: ((unit: number) => void)[] }>();
  /** Tells of the first function in a cell that suspends. */
  const whenHolds = (cell: Cell, tell: (unit: number) => void): void => {
    if (!seeds) return;
    let state = held.get(cell);
    if (!state) {
      const made: { found: number | null; readonly waiting: ((unit: number) => void)[] } = { found: null, waiting: [] };
      state = made;
      held.set(cell, made);
      for (const unit of graph.unitsIn(cell)) {
        const look = (): void => {
          if (made.found !== null || !reaching.has(unit)) return;
          made.found = unit;
          for (const one of made.waiting) one(unit);
        };
        look();
        if (made.found !== null) break;
        wait(unit, look);
      }
    }
    if (state.found !== null) tell(state.found);
    else state.waiting.push(tell);
  };
  const conditional = (unit: number, condition: Condition, step: Step): void => {
    if (seeds?.never.has(unit)) return;
    const list = conditions.get(unit) ?? [];
    if (list.some((one) => one.unit === condition.unit && one.index === condition.index)) return;
    list.push(condition);
    conditions.set(unit, list);
    changed(unit);
    whenHolds(graph.parameterCell(condition.unit, condition.index), (callee) =>
      queue.push(() => reach(unit, { ...step, callee, by: step.by ?? (callee === step.callee ? null : (step.callee as number)) })),
    );
  };
  const seen = new Set<string>();
  const number = new Map(edges.map((edge, index) => [edge, index]));
  const evaluate = (edge: CallEdge): void => {
    const { unit, at, callee } = edge;
    const step = (to: number, by: number | null): Step => ({ unit, at, callee: to, by });
    if (seeds?.callers === 'all') {
      if (reaching.has(callee)) suspend(unit, step(callee, null));
      return;
    }
    const own = conditionIn(edge.cell, unit);
    if (own) {
      if (!seeds || reaching.has(callee)) conditional(unit, own, step(callee, null));
      return;
    }
    if (always.has(callee)) suspend(unit, step(callee, null));
    for (const condition of conditions.get(callee) ?? []) {
      const key = `${number.get(edge)} ${condition.unit} ${condition.index}`;
      if (seen.has(key)) continue;
      seen.add(key);
      apply(meaning(edge, condition));
    }
    function apply(means: Meaning): void {
      switch (means.kind) {
        case 'nothing':
          return;
        case 'condition':
          conditional(unit, means.condition, step(callee, null));
          return;
        case 'cell':
          whenHolds(means.cell, (found) => queue.push(() => suspend(unit, step(found, found === callee ? null : callee))));
          return;
        case 'made': {
          const { unit: made, by } = means;
          const done = new Set<string>();
          const look = (): void => {
            if (always.has(made)) suspend(unit, step(made, callee));
            for (const condition of conditions.get(made) ?? []) {
              const key = `${condition.unit} ${condition.index}`;
              if (done.has(key)) continue;
              done.add(key);
              // Called with what is not known here, or with what the activations around it have.
              apply(
                condition.unit !== made && around(condition.unit, by)
                  ? { kind: 'condition', condition }
                  : { kind: 'cell', cell: graph.parameterCell(condition.unit, condition.index) },
              );
            }
          };
          wait(made, look);
          look();
          return;
        }
        default:
          means satisfies never;
      }
    }
  };

  for (const step of seeds?.own ?? []) suspend(step.unit, step);
  if (!seeds) for (const edge of edges) evaluate(edge);
  for (let i = 0; i < queue.length; i++) {
    queue[i]?.();
    // What is done need not be kept.
    if (i === 100_000) i -= queue.splice(0, i).length;
  }
  return {
    reaching,
    conditionsOf: (unit) => conditions.get(unit) ?? [],
    meaning,
    around,
    conditionOf: (edge) => conditionIn(edge.cell, edge.unit),
  };
}
