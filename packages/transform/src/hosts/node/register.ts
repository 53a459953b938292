/**
 * Module hooks for the running process. Node 22.15 and later have `registerHooks`, for `import` and `require` alike; before,
 * ES modules are loaded by hooks in a thread of their own, and `require` is patched.
 */
import module from 'node:module';
import { findRuntime } from '../runtime.ts';
import { loadOptions, type RegisterOptions } from './options.ts';
import { patchRequire } from './require.ts';
import { hooksCoverRequire, syncHooks } from './sync.ts';
import { createTranslator } from './translate.ts';

/**
 * From now on, what this process loads is compiled: its own files, and packages that `include` names.
 *
 * @throws OptionsError
 */
export function register(given: RegisterOptions = {}): void {
  const options = loadOptions(given);
  const runtime = findRuntime(options.runtimeFrom);
  const translator = createTranslator(options, runtime);
  if (!hooksCoverRequire) patchRequire(runtime, translator);
  if (typeof module.registerHooks === 'function') module.registerHooks(syncHooks(runtime, translator));
  else module.register(import.meta.resolve('@fiberc/transform/hooks'), { data: options });
  process.setSourceMapsEnabled(true);
}
