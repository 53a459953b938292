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
  ])();
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
