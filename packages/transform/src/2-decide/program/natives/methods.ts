/**
 * What methods of built-in objects do with what they are given: whom they call, and where values go. A method is known by
 * its name alone, whatever kind of built-in object it is found in.
 */
import { type Call, type Model, resolve, type World } from '../calls.ts';
import type { Cell } from '../graph.ts';
import { elementsOf, goOn } from '../iteration.ts';
import { argument, callback, list, read, receiverOf } from './parts.ts';

const elements = (call: Call, world: World): Cell => elementsOf(receiverOf(call, world), call, world);

/** A callback for each element of the receiver. */
const each =
  (finish: (parts: { readonly call: Call; readonly world: World; readonly element: Cell; readonly given: Cell }) => void): Model =>
  (call, world) => {
    const element = elements(call, world);
    const given = callback(argument(call, 0, world), [element, element, call.receiver], call, world, {
      receiver: call.args[1]?.cell ?? null,
    });
    finish({ call, world, element, given });
  };

const copied: Model = (call, world) => {
  const to = list(call, world);
  world.graph.edge(elements(call, world), to);
  for (const { cell } of call.args) if (cell !== null) for (const from of [cell, elementsOf(cell, call, world)]) world.graph.edge(from, to);
};

const element: Model = (call, world) => world.graph.edge(elements(call, world), call.to);

/** Lists of two. */
const pairs: Model = (call, world) => {
  const pair = world.memo(`pair ${call.unit} ${call.at}`, () => world.objects.make({ kind: 'list' }));
  world.graph.edge(elements(call, world), world.objects.field(pair, '[]'));
  world.graph.add(list(call, world), pair);
};

/** Puts arguments into the receiver. */
const put =
  (first: number): Model =>
  (call, world) => {
    const receiver = receiverOf(call, world);
    for (const { cell, spread } of call.args.slice(first)) {
      if (cell === null) continue;
      const from = spread ? elementsOf(cell, call, world) : cell;
      world.graph.watch(receiver, (object) => world.objects.store(object, '[]', from));
    }
    world.graph.edge(receiver, call.to);
  };

const fold: Model = (call, world) => {
  const of = elements(call, world);
  const sum = world.graph.cell();
  world.graph.edge(of, sum);
  const first = call.args[1]?.cell;
  if (first !== undefined && first !== null) world.graph.edge(first, sum);
  callback(argument(call, 0, world), [sum, of, null, call.receiver], call, world, { to: sum });
  world.graph.edge(sum, call.to);
};

const order: Model = (call, world) => {
  const of = elements(call, world);
  callback(argument(call, 0, world), [of, of], call, world);
  world.graph.edge(of, list(call, world));
  world.graph.edge(receiverOf(call, world), call.to);
};

/** `then` and its like: their callbacks run in a later turn of the event loop. */
const settle: Model = (call, world) => {
  const to = list(call, world, '{awaited}');
  const value = world.graph.cell();
  read(receiverOf(call, world), '{awaited}', value, world);
  world.graph.edge(value, to);
  for (const { cell } of call.args)
    if (cell !== null) {
      const given = callback(cell, [value], call, world, { through: 'later' });
      world.graph.edge(given, to);
      read(given, '{awaited}', to, world);
    }
};

const replace: Model = (call, world) => void callback(argument(call, 1, world), [], call, world);

/** Methods by name. */
export const methods: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['forEach', each(() => {})],
  ['map', each(({ call, world, given }) => world.graph.edge(given, list(call, world)))],
  [
    'flatMap',
    each(({ call, world, given }) => {
      const to = list(call, world);
      world.graph.edge(given, to);
      world.graph.edge(elementsOf(given, call, world), to);
    }),
  ],
  ['filter', each(({ call, world, element: from }) => world.graph.edge(from, list(call, world)))],
  ...['some', 'every', 'findIndex', 'findLastIndex'].map((name) => [name, each(() => {})] as const),
  ...['find', 'findLast'].map((name) => [name, each(({ call, world, element: from }) => world.graph.edge(from, call.to))] as const),
  ['reduce', fold],
  ['reduceRight', fold],
  ['sort', order],
  ['toSorted', order],
  ...['push', 'unshift', 'fill', 'add', 'set'].map((name) => [name, put(0)] as const),
  [
    'splice',
    (call, world) => {
      put(2)(call, world);
      copied(call, world);
    },
  ],
  ...['get', 'pop', 'shift', 'at'].map((name) => [name, element] as const),
  ['entries', pairs],
  ...`with values keys concat slice flat reverse toReversed toSpliced copyWithin drop take toArray split match matchAll union intersection
    difference symmetricDifference subarray exec`
    .split(/\s+/)
    .map((name) => [name, copied] as const),
  ['replace', replace],
  ['replaceAll', replace],
  [
    'getOrInsertComputed',
    (call, world) => {
      element(call, world);
      callback(argument(call, 1, world), [argument(call, 0, world)], call, world, { to: call.to });
    },
  ],
  ['then', settle],
  ['catch', settle],
  ['finally', settle],
  ['next', goOn],
  ['return', goOn],
  ['throw', goOn],
  ['call', (call, world) => apply(call, receiverOf(call, world), call.args[0]?.cell ?? null, call.args.slice(1), world)],
  ['apply', (call, world) => apply(call, receiverOf(call, world), call.args[0]?.cell ?? null, spread(call, 1), world)],
  [
    'bind',
    (call, world) => {
      const [receiver, ...args] = call.args.map(({ cell }) => cell);
      const object = world.memo(`bound ${call.unit} ${call.at}`, () =>
        world.objects.make({ kind: 'bound', target: receiverOf(call, world), receiver: receiver ?? null, args }),
      );
      world.graph.add(call.to, object);
      world.standing.push({ unit: call.unit, at: call.at, target: receiverOf(call, world) });
    },
  ],
]);

/** Methods of functions, which call them. */
export const CALLING: ReadonlySet<string> = new Set(['call', 'apply', 'bind']);

/** Methods of strings and regular expressions that call back or give lists: their receiver is no object. */
export const ofStrings: ReadonlySet<string> = new Set(['replace', 'replaceAll', 'split', 'match', 'matchAll', 'exec']);

export const spread = (call: Call, index: number): Call['args'] => {
  const given = call.args[index]?.cell ?? null;
  return given === null ? [] : [{ cell: given, spread: true }];
};

/** Calls a function with a receiver. */
export function apply(call: Call, callee: Cell, receiver: Cell | null, args: Call['args'], world: World): void {
  resolve({ ...call, how: 'call', callee, receiver, base: null, args, inner: true, reached: new Set() }, world);
}

/** Methods of which nothing comes, and that call nobody. */
export const calm: ReadonlySet<string> = new Set(
  `charAt charCodeAt codePointAt endsWith startsWith includes indexOf lastIndexOf localeCompare normalize padEnd padStart repeat
   search substring substr toLowerCase toUpperCase toLocaleLowerCase toLocaleUpperCase trim trimEnd trimStart test toString
   toFixed toPrecision toExponential valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable has delete clear join getTime
   getFullYear getMonth getDate getHours getMinutes getSeconds getMilliseconds getDay getUTCFullYear getUTCMonth getUTCDate
   getUTCDay getUTCHours getUTCMinutes getUTCSeconds getTimezoneOffset toISOString toJSON toLocaleString isSubsetOf isSupersetOf
   isDisjointFrom`.split(/\s+/),
);
