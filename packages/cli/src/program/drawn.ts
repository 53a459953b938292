/** A program → what `page/picture.js` draws: nodes with their looks, and the calls between them. */
import { basename, dirname, relative, sep } from 'node:path';
import type { Barrier, FunctionDecision, ReasonStep } from '@fiberc/transform/analyze';
import { packageOf } from '@fiberc/transform/node';
import type { DrawnEdge, DrawnNode, DrawnProgram, DrawnStep, Kind } from '../../page/picture.js';
import { functionsOf, innermost, type ProgramFunction } from './functions.ts';
import type { LoadedProgram } from './load.ts';

/** Nobody reads a longer way. */
const MOST_STEPS = 60;

export function drawnProgram(program: LoadedProgram, all: boolean): DrawnProgram {
  const path = (file: string): string => relative(process.cwd(), file).split(sep).join('/');
  const steps = new Map<string, number>();
  const table: DrawnStep[] = [];
  const numbered = (list: readonly ReasonStep[] | null): number[] | null =>
    list?.slice(0, MOST_STEPS).map((step) => {
      const key = `${step.file} ${step.line} ${step.column} ${step.text}`;
      const known = steps.get(key);
      if (known !== undefined) return known;
      steps.set(key, table.length);
      return table.push({ ...step, file: path(step.file) }) - 1;
    }) ?? null;
  const { graph, modules, warnings } = program;
  const barrierAt = new Set(
    warnings.flatMap(({ code, ...at }) =>
      code === 'NO_FIBER_DIRECTIVE_ON_THE_WAY' ? [placeKey(at)] : [],
    ),
  );
  const nodes = graph.names.map((name, index): DrawnNode => {
    const place = graph.functions[index] ?? null;
    const module = place && modules[place[0]];
    const one = place && module?.functions[place[1]];
    if (!place || !module || !one) {
      return {
        name,
        module: null,
        line: 0,
        column: 0,
        kind: 'hub',
        matters: false,
        decision: null,
        reason: '',
        from: null,
        to: null,
      };
    }
    const kind = barrierAt.has(placeKey({ ...one, file: module.file })) ? 'barrier' : kindOf(one);
    return {
      name,
      module: place[0],
      line: one.line,
      column: one.column,
      kind,
      matters: kind !== 'untouched',
      decision: one.decision,
      reason: one.reason,
      from: numbered(one.reachable),
      to: numbered(one.reaching),
    };
  });
  const edges: DrawnEdge[] = graph.edges.map(({ from, to, line, column, through }) => [
    from,
    to,
    line,
    column,
    through,
  ]);
  addBarriers(program, nodes, edges);
  markHubs(nodes, edges);
  return {
    title: program.entries.map((entry) => basename(entry)).join(', '),
    all,
    modules: modules.map(({ file, functions }) => ({
      file: path(file),
      folder: path(dirname(file)) || '.',
      package: packageOf(file) ?? '',
      functions: functions.length,
      compiled: functions.filter(({ decision }) => decision === 'compile').length,
    })),
    nodes,
    edges: distinct(edges),
    steps: table,
  };
}

const placeKey = ({
  file,
  line,
  column,
}: {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}): string => `${file}:${line}:${column}`;

function kindOf({ decision, reachable, reaching }: FunctionDecision): Kind {
  if (decision === 'untouched') return 'untouched';
  if (reaching?.[0]?.kind === 'switch') return 'primitive';
  return reachable?.length === 0 ? 'target' : 'compiled';
}

/** Code that is not compiled and calls back is a node of its own, between who calls it and what it is given. */
function addBarriers(program: LoadedProgram, nodes: DrawnNode[], edges: DrawnEdge[]): void {
  const places = new Map<string, number>();
  program.graph.functions.forEach((place, index) => {
    const module = place && program.modules[place[0]];
    const one = place && module?.functions[place[1]];
    if (module && one) places.set(placeKey({ ...one, file: module.file }), index);
  });
  const functions = functionsOf(program);
  const known = new Map<string, number>();
  const nodeFor = ({ calls }: Barrier): number => {
    const index = known.get(calls) ?? nodes.push({ ...FOREIGN, name: calls }) - 1;
    known.set(calls, index);
    return index;
  };
  for (const barrier of program.barriers) {
    const owner: ProgramFunction | undefined = innermost(
      functions.filter(({ file }) => file === barrier.file),
      barrier,
    );
    const from = owner && places.get(placeKey(owner));
    const to = places.get(placeKey(barrier.given));
    const middle = nodeFor(barrier);
    if (from !== undefined) edges.push([from, middle, barrier.line, barrier.column, 'barrier']);
    if (to !== undefined) edges.push([middle, to, null, null, 'barrier']);
  }
}

const FOREIGN: DrawnNode = {
  name: '',
  module: null,
  line: 0,
  column: 0,
  kind: 'barrier',
  matters: true,
  decision: null,
  reason: 'it is not compiled, and is given functions that may suspend',
  from: null,
  to: null,
};

/** Of hubs those matter that lie between two functions that do. */
function markHubs(nodes: DrawnNode[], edges: readonly DrawnEdge[]): void {
  const marked = (start: (edge: DrawnEdge) => readonly [number, number]): ReadonlySet<number> => {
    const next = new Map<number, number[]>();
    for (const edge of edges) {
      const [a, b] = start(edge);
      if (edge[4] === 'direct' && nodes[b]?.kind === 'hub')
        next.set(a, [...(next.get(a) ?? []), b]);
    }
    const found = new Set<number>();
    const work = nodes.flatMap(({ matters }, index) => (matters ? [index] : []));
    for (let at = work.pop(); at !== undefined; at = work.pop()) {
      for (const to of next.get(at) ?? []) {
        if (found.has(to)) continue;
        found.add(to);
        work.push(to);
      }
    }
    return found;
  };
  const after = marked(([from, to]) => [from, to]);
  const before = marked(([from, to]) => [to, from]);
  for (const index of after) {
    const node = nodes[index];
    if (node && before.has(index)) nodes[index] = { ...node, matters: true };
  }
}

/** The same call is often found by several ways. */
const distinct = (edges: readonly DrawnEdge[]): DrawnEdge[] => [
  ...new Map(edges.map((edge) => [edge.join(' '), edge])).values(),
];
