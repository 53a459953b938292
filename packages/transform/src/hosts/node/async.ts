import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { findRuntime, type Runtime } from '../runtime.ts';
import type { LoadOptions } from './options.ts';
import { fileUrl, isNotFound, typescriptTwins } from './resolve.ts';
import { createTranslator, type Translator } from './translate.ts';

// Hooks for `module.register`, where `registerHooks` is missing (Node 20). They run in a thread of
// their own and see ES modules only; CommonJS is the business of require.ts, in the main thread.

let runtime: Runtime;
let translator: Translator;

export function initialize(options: LoadOptions): void {
  runtime = findRuntime(options.runtimeFrom);
  translator = createTranslator(options, runtime);
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const own = runtime.resolve(specifier);
  if (own !== undefined) return { url: fileUrl(own), shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    for (const twin of typescriptTwins(specifier)) {
      try {
        return await next(twin, context);
      } catch {
        // The first error is the one that names what the program asked for.
      }
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith('file:')) return next(url, context);
  const file = fileURLToPath(url);
  if (!translator.wants(file)) return next(url, context);
  const { code, format } = translator.translate(file);
  // Without a source Node takes the ordinary way to CommonJS, where `require` keeps all its parts.
  if (format === 'commonjs') return { format, shortCircuit: true };
  return { format, source: code, shortCircuit: true };
};
