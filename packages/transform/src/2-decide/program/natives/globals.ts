/** What the global functions of the language and of its hosts do, by their names. */
import { type Call, type Model, resolve, type World } from '../calls.ts';
import type { Obj } from '../graph.ts';
import { elementsOf } from '../iteration.ts';
import { isOutside } from '../kinds.ts';
import { apply, spread } from './methods.ts';
import { argument, callback, calmly, list, made, read } from './parts.ts';

/** `Object.assign`: everything under its name. */
const copyOf: Model = (call, world) => {
  const to = argument(call, 0, world);
  for (const { cell, spread: isList } of call.args.slice(1)) {
    if (cell === null) continue;
    extend(isList ? elementsOf(cell, call, world) : cell, to, world);
  }
  world.graph.edge(to, call.to);
};

/** What one cell holds gets the properties of what another holds. */
export function extend(from: number, to: number, { graph, objects, outside }: World): void {
  const put = (object: Obj): void => {
    const kind = objects.kindOf(object);
    if (kind.kind === 'property') graph.watch(objects.contents(kind.of), put);
    else if (isOutside(kind)) graph.edge(from, outside);
    else graph.watch(from, (one) => objects.extend(object, one));
  };
  graph.watch(to, put);
}

/** `Object.values` and its like. */
const valuesOf =
  (inPairs: boolean): Model =>
  (call, world) => {
    let to = list(call, world);
    if (inPairs) {
      const pair = world.memo(`pair ${call.unit} ${call.at}`, () => world.objects.make({ kind: 'list' }));
      world.graph.add(to, pair);
      to = world.objects.field(pair, '[]');
    }
    read(argument(call, 0, world), null, to, world);
  };

const same: Model = (call, world) => world.graph.edge(argument(call, 0, world), call.to);

const strings: Model = (call, world) => void made('list', call, world);

const container: Model = (call, world) => {
  const to = list(call, world);
  const from = elementsOf(argument(call, 0, world), call, world);
  world.graph.edge(from, to);
  world.graph.edge(elementsOf(from, call, world), to);
};

const listed: Model = (call, world) => {
  const to = list(call, world);
  for (const { cell, spread: isList } of call.args) if (cell !== null) world.graph.edge(isList ? elementsOf(cell, call, world) : cell, to);
};

/** `{ value }`, or `{ get, set }`, put on an object under a name that is in a string. */
const define: Model = (call, world) => {
  const { graph, objects } = world;
  const [value, gotten] = [graph.cell(), graph.cell()];
  const descriptor = argument(call, 2, world);
  read(descriptor, 'value', value, world);
  const getter = graph.cell();
  read(descriptor, 'get', getter, world);
  // A getter that is put there gives its result whenever it is asked; who asks is not known.
  resolve(
    { ...call, callee: getter, receiver: argument(call, 0, world), base: null, args: [], to: gotten, inner: true, reached: new Set() },
    world,
  );
  graph.edge(gotten, value);
  graph.watch(argument(call, 0, world), (object) => objects.store(object, null, value));
  graph.edge(argument(call, 0, world), call.to);
};

/** Calls its first argument in a later turn. */
const later: Model = (call, world) => {
  const args = call.args.slice(2).map(({ cell }) => cell);
  callback(argument(call, 0, world), args, call, world, { through: 'later' });
};

const grouping: Model = (call, world) => {
  const from = elementsOf(argument(call, 0, world), call, world);
  callback(argument(call, 1, world), [from], call, world);
  const group = world.memo(`group ${call.unit} ${call.at}`, () => world.objects.make({ kind: 'list' }));
  world.graph.edge(from, world.objects.field(group, '[]'));
  for (const key of ['[]', null]) world.graph.add(world.objects.field(made('object', call, world), key), group);
};

/** `Promise`'s executor gets two functions whose argument is what the promise comes to. */
const promise: Model = (call, world) => {
  const { graph, objects } = world;
  const to = list(call, world, '{awaited}');
  const settler = world.memo(`settler ${call.unit} ${call.at}`, () => objects.make({ kind: 'native', name: '{settle}', isRuntime: false }));
  const cell = graph.cell();
  graph.add(cell, settler);
  graph.edge(objects.field(settler, '{given}'), to);
  callback(argument(call, 0, world), [cell, cell], call, world);
};

/** Several promises, as one. */
const joined =
  (first: boolean): Model =>
  (call, world) => {
    const { graph, objects } = world;
    const all = graph.cell();
    const of = elementsOf(argument(call, 0, world), call, world);
    graph.edge(of, all);
    read(of, '{awaited}', all, world);
    const result = list(call, world, '{awaited}');
    if (first) {
      graph.edge(all, result);
      return;
    }
    const object = world.memo(`all ${call.unit} ${call.at}`, () => objects.make({ kind: 'list' }));
    graph.edge(all, objects.field(object, '[]'));
    graph.edge(all, objects.field(object, 'value'));
    graph.add(result, object);
  };

/** What code in a string comes to. */
export const evaluated = (world: World): Obj =>
  world.memo('evaluated', () => world.objects.make({ kind: 'unknown', why: 'code in a string' }));

const created = (call: Call, world: World): number => made('object', call, world);

const converting: Model = (call, world) => {
  const of = callback(argument(call, 1, world), [], call, world);
  world.graph.edge(of, call.to);
  made('object', call, world);
};

