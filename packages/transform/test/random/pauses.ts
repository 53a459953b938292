/** Random generators and async functions: what pauses them, and who drives them. */
import { any, expression, iterable, list } from './expressions.ts';
import { arrow, functionExpression, names } from './functions.ts';
import { type Context, find, type Kind, tag } from './scope.ts';

type Paused = Exclude<Kind, 'plain'>;

export const pausable = (c: Context): boolean => c.kind !== 'plain' && c.pauses;

/** A yield or an await of the function around. */
export function paused(c: Context, depth: number): string {
  const yields = c.kind === 'gen' || c.kind === 'agen';
  const awaits = c.kind === 'async' || c.kind === 'agen';
  return c.random.weighted<() => string>([
    [yields ? 4 : 0, () => `(yield ${any(c, depth)})`],
    [yields ? 0.5 : 0, () => '(yield)'],
    [c.kind === 'gen' ? 1.5 : 0, () => `(yield* ${iterable(c, depth)})`],
    [
      c.kind === 'agen' ? 1.5 : 0,
      () =>
        `(yield* ${c.random.chance(0.7) ? called(c, 'agen', depth) : iterable({ ...c, adapts: true }, depth)})`,
    ],
    [awaits ? 3 : 0, () => `(await ${any(c, depth)})`],
    [awaits ? 3 : 0, () => `(await ${promise(c, depth)})`],
  ])();
}

const called = (c: Context, kind: Paused, depth: number): string =>
  `${made(c, kind, depth)}(${list(c, depth, 2)})`;

/** A function of a kind, as a value. */
export function made(c: Context, kind: Paused, depth: number): string {
  const known = find(c, kind)?.name;
  if (known !== undefined && c.random.chance(0.7)) return known;
  if (depth <= 0 || !c.calls || c.growth.budget <= 0) return shortest[kind];
  return c.random.weighted<() => string>([
    [3, () => `(${functionExpression(c, kind)})`],
    [kind === 'async' ? 3 : 0, () => `(${arrow(c, depth, c.random.below(3), 'async')})`],
    [1, () => `(${expression(c, 'obj', depth)}.${names[kind]} ?? ${shortest[kind]})`],
  ])();
}

const shortest: Readonly<Record<Paused, string>> = {
  gen: '(function* () { yield 1; })',
  async: '(async () => 2)',
  agen: '(async function* () { yield 3; })',
};

/** Something whose outcome is known later. */
function promise(c: Context, depth: number): string {
  return c.random.weighted<() => string>([
    [4, () => called(c, 'async', depth)],
    [1, () => `later(${tag(c)}, ${any(c, depth)})`],
    [0.5, () => `Promise.all([${called(c, 'async', depth)}, ${any(c, depth)}])`],
    [0.3, () => `Promise.reject(${any(c, depth)})`],
    [0.3, () => `Promise.resolve(${any(c, depth)}).then(${arrow(c, depth, 1)})`],
    [c.features.has('agen') ? 0.5 : 0, () => `${called(c, 'agen', depth)}.next(${any(c, depth)})`],
  ])();
}

const script = (c: Context): string =>
  Array.from({ length: 1 + c.random.below(5) }, () =>
    c.random.weighted([
      [6, 'n'],
      [1, 'r'],
      [1, 't'],
    ] as const),
  ).join('');

/** Runs something that pauses, as far as a script says; a number, or nothing where no such thing is in use. */
export function driven(c: Context, depth: number): string | undefined {
  const { features } = c;
  return c.random.weighted<() => string | undefined>([
    [
      features.has('gen') ? 4 : 0,
      () => `drive(${tag(c)}, ${called(c, 'gen', depth)}, "${script(c)}")`,
    ],
    [
      features.has('gen') ? 1 : 0,
      () => `advance(${tag(c)}, ${called(c, 'gen', depth)}, "${script(c)[0]}")`,
    ],
    [features.has('gen') ? 1 : 0, () => `advance(${tag(c)}, null, "${script(c)[0]}")`],
    [features.has('async') ? 3 : 0, () => `watch(${tag(c)}, ${promise(c, depth)})`],
    [
      features.has('agen') ? 2 : 0,
      () => `queue(${tag(c)}, ${called(c, 'agen', depth)}, "${script(c)}")`,
    ],
    [features.has('gen') || features.has('async') ? 0 : 1, () => undefined],
  ])();
}

/** Calls a function that pauses by its name, and drives what comes back. */
export const used = (c: Context, kind: Paused, name: string, depth: number): string => {
  const call = `${name}(${list(c, depth, 2)})`;
  if (kind === 'gen') return `drive(${tag(c)}, ${call}, "${script(c)}")`;
  if (kind === 'agen') return `queue(${tag(c)}, ${call}, "${script(c)}")`;
  return pausable(c) && c.kind !== 'gen'
    ? `log([${tag(c)}, await ${call}])`
    : `watch(${tag(c)}, ${call})`;
};

/** What `for await` runs over. */
export const asyncIterable = (c: Context, depth: number): string =>
  c.random.weighted<() => string>([
    [c.features.has('agen') ? 4 : 0, () => called(c, 'agen', depth)],
    [2, () => iterable({ ...c, adapts: true }, depth)],
    [1, () => `[${promise(c, depth)}, ${any(c, depth)}]`],
  ])();
