// One run of one test, in one mode: passed, or why not.
import vm from 'node:vm';
import { makeRealm } from './realm.mjs';
import { harness, NotCompiled, runtimeScript, translate, wrap } from './translate.mjs';

const runtime = runtimeScript();
const testing = '@fiberc/runtime/testing';
/** Ticks from this one on suspend only now and then: some tests make hundreds of thousands of calls. */
const everyTick = 3000;
const later = 101;

const passed = { status: 'pass' };
const failed = (detail) => ({ status: 'fail', detail });

/** What a test has thrown may be anything. */
function guarded(read, otherwise) {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const nameOf = (error) => guarded(() => error.constructor.name ?? error.name);
const textOf = (error) =>
  guarded(() => {
    const isError = typeof error === 'object' && 'message' in error;
    return isError ? `${nameOf(error)}: ${error.message}` : String(error);
  }, 'an error that cannot be printed');

function judge({ negative }, outcome) {
  const { threw, error, phase } = outcome;
  if (threw && error instanceof NotCompiled) {
    if (error.code === null) return { status: 'broken', detail: error.message };
    return { status: 'refused', code: error.code, detail: error.message };
  }
  if (negative === null) return threw ? failed(textOf(error)) : passed;
  const expected = `${negative.phase} ${negative.type}`;
  if (!threw) return failed(`expected ${expected}, nothing was thrown`);
  if (nameOf(error) !== negative.type) return failed(`expected ${expected}, got ${textOf(error)}`);
  const early = negative.phase === 'resolution' && phase === 'parse';
  if (negative.phase !== phase && !early)
    return failed(`expected ${expected}, got ${textOf(error)} in phase ${phase}`);
  return passed;
}

/** Waits for `$DONE`. */
function completion(timeout) {
  let settle;
  const done = new Promise((resolve) => {
    settle = resolve;
  });
  return {
    print(message) {
      if (message === 'Test262:AsyncTestComplete') settle(passed);
      const [, failure] = /^Test262:AsyncTestFailure:(.*)$/s.exec(message) ?? [];
      if (failure !== undefined) settle(failed(failure));
    },
    fail: (error) => settle(failed(`uncaught ${textOf(error)}`)),
    async result() {
      const timer = setTimeout(() => settle({ status: 'timeout', detail: 'no $DONE' }), timeout);
      const result = await done;
      clearTimeout(timer);
      return result;
    },
  };
}

/** Told of exceptions that nobody has caught. */
let uncaught = () => {};
process.on('uncaughtException', (error) => uncaught(error));
process.on('unhandledRejection', () => {});

/**
 * @param test `test262`, `root`, `file`, `source`, `meta`, `mode` (see `modesOf`)
 * @param how `variant` (null: untransformed), `wrapped` (a function around the script), `timeout`
 */
export async function run(test, { variant, wrapped, timeout }) {
  const { file, meta, mode } = test;
  const isModule = mode === 'module';
  const isAsync = meta.flags.includes('async');
  const waiting = completion(timeout);
  uncaught = waiting.fail;
  let suspensions = 0;
  const outcome = { threw: false, error: undefined, phase: 'parse' };
  let realm;
  /** What is not compiled while a module loads reaches the test as a rejected promise, or not at all. */
  let notCompiled;
  const translateModule = (source, name) => {
    try {
      return translate(source, name, 'module', variant);
    } catch (error) {
      if (error instanceof NotCompiled) notCompiled ??= error;
      throw error;
    }
  };
  try {
    const script = isModule ? null : scriptOf(test, variant, wrapped);
    realm = makeRealm({ ...test, runtime, print: waiting.print, translateModule });
    const names =
      mode === 'raw'
        ? []
        : ['assert.js', 'sta.js', isAsync && 'doneprintHandle.js', ...meta.includes];
    for (const name of names.filter(Boolean))
      harness(test.test262, name, variant).runInContext(realm.context);
    realm.runtime[testing].plan((n) => {
      const suspends = n <= everyTick || n % later === 0;
      if (suspends) suspensions += 1;
      return suspends;
    });
    if (isModule) await evaluateModule(realm, test, outcome);
    else {
      const options = { filename: file, importModuleDynamically: realm.modules.importFrom(file) };
      const parsed = new vm.Script(script, options);
      outcome.phase = 'runtime';
      parsed.runInContext(realm.context);
    }
  } catch (error) {
    outcome.threw = true;
    outcome.error = error;
  }
  if (notCompiled) Object.assign(outcome, { threw: true, error: notCompiled });
  const first = judge(meta, outcome);
  const verdict =
    isAsync && first.status === 'pass' && meta.negative === null ? await waiting.result() : first;
  uncaught = () => {};
  realm?.agents.stop();
  return { ...verdict, suspensions };
}

function scriptOf({ file, source, mode }, variant, wrapped) {
  const strict = mode === 'strict' ? '"use strict";\n' : '';
  const whole = strict + (wrapped ? wrap(source) : source);
  return translate(whole, file, 'script', variant);
}

async function evaluateModule(realm, { file, source }, outcome) {
  const module = realm.modules.main(source, file);
  outcome.phase = 'resolution';
  await realm.modules.link(module);
  outcome.phase = 'runtime';
  await realm.modules.evaluate(module);
}
