/** Modules → an answer for each function, with its reason in words. The host adds files, lines and columns. */
import type { FunctionDecision, ReasonStep } from '../../contracts.ts';
import { type Directives, decideProgram, type ProgramDecisions, type UnitDecision } from './decide.ts';
import type { Step } from './effects.ts';
import { type CallGraph, type Precision, type ProgramModule, solve } from './solve.ts';
import type { CallTypes } from './typed.ts';

interface Place {
  readonly module: number;
  readonly offset: number;
}

interface StepAnswer extends Place {
  readonly kind: ReasonStep['kind'];
  readonly text: string;
}

interface FunctionAnswer extends Pick<FunctionDecision, 'name' | 'start' | 'end' | 'decision' | 'reason'> {
  readonly steps: { readonly reachable: readonly StepAnswer[] | null; readonly reaching: readonly StepAnswer[] | null };
}

export interface Answer {
  readonly precision: Precision;
  /** For each module. */
  readonly functions: readonly (readonly FunctionAnswer[])[];
  readonly unresolved: readonly (Place & { readonly why: string })[];
  readonly barriers: readonly (Place & { readonly calls: string; readonly callback: string; readonly given: Place })[];
  readonly warnings: readonly (Place & {
    readonly code: 'FIBER_DIRECTIVE_UNREACHED' | 'NO_FIBER_DIRECTIVE_ON_THE_WAY';
    readonly message: string;
  })[];
  readonly graph: {
    readonly names: readonly string[];
    /** For each name, where its function is in `functions`. */
    readonly functions: readonly (readonly [module: number, index: number] | null)[];
    readonly edges: readonly {
      readonly from: number;
      readonly to: number;
      readonly through: 'direct' | 'barrier' | 'later';
      readonly place: Place | null;
    }[];
  };
}

interface Choices {
  /** Are the functions of a file compiled wherever they can reach a switch? */
  readonly included: (file: string) => boolean;
  readonly callers: 'needed' | 'all';
  readonly types?: CallTypes | null;
}

export function decideModules(modules: readonly ProgramModule[], choices: Choices): Answer {
  return answer(solve(modules, choices.types), modules, choices);
}

function answer(graph: CallGraph, modules: readonly ProgramModule[], { included, callers }: Choices): Answer {
  const { units } = graph;
  const directives = directivesOf(graph, modules);
  const decided = decideProgram(graph, directives, callers);
  const offsetOf = (unit: number): number => units[unit]?.flow?.span[0] ?? 0;
  const placeOf = ({ unit, at }: { readonly unit: number; readonly at: number }): Place | null => {
    const module = units[unit]?.module ?? null;
    return module === null ? null : { module, offset: at };
  };
  const nameOf = (unit: number | string): string => (typeof unit === 'string' ? unit : (units[unit]?.name ?? ''));
  const said = (steps: readonly Step[] | null): readonly StepAnswer[] | null =>
    steps === null
      ? null
      : steps.flatMap((step): readonly StepAnswer[] => {
          const place = placeOf(step);
          // Hubs have no place: what they call is said of whoever calls them.
          if (place === null) return [];
          return [{ ...place, kind: kindOf(step), text: `${nameOf(step.unit)} → ${calleeOf(step, nameOf)}` }];
        });
  const functions: FunctionAnswer[][] = modules.map(() => []);
  const places: (readonly [number, number] | null)[] = units.map(() => null);
  units.forEach(({ flow, module, name }, unit) => {
    if (flow === null || module === null || flow.form === 'module') return;
    const decision = decided.units[unit] as UnitDecision;
    const directive = directives.get(unit);
    const compile = decision.compile || (directive === undefined && decision.reaching !== null && included(modules[module]?.file ?? ''));
    places[unit] = [module, functions[module]?.length ?? 0];
    functions[module]?.push({
      name,
      start: flow.span[0],
      end: flow.span[1],
      decision: compile ? 'compile' : 'untouched',
      reason: reasonOf(decision, compile, directive),
      steps: { reachable: said(decision.reachable), reaching: said(decision.reaching) },
    });
  });
  return {
    precision: graph.precision,
    functions,
    unresolved: inOrder(unresolvedIn(graph)),
    barriers: barriersOf(graph, decided),
    warnings: [...directives].flatMap(([unit, directive]) => contradiction(unit, directive, graph, directives, offsetOf(unit))),
    graph: {
      names: units.map(({ name }) => name),
      functions: places,
      edges: graph.edges.map((edge) => ({ from: edge.unit, to: edge.callee, through: edge.through, place: placeOf(edge) })),
    },
  };
}

