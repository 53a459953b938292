/**
 * Call graph → decisions. A unit is compiled if it can be on the stack of a switch: if it can run inside a fiber
 * (reachable, forward from the targets), and can reach a switch (reaching, backward from the primitives).
 */
import type { CallEdge } from './calls.ts';
import { type Condition, type Effects, findEffects, type Step } from './effects.ts';
import type { CallGraph } from './solve.ts';

export interface UnitDecision {
  readonly compile: boolean;
  /** How control gets here from the target of a fiber; null: it cannot. */
  readonly reachable: readonly Step[] | null;
  /** How a switch is reached from here; null: it cannot be. */
  readonly reaching: readonly Step[] | null;
  /** It makes a bound function, or a proxy, that stands for one which is compiled. */
  readonly makes: boolean;
}

export type Directives = ReadonlyMap<number, 'fiber' | 'no-fiber'>;

export interface ProgramDecisions {
  readonly units: readonly UnitDecision[];
  readonly effects: Effects;
}

/** @param callers whether who calls what suspends suspends, or only where it suspends for him */
export function decideProgram(graph: CallGraph, directives: Directives, callers: 'needed' | 'all'): ProgramDecisions {
  const { units } = graph;
  const asked = [...directives].filter(([, one]) => one === 'fiber').map(([unit]) => unit);
  const effects = findEffects(graph, {
    own: [
      ...graph.primitives.map(({ unit, at, name }) => ({ unit, at, callee: name, by: null })),
      ...asked.map((unit) => ({ unit, at: units[unit]?.flow?.span[0] ?? 0, callee: 'a directive', by: null })),
      ...graph.edges
        .filter(({ callee, through }) => through === 'direct' && callee === graph.unknownHub)
        .map(({ unit, at }) => ({ unit, at, callee: 'something that is not known', by: null })),
    ],
    callers,
    never: new Set([...directives].filter(([, one]) => one === 'no-fiber').map(([unit]) => unit)),
  });
  const reachable = findReachable(graph, asked);
  const on = (unit: number): boolean => effects.reaching.has(unit) && reachable.has(unit);
  const makers = new Set(graph.standing.flatMap(({ unit, target }) => (graph.unitsIn(target).some(on) ? [unit] : [])));
  if (callers === 'all') addCallers(makers, graph);
  return {
    effects,
    units: units.map(({ flow }, unit): UnitDecision => {
      const there = reachable.has(unit);
      const next = effects.reaching.get(unit);
      const may = flow !== null && flow.form !== 'module' && directives.get(unit) !== 'no-fiber';
      return {
        compile: may && ((there && next !== undefined) || makers.has(unit)),
        makes: makers.has(unit),
        reachable: there ? forward(unit, reachable) : null,
        reaching: next ? onward(next, effects) : null,
      };
    }),
  };
}

/** Adds those who call one of them, and so on. */
function addCallers(found: Set<number>, { edges }: CallGraph): void {
  const callers = new Map<number, number[]>();
  for (const { unit, callee, through } of edges) if (through === 'direct') callers.set(callee, [...(callers.get(callee) ?? []), unit]);
  // A set gives what is added while it is walked.
  for (const unit of found) for (const caller of callers.get(unit) ?? []) found.add(caller);
}

/** The steps from a target to a unit. */
function forward(unit: number, reachable: ReadonlyMap<number, Step | null>): readonly Step[] {
  const found: Step[] = [];
  for (let step = reachable.get(unit); step && found.length < MOST; step = reachable.get(step.unit)) found.push(step);
  return found.reverse();
}

/** The steps from a unit to a switch. */
function onward(first: Step, { reaching }: Effects): readonly Step[] {
  const found: Step[] = [];
  const seen = new Set<number>();
  for (let step: Step | undefined = first; step && found.length < MOST; ) {
    found.push(step);
    if (typeof step.callee === 'string' || seen.has(step.callee)) break;
    seen.add(step.callee);
    step = reaching.get(step.callee);
  }
  return found;
}

/** No chain that somebody reads is as long. */
const MOST = 1000;

const knowsNothing = (): boolean => false;

function findReachable(graph: CallGraph, asked: readonly number[]): ReadonlyMap<number, Step | null> {
  const calls = findEffects(graph, null);
  const found = new Map<number, Step | null>();
  const from = new Map<number, CallEdge[]>();
  for (const edge of graph.edges) {
    if (edge.through === 'later') continue;
    const list = from.get(edge.unit);
    if (list) list.push(edge);
    else from.set(edge.unit, [edge]);
  }
  const work: number[] = [];
  const mark = (unit: number, step: Step | null): void => {
    if (found.has(unit)) return;
    found.set(unit, step);
    work.push(unit);
  };
  /** Nobody here knows what a unit is given: whatever its parameters may hold is called. */
  const opened = new Set<number>();
  const open = (unit: number, knows: (condition: Condition) => boolean): void => {
    if (opened.has(unit)) return;
    if (knows === knowsNothing) opened.add(unit);
    for (const condition of calls.conditionsOf(unit)) {
      if (knows(condition)) continue;
      for (const callee of graph.unitsIn(graph.parameterCell(condition.unit, condition.index))) {
        mark(callee, { unit, at: 0, callee, by: null });
        open(callee, knowsNothing);
      }
    }
  };
  for (const unit of [...asked, ...graph.targets.keys()]) {
    mark(unit, null);
    open(unit, knowsNothing);
  }
  for (let i = 0; i < work.length; i++) {
    const unit = work[i] as number;
    for (const edge of from.get(unit) ?? []) {
      // Whoever gives it knows what it is.
      if (calls.conditionOf(edge)) continue;
      const { at, callee } = edge;
      mark(callee, { unit, at, callee, by: null });
      for (const condition of calls.conditionsOf(callee)) {
        const means = calls.meaning(edge, condition);
        if (means.kind === 'made') {
          const { unit: made, by } = means;
          mark(made, { unit, at, callee: made, by: callee });
          open(made, (one) => one.unit !== made && calls.around(one.unit, by));
        }
        if (means.kind === 'cell')
          for (const one of graph.unitsIn(means.cell)) {
            mark(one, { unit, at, callee: one, by: callee });
            open(one, knowsNothing);
          }
      }
    }
  }
  return found;
}
