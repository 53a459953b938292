// Preloaded into the process of a test suite (`node --import`): compiles what the suite loads, and
// suspends it. It takes what it needs of the globals before the tests come and replace them.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { paths } from './paths.mjs';
import { loadDice, suspensions } from './suspend.mjs';
import { tally } from './tally.mjs';

const config = JSON.parse(process.env.FIBERC_CORPUS);
const { variant, cache } = config;
const { aliased, isOfLibrary } = paths(config);
const counts = variant && tally(config);
const compiler = variant && startCompiler();
const translated = new Map();
const [known, keep] = [translated.get.bind(translated), translated.set.bind(translated)];

registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL?.startsWith('file:') && fileURLToPath(context.parentURL);
    const other = aliased(specifier, parent || undefined);
    if (!other?.startsWith('/')) return next(other ?? specifier, context);
    return { url: pathToFileURL(other).href, shortCircuit: true };
  },
  load(url, context, next) {
    const loaded = next(url, context);
    if (!variant || !url.startsWith('file:')) return loaded;
    const file = fileURLToPath(url);
    const kind = isOfLibrary(file) ? kindOf(file, loaded.format) : undefined;
    return kind === undefined ? loaded : { ...loaded, source: translate(file, kind) };
  },
});

function kindOf(file, format) {
  if (format === 'module' || format === 'commonjs') return format;
  // A .js file of a package without a "type": Node looks at the syntax later.
  return format == null && /\.js$/.test(file) ? 'unambiguous' : undefined;
}

function translate(file, kind) {
  // Node asks twice for a CommonJS file that an ES module imports, and tests load files anew.
  const before = known(file);
  if (before !== undefined) return before;
  const result = compiler(readFileSync(file, 'utf8'), { file, kind, variant, cache });
  counts.add(file, result);
  keep(file, result.code);
  return result.code;
}

/** A function that asks the thread that compiles, and waits: `require` cannot be asynchronous. */
function startCompiler() {
  const { load, store, wait } = Atomics;
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1: mine, port2: port } = new MessageChannel();
  const post = mine.postMessage.bind(mine);
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { port, flag },
    transferList: [port],
    execArgv: [],
  });
  worker.unref();
  mine.unref();
  return (source, options) => {
    store(flag, 0, 0);
    post({ source, options });
    while (load(flag, 0) === 0) wait(flag, 0, 0);
    const { result, error } = receiveMessageOnPort(mine).message;
    if (error) throw new Error(error);
    return result;
  };
}

loadDice(config.seed);
if (variant) {
  const counted = suspensions(config);
  process.on('exit', () => counts.write(counted()));
}
