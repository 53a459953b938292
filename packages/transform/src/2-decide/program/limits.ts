/**
 * How finely objects are told apart: as long as a program has little to tell, each by itself; and the more is handed on, the
 * sooner a cell holds groups instead. So what there is to do grows as the program does, and what is given up is given
 * up where most meets.
 */
import type { Sort } from './graph.ts';

export interface Stage {
  /** It lasts until objects have been handed on as often as this, see {@link sizeOf}. */
  readonly until: number;
  /** How many objects, and how many groups, a cell holds of a sort; then it holds groups, and then the group of all of the sort. */
  readonly most: Readonly<Record<Exclude<Sort, 'kept'>, readonly [objects: number, groups: number]>>;
  /** Are new groups those of all objects of a sort? */
  readonly whole: boolean;
}

const stages: readonly Stage[] = [
  { until: 4, most: { record: [200, 16], list: [200, 16], callable: [1000, 16], foreign: [8, 1] }, whole: false },
  { until: 5, most: { record: [30, 8], list: [30, 8], callable: [100, 8], foreign: [3, 1] }, whole: false },
  { until: Number.POSITIVE_INFINITY, most: { record: [0, 0], list: [0, 0], callable: [16, 1], foreign: [1, 1] }, whole: true },
];

/** Even the smallest program may hand on as much as one with so many operations. */
const SMALL = 50_000;

/** @param operations of the whole program */
export const stagesFor = (operations: number): readonly Stage[] =>
  stages.map((stage) => ({ ...stage, until: stage.until * (SMALL + operations) }));