function unresolvedIn({ unknown, units }: CallGraph): Answer['unresolved'] {
  const found = new Map<string, Answer['unresolved'][number]>();
  for (const { unit, at, why } of unknown) {
    const module = units[unit]?.module ?? null;
    if (module !== null) found.set(`${module} ${at} ${why}`, { module, offset: at, why });
  }
  return [...found.values()];
}

/** As they stand in the program. */
const inOrder = <One extends Place>(places: readonly One[]): readonly One[] =>
  [...places].sort((a, b) => a.module - b.module || a.offset - b.offset);

const kindOf = ({ callee, by }: Step): ReasonStep['kind'] => {
  if (typeof callee !== 'string') return by === null ? 'call' : 'callback';
  return callee === 'a switch' ? 'switch' : callee === 'a directive' ? 'directive' : 'unknown';
};

const calleeOf = ({ callee, by }: Step, nameOf: (unit: number | string) => string): string =>
  by === null ? nameOf(callee) : `${nameOf(callee)}, called by ${nameOf(by)}`;

function reasonOf({ reachable, reaching, makes }: UnitDecision, compile: boolean, directive: 'fiber' | 'no-fiber' | undefined): string {
  if (directive !== undefined) return `the directive @${directive}`;
  if (compile && makes && (reachable === null || reaching === null)) return 'it makes a function that stands for one which suspends';
  if (compile) return reachable === null ? 'its package is included, and it can reach a switch' : 'it can be on the stack of a switch';
  if (reachable === null) return reaching === null ? 'no fiber runs it, and it reaches no switch' : 'no fiber runs it';
  return 'it reaches no switch';
}

function directivesOf({ units }: CallGraph, modules: readonly ProgramModule[]): Directives {
  const found = new Map<number, 'fiber' | 'no-fiber'>();
  units.forEach(({ flow, module }, unit) => {
    if (flow === null || module === null || flow.form === 'module') return;
    const directive = flow.directive ?? modules[module]?.flow.directive ?? null;
    if (directive !== null) found.set(unit, directive);
  });
  return found;
}

/** Does a directive say something else than the analysis without it? */
function contradiction(
  unit: number,
  directive: 'fiber' | 'no-fiber',
  graph: CallGraph,
  directives: Directives,
  offset: number,
): Answer['warnings'] {
  const { module, name, flow } = graph.units[unit] ?? {};
  // A directive for a whole file is a choice, and says nothing of single functions.
  if (module === undefined || module === null || !flow?.directive) return [];
  const found = decideProgram(graph, new Map([...directives].filter(([one]) => one !== unit)), 'needed').units[unit] as UnitDecision;
  if (directive === 'fiber' && !found.compile)
    return [
      {
        module,
        offset,
        code: 'FIBER_DIRECTIVE_UNREACHED',
        message: `${name} has the directive @fiber, but ${reasonOf(found, false, undefined)}`,
      },
    ];
  if (directive === 'no-fiber' && found.compile)
    return [
      {
        module,
        offset,
        code: 'NO_FIBER_DIRECTIVE_ON_THE_WAY',
        message: `${name} has the directive @no-fiber, but ${reasonOf(found, true, undefined)}: it is a barrier`,
      },
    ];
  return [];
}

/** Calls of code that is not compiled, in functions that a fiber runs, with functions that suspend. */
function barriersOf(graph: CallGraph, { units: decisions, effects }: ProgramDecisions): Answer['barriers'] {
  const found = new Map<string, Answer['barriers'][number]>();
  for (const { unit, at, name, given } of graph.foreign) {
    const module = graph.units[unit]?.module ?? null;
    if (module === null || decisions[unit]?.reachable === null) continue;
    for (const cell of given)
      for (const callback of graph.unitsIn(cell)) {
        const called = graph.units[callback];
        if (!effects.reaching.has(callback) || !called?.flow || called.module === null) continue;
        const given = { module: called.module, offset: called.flow.span[0] };
        found.set(`${unit} ${at} ${callback}`, { module, offset: at, calls: name, callback: called.name, given });
      }
  }
  return inOrder([...found.values()]);
}
