// A fresh realm for one run of one test: the host's functions, the runtime, modules.
import { readFileSync } from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';
import { makeAgents } from './agents.mjs';
import { makeModules } from './modules.mjs';

const boot = new vm.Script(readFileSync(new URL('./boot.js', import.meta.url), 'utf8'));

function undetectable(context) {
  v8.setFlagsFromString('--allow-natives-syntax');
  try {
    return vm.runInContext('%GetUndetectable()', context);
  } finally {
    v8.setFlagsFromString('--no-allow-natives-syntax');
  }
}

function detach(buffer) {
  try {
    ArrayBuffer.prototype.transfer.call(buffer);
    return null;
  } catch (error) {
    return error.message;
  }
}

/**
 * @param setting `root` (test262/test), `file`, `print`, `translateModule(source, file)`, and `runtime`: a script whose
 *   value is an object from the runtime's module names to their exports
 */
export function makeRealm(setting, agents = makeAgents()) {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  const runtime = setting.runtime.runInContext(context);
  const realm = { context, runtime, agents };
  const host = {
    gc: () => globalThis.gc(),
    now: () => performance.now(),
    createRealm: () => makeRealm(setting, agents).$262,
    detach,
    evalScript(source) {
      let script;
      try {
        script = new vm.Script(source, {
          filename: 'evalScript',
          importModuleDynamically: realm.modules.importFrom(setting.file),
        });
      } catch (error) {
        // The error is of the host's realm: the test's makes one of its own.
        if (error instanceof SyntaxError) return { syntax: error.message };
        throw error;
      }
      return { value: script.runInContext(context) };
    },
    htmldda: () => undetectable(context),
    print: setting.print,
    setTimeout: (f, ms) => {
      setTimeout(f, ms);
    },
    agents,
  };
  const own = boot.runInContext(context)(host);
  // A compiled script takes the runtime from the global object.
  for (const [name, exports] of Object.entries(runtime)) own.provide(name, exports);
  realm.$262 = own.$262;
  realm.modules = makeModules(setting, realm, own);
  return realm;
}
