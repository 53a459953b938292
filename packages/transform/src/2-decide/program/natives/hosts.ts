/**
 * What modules of the host do that a program in JavaScript often has: Node's own, by their names in models.
 *
 *   class Shop extends EventEmitter {}       a native class, and no code that may do anything with a shop
 *   shop.on('sold', f)                       puts f into the `{listeners}` of the shop
 *   shop.emit('sold', 1)                     calls them, as a barrier: they run on top of it
 *
 * Modules of which nothing is written here are code that is not compiled.
 */
import { type Call, type Model, resolve, type World } from '../calls.ts';
import { instanceOf, prototypeOf } from '../classes.ts';
import type { Cell, Obj } from '../graph.ts';
import { argument, callback, list, read, receiverOf } from './parts.ts';

const LISTENERS = '{listeners}';
const EMITTED = '{emitted}';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** The specifier of a module of the host as models have it; null: it is a package. */
export function hostModule(specifier: string): string | null {
  if (/^(?:node|bun):/.test(specifier)) return specifier;
  return NODE.has(specifier.replace(/\/.*/, '')) ? `node:${specifier}` : null;
}

const NODE: ReadonlySet<string> = words(
  `assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2
   https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls
   trace_events tty url util v8 vm wasi worker_threads zlib`,
);

/** Do all of its members call nobody and keep nothing, but for those that have a model? */
export const isCalmHost = (name: string): boolean => CALM.has(name);
/** Is something known of some of its members, while the others are code that is not compiled? */
export const isModelled = (name: string): boolean => PARTLY.has(name) || CLASSES.has(name);

const EVENTS = 'node:events';
const HOOKS = 'node:async_hooks';
const UTIL = 'node:util';

/** Members that call nobody and keep nothing. */
const PARTLY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [HOOKS, words('executionAsyncId triggerAsyncId')],
  [
    UTIL,
    words(`format formatWithOptions getSystemErrorName isDeepStrictEqual parseArgs parseEnv stripVTControlCharacters styleText
           toUSVString types TextDecoder TextEncoder isArray`),
  ],
  [
    'node:process',
    words(`abort arch argv argv0 availableMemory chdir config cpuUsage cwd emitWarning env execArgv execPath exit exitCode features
           getegid geteuid getgid getgroups getuid hrtime kill memoryUsage pid platform ppid release resourceUsage title umask uptime version versions`),
  ],
  [
    'node:fs',
    words(`accessSync appendFileSync chmodSync chownSync closeSync constants copyFileSync existsSync fstatSync fsyncSync linkSync
           lstatSync mkdirSync mkdtempSync openSync readFileSync readSync readdirSync readlinkSync realpathSync renameSync rmSync rmdirSync statSync
           symlinkSync truncateSync unlinkSync utimesSync writeFileSync writeSync`),
  ],
]);

const CALM: ReadonlySet<string> = new Set([
  '{calm}',
  ...[...words('assert assert/strict buffer os path path/posix path/win32 punycode querystring string_decoder url')].map(
    (name) => `node:${name}`,
  ),
]);

/** Calls its first argument on top of itself. */
const calling: Model = (call, world) => {
  const callee = argument(call, 0, world);
  world.foreign.push({ unit: call.unit, at: call.at, name: 'node:assert', given: [callee] });
  callback(callee, [], call, world, { through: 'barrier' });
};

const listen: Model = (call, world) => {
  const receiver = receiverOf(call, world);
  const listener = argument(call, 1, world);
  world.graph.watch(receiver, (object) => world.objects.store(object, LISTENERS, listener));
  world.graph.edge(receiver, call.to);
};

const listenersOf = (cell: Cell, world: World): Cell =>
  world.memo(`listeners ${cell}`, () => {
    const to = world.graph.cell();
    read(cell, LISTENERS, to, world);
    return to;
  });

const emit: Model = (call, world) => {
  const receiver = receiverOf(call, world);
  const callee = listenersOf(receiver, world);
  world.foreign.push({ unit: call.unit, at: call.at, name: 'EventEmitter.emit', given: [callee] });
  // With spread arguments the name of the event may be anywhere among them.
  const args = call.args[0]?.spread ? call.args : call.args.slice(1);
  const { unit, at, to } = call;
  const site: Call = { unit, at, how: 'call', callee, receiver, base: null, args, to, through: 'barrier', inner: true, reached: new Set() };
  resolve(site, world);
  for (const { cell, spread } of args)
    if (cell !== null)
      world.graph.watch(receiver, (object) => {
        if (!spread) world.objects.store(object, EMITTED, cell);
        else world.graph.watch(cell, (given) => world.graph.edge(world.objects.lookup(given, '[]'), world.objects.field(object, EMITTED)));
      });
};

/** A promise of a list of what is emitted; or the list itself, time and again. */
const awaited: Model = (call, world) => {
  const given = world.memo(`emitted ${call.unit} ${call.at}`, () => world.objects.make({ kind: 'list' }));
  read(argument(call, 0, world), EMITTED, world.objects.field(given, '[]'), world);
  for (const key of ['[]', '{awaited}'] as const) world.graph.add(list(call, world, key), given);
};

