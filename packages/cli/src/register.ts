import module from 'node:module';
import type { LoadOptions } from './load/options.ts';
import { patchRequire } from './load/require.ts';
import { createRuntimeResolver } from './load/resolve.ts';
import { hooksCoverRequire, syncHooks } from './load/sync.ts';
import { createTranslator } from './load/translate.ts';

// Imported by Node (`--import`) before the program, in its main thread and in every worker.

const options = JSON.parse(
  new URL(import.meta.url).searchParams.get('options') ?? '{}',
) as LoadOptions;

const runtime = createRuntimeResolver(options);
const translator = createTranslator(options);
if (!hooksCoverRequire) patchRequire(runtime, translator);
if (typeof module.registerHooks === 'function') {
  module.registerHooks(syncHooks(runtime, translator));
} else {
  module.register(new URL('./async.mjs', import.meta.url), { data: options });
}
process.setSourceMapsEnabled(true);
