/** Random calls of built-in functions that call back. */
import { any, expression, iterable, key, list } from './expressions.ts';
import { arrow } from './functions.ts';
import { type Context, tag } from './scope.ts';

const callback = (c: Context, depth: number, count: number): string =>
  c.random.chance(0.3) ? expression(c, 'fn', depth) : arrow(c, depth, count);

/** Gives a number, or something else that may be logged. */
export function native(c: Context, depth: number): string {
  const arr = (): string => expression(c, 'arr', depth);
  const obj = (): string => expression(c, 'obj', depth);
  const fn = (count: number): string => callback(c, depth, count);
  return c.random.weighted<() => string>([
    [1, () => `${arr()}.reduce(${fn(2)}, 0)`],
    [
      1,
      () =>
        `${arr()}.${c.random.pick(['some', 'every', 'find', 'findIndex', 'findLast'])}(${fn(1)})`,
    ],
    [1, () => `${arr()}.forEach(${fn(2)}, ${obj()})`],
    [1, () => `String(${obj()}).length`],
    [1, () => `JSON.stringify(${obj()})?.length`],
    [1, () => `[...${iterable(c, depth)}].length`],
    [0.5, () => `JSON.stringify(${obj()}, ${fn(2)})?.length`],
    [0.5, () => `"aba".replace(/[ab]/g, ${fn(2)}).length`],
    [0.5, () => `Math.max(${list(c, depth)})`],
    [0.5, () => `new Map([[1, ${any(c, depth)}]]).forEach(${fn(2)})`],
    [0.5, () => `Reflect.get(${obj()}, ${key(c, depth)}, ${obj()})`],
    [
      0.5,
      () =>
        `Reflect.construct(${expression(c, 'class', depth)}, ${arr()}, ${expression(c, 'class', depth)})?.n`,
    ],
    [0.5, () => `Object.defineProperty({}, "v", { get: ${arrow(c, depth, 0)} }).v`],
    [0.4, () => `${arr()}.concat(${any(c, depth)}).at(-1)`],
    [0.4, () => `new Proxy(${obj()}, { get: (o, k) => t(${tag(c)}, o[k]) }).n`],
    ...(c.features.has('natives') ? more(c, depth) : []),
  ])();
}

/** Callers of functions that are less common. */
const more = (c: Context, depth: number): (readonly [number, () => string])[] => {
  const arr = (): string => expression(c, 'arr', depth);
  const fn = (count: number): string => callback(c, depth, count);
  return [
    [0.5, () => `${arr()}.reduceRight(${fn(2)}, 0)`],
    [0.5, () => `${arr()}.findLastIndex(${fn(1)})`],
    [0.5, () => `new Set(${iterable(c, depth)}).size`],
    [0.3, () => `new Set(${iterable(c, depth)}).forEach(${fn(2)})`],
    [0.5, () => `new Map([[${any(c, depth)}, ${any(c, depth)}]]).size`],
    [0.5, () => `Object.keys(Object.groupBy(${iterable(c, depth)}, ${fn(1)})).length`],
    [0.3, () => `Map.groupBy(${iterable(c, depth)}, ${fn(1)}).size`],
    [0.5, () => `JSON.parse('[1, {"n": 2}]', ${fn(2)})?.length`],
    [0.5, () => `"a1b2".replaceAll(/\\d/g, ${fn(1)}).length`],
    [0.3, () => `new Int8Array([3, 1, 2]).map(${fn(1)})[0]`],
    [0.3, () => `new Int8Array([3, 1, 2]).sort(${fn(2)})[0]`],
    [0.5, () => `Array.from({ length: 2 }, ${fn(2)}).length`],
    [0.3, () => `Object.fromEntries([[${key(c, depth)}, ${any(c, depth)}]]).n`],
    [0.3, () => `${arr()}.values().${c.random.pick(['some', 'find', 'every'])}(${fn(1)})`],
    [0.3, () => `${arr()}.values().reduce(${fn(2)}, 0)`],
  ];
};

const traps: Readonly<Record<string, string>> = {
  get: '(o, k, r) => t(TAG, Reflect.get(o, k, r))',
  set: '(o, k, v, r) => t(TAG, Reflect.set(o, k, v, r))',
  has: '(o, k) => t(TAG, Reflect.has(o, k))',
  deleteProperty: '(o, k) => t(TAG, Reflect.deleteProperty(o, k))',
  ownKeys: '(o) => t(TAG, Reflect.ownKeys(o))',
  apply: '(f, o, list) => t(TAG, Reflect.apply(f, o, list))',
  construct: '(f, list, n) => t(TAG, Reflect.construct(f, list, n))',
};

/** A proxy of something, with traps that log or none. */
export function proxy(c: Context, type: 'obj' | 'fn', depth: number): string {
  const known =
    type === 'obj'
      ? ['get', 'set', 'has', 'deleteProperty', 'ownKeys']
      : ['apply', 'construct', 'get'];
  const chosen = known.filter(() => c.random.chance(0.4));
  const handler = chosen.map((name) => `${name}: ${traps[name]?.replace('TAG', String(tag(c)))}`);
  return `new Proxy(${expression(c, type, depth)}, { ${handler.join(', ')} })`;
}

/** Gives an array. */
export function nativeArray(c: Context, depth: number): string {
  const arr = (): string => expression(c, 'arr', depth);
  const fn = (count: number): string => callback(c, depth, count);
  return c.random.weighted<() => string>([
    [3, () => `${arr()}.map(${fn(2)})`],
    [1, () => `${arr()}.filter(${fn(1)})`],
    [1, () => `${arr()}.flatMap(${fn(1)}).slice(0, 4)`],
    [1, () => `[${any(c, depth)}, ${any(c, depth)}].sort(${fn(2)})`],
    [1, () => `Array.from(${iterable(c, depth)}, ${fn(2)})`],
    [1, () => `Object.keys(${expression(c, 'obj', depth)})`],
    [1, () => `Array.from(${iterable(c, depth)})`],
    [0.5, () => `Object.entries(${expression(c, 'obj', depth)})`],
    [0.5, () => `[...new Set(${iterable(c, depth)})]`],
  ])();
}