const listeners: Model = (call, world) => world.graph.edge(listenersOf(receiverOf(call, world), world), list(call, world));

const EMITTER: ReadonlyMap<string, Model> = new Map<string, Model>([
  ...['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'].map((name) => [name, listen] as const),
  ...['off', 'removeListener', 'removeAllListeners', 'setMaxListeners'].map(
    (name) => [name, (call: Call, world: World) => world.graph.edge(receiverOf(call, world), call.to)] as const,
  ),
  ...['listeners', 'rawListeners'].map((name) => [name, listeners] as const),
  ['emit', emit],
  ...['eventNames', 'listenerCount', 'getMaxListeners'].map((name) => [name, () => {}] as const),
]);

/** Calls a function with what comes after it. It has an equivalent that can be suspended in. */
const within =
  (index: number, receiver: number | null): Model =>
  (call, world) => {
    const rest = call.args.slice((receiver ?? index) + 1);
    const callee = argument(call, index, world);
    const on = receiver === null ? null : argument(call, receiver, world);
    resolve({ ...call, how: 'call', callee, receiver: on, base: null, args: rest, inner: true, reached: new Set() }, world);
  };

const STORE = '{store}';

const keep: Model = (call, world) => {
  const store = argument(call, 0, world);
  world.graph.watch(receiverOf(call, world), (object) => world.objects.store(object, STORE, store));
};

const CLASSES: ReadonlyMap<string, ReadonlyMap<string, Model>> = new Map([
  [EVENTS, EMITTER],
  [
    `${HOOKS}.AsyncLocalStorage`,
    new Map<string, Model>([
      [
        'run',
        (call, world) => {
          keep(call, world);
          within(1, null)(call, world);
        },
      ],
      ['exit', within(0, null)],
      ['getStore', (call, world) => read(receiverOf(call, world), STORE, call.to, world)],
      ['enterWith', keep],
      ['disable', () => {}],
    ]),
  ],
  [
    `${HOOKS}.AsyncResource`,
    new Map<string, Model>([
      ['runInAsyncScope', within(0, 1)],
      ...['asyncId', 'triggerAsyncId', 'emitDestroy'].map((name) => [name, () => {}] as const),
    ]),
  ],
]);

/** A module of the host of which something is known; null: of this nothing is. */
export function hostObject(name: string, world: World): Obj | null {
  if (CLASSES.has(name)) return classOf(name, world);
  return CALM.has(name) || PARTLY.has(name) ? world.native(name) : null;
}

/** A member of a module or class that {@link isModelled}, and that has no model. */
export function hostMember(name: string, key: string, world: World): Obj | null {
  if (key === 'default' || (name === EVENTS && key === 'EventEmitter')) return hostObject(name, world);
  if (CLASSES.has(`${name}.${key}`)) return classOf(`${name}.${key}`, world);
  // Classes have few other members, and what inherits from them is asked for names of all kinds.
  if (CLASSES.has(name) && !STATIC.has(key)) return null;
  // Most say `process` without importing it.
  return PARTLY.get(name)?.has(key) ? world.native('{calm}') : world.foreignly(`${name.replace('node:process', 'process')}.${key}`);
}

const STATIC = words('EventEmitterAsyncResource addAbortListener bind snapshot');

/** A class of the host, with its methods. */
const classOf = (name: string, world: World): Obj =>
  world.memo(`class ${name}`, () => {
    const native = world.native(name);
    const prototype = prototypeOf(native, world);
    for (const method of CLASSES.get(name)?.keys() ?? [])
      world.graph.add(world.objects.declare(prototype, method), world.native(`${name}#${method}`));
    return native;
  });

const construct =
  (name: string): Model =>
  (call, world) => {
    if (call.how === 'new' && call.receiver === null) world.graph.add(call.to, instanceOf(classOf(name, world), world));
  };

export const hostModels: ReadonlyMap<string, Model> = new Map<string, Model>([
  ...['assert', 'assert/strict'].flatMap((module) =>
    ['throws', 'doesNotThrow', 'rejects', 'doesNotReject'].map((name) => [`node:${module}.${name}`, calling] as const),
  ),
  [`${EVENTS}.once`, awaited],
  [`${EVENTS}.on`, awaited],
  [`${EVENTS}.getEventListeners`, (call, world) => world.graph.edge(listenersOf(argument(call, 0, world), world), list(call, world))],
  [
    `${UTIL}.inherits`,
    ({ args }, world) => {
      const [child, parent] = args;
      if (child?.cell == null || parent?.cell == null) return;
      const above = parent.cell;
      world.graph.watch(child.cell, (one) =>
        world.graph.watch(above, (other) => world.objects.inherit(prototypeOf(one, world), prototypeOf(other, world))),
      );
    },
  ],
  ...[...CLASSES].flatMap(([name, methods]) => [
    [name, construct(name)] as const,
    ...[...methods].map(([method, model]) => [`${name}#${method}`, model] as const),
  ]),
]);