/** Globals, and their members. */
export const globals: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['Object', same],
  ['Object.assign', copyOf],
  [
    'Object.create',
    (call, world) => {
      const object = created(call, world);
      world.graph.watch(argument(call, 0, world), (parent) => world.objects.inherit(object, parent));
    },
  ],
  [
    'Object.setPrototypeOf',
    (call, world) => {
      world.graph.watch(argument(call, 0, world), (object) => {
        if (!isOutside(world.objects.kindOf(object)))
          world.graph.watch(argument(call, 1, world), (parent) => world.objects.inherit(object, parent));
      });
      same(call, world);
    },
  ],
  ...['freeze', 'seal', 'preventExtensions', 'getPrototypeOf'].map((name) => [`Object.${name}`, same] as const),
  ['Reflect.getPrototypeOf', same],
  ...['keys', 'getOwnPropertyNames', 'getOwnPropertySymbols'].map((name) => [`Object.${name}`, strings] as const),
  ['Reflect.ownKeys', strings],
  ...['is', 'isFrozen', 'isSealed', 'isExtensible', 'hasOwn'].map((name) => [`Object.${name}`, calmly] as const),
  ['Reflect.has', calmly],
  ['Object.values', valuesOf(false)],
  ['Object.entries', valuesOf(true)],
  [
    'Object.fromEntries',
    (call, world) => {
      const found = elementsOf(argument(call, 0, world), call, world);
      world.graph.edge(elementsOf(found, call, world), world.objects.field(created(call, world), null));
    },
  ],
  ['Object.defineProperty', define],
  ['Reflect.defineProperty', define],
  [
    'Object.defineProperties',
    (call, world) => {
      const one = world.graph.cell();
      read(argument(call, 1, world), null, one, world);
      define({ ...call, args: [call.args[0] ?? NOTHING, NOTHING, { cell: one, spread: false }] }, world);
    },
  ],
  [
    'Object.getOwnPropertyDescriptor',
    (call, world) => {
      const object = created(call, world);
      for (const key of ['value', 'get', 'set']) read(argument(call, 0, world), null, world.objects.field(object, key), world);
    },
  ],
  ['Object.groupBy', grouping],
  ['Map.groupBy', grouping],
  [
    'Array.from',
    (call, world) => {
      const from = elementsOf(argument(call, 0, world), call, world);
      const to = list(call, world);
      world.graph.edge(from, to);
      world.graph.edge(callback(argument(call, 1, world), [from], call, world), to);
    },
  ],
  ['Array.of', listed],
  ['Array.isArray', calmly],
  ['Reflect.apply', (call, world) => apply(call, argument(call, 0, world), call.args[1]?.cell ?? null, spread(call, 2), world)],
  [
    'Reflect.construct',
    (call, world) =>
      resolve(
        { ...call, how: 'new', callee: argument(call, 0, world), receiver: null, args: spread(call, 1), inner: true, reached: new Set() },
        world,
      ),
  ],
  ['Reflect.get', (call, world) => read(argument(call, 0, world), null, call.to, world)],
  ['JSON', calmly],
  ['JSON.parse', converting],
  ['JSON.stringify', converting],
  ['Promise', promise],
  [
    'Promise.resolve',
    (call, world) => {
      const to = list(call, world, '{awaited}');
      world.graph.edge(argument(call, 0, world), to);
      read(argument(call, 0, world), '{awaited}', to, world);
    },
  ],
  ['Promise.reject', strings],
  ['Promise.all', joined(false)],
  ['Promise.allSettled', joined(false)],
  ['Promise.any', joined(true)],
  ['Promise.race', joined(true)],
  [
    '{settle}',
    (call, world) => {
      world.graph.watch(call.callee, (object) => {
        const kind = world.objects.kindOf(object);
        if (kind.kind !== 'native' || kind.name !== '{settle}') return;
        const given = world.objects.field(object, '{given}');
        const from = argument(call, 0, world);
        world.graph.edge(from, given);
        read(from, '{awaited}', given, world);
      });
    },
  ],
  ...['Map', 'Set', 'WeakMap', 'WeakSet'].map((name) => [name, container] as const),
  ['Array', listed],
  ['Function', (call, world) => world.graph.add(call.to, evaluated(world))],
  [
    'eval',
    (call, world) => {
      const callee = world.graph.cell();
      world.graph.add(callee, evaluated(world));
      resolve({ ...call, callee, receiver: null, base: null, inner: true, reached: new Set() }, world);
    },
  ],
  [
    'Proxy',
    (call, world) => {
      // Its traps may run anywhere: they are in unknown hands, and so is what the proxy stands for.
      for (const index of [0, 1]) world.graph.edge(argument(call, index, world), world.outside);
      same(call, world);
      world.standing.push({ unit: call.unit, at: call.at, target: argument(call, 0, world) });
      world.graph.add(call.to, world.external);
    },
  ],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'].map((name) => [name, later] as const),
  ['structuredClone', same],
]);

const NOTHING = { cell: null, spread: false };

/** What the global object is called. */
export const globalObjects: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self']);

/** Globals all of whose members call nobody and keep nothing. */
export const calmGlobals: ReadonlySet<string> = new Set(
  `Math Number String Boolean Symbol BigInt Date console performance Error TypeError RangeError SyntaxError ReferenceError
   EvalError URIError AggregateError RegExp parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI
   decodeURI escape unescape clearTimeout clearInterval clearImmediate Atomics ArrayBuffer SharedArrayBuffer DataView Int8Array
   Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array
   BigUint64Array WeakRef TextEncoder TextDecoder URL URLSearchParams AbortController Buffer Intl atob btoa
   hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf`.split(/\s+/),
);
