import type { RegisterHooksOptions } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Runtime } from '../runtime.ts';
import { fileUrl, isNotFound, requiredTwins, typescriptTwins } from './resolve.ts';
import type { Translator } from './translate.ts';

/**
 * Before Node 24, CommonJS whose source came from a hook got a crippled `require` that asked no hook
 * itself. Without a source Node takes the way through require.ts.
 */
export const hooksCoverRequire = Number.parseInt(process.versions.node, 10) >= 24;

/** Hooks for `module.registerHooks` (Node 22.15 and later): one pair for `import` and `require`. */
export function syncHooks(runtime: Runtime, translator: Translator): RegisterHooksOptions {
  return {
    resolve(specifier, context, next) {
      const own = runtime.resolve(specifier);
      if (own !== undefined) return { url: fileUrl(own), shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        const required = context.conditions?.includes('require');
        const twins = [...typescriptTwins(specifier), ...(required ? requiredTwins(specifier) : [])];
        if (!isNotFound(error)) throw error;
        for (const twin of twins) {
          try {
            return next(twin, context);
          } catch {
            // The first error is the one that names what the program asked for.
          }
        }
        throw error;
      }
    },
    load(url, context, next) {
      if (!url.startsWith('file:')) return next(url, context);
      const file = fileURLToPath(url);
      if (!translator.wants(file)) return next(url, context);
      const { code, format } = translator.translate(file);
      if (format === 'commonjs' && !hooksCoverRequire) return { format, shortCircuit: true };
      return { format, source: code, shortCircuit: true };
    },
  };
}
