import Module from 'node:module';
import type { Runtime } from '../runtime.ts';
import { isNotFound, typescriptTwins } from './resolve.ts';
import type { Translator } from './translate.ts';

type Extension = (module: Compilable, file: string) => void;
interface Compilable extends Module {
  _compile(code: string, file: string, format: string): void;
}
interface Internals {
  readonly _extensions: Record<string, Extension | undefined>;
  _resolveFilename(request: string, ...rest: readonly unknown[]): string;
}

const hasSyncHooks = typeof Module.registerHooks === 'function';

/** CommonJS on Node 20 and 22, in the way of every `require` hook since Node 0.x. */
export function patchRequire(runtime: Runtime, translator: Translator): void {
  const internals = Module as unknown as Internals;

  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (this: unknown, request, ...rest) {
    const own = runtime.resolve(request);
    if (own !== undefined) return own;
    try {
      return resolveFilename.call(this, request, ...rest);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      for (const twin of typescriptTwins(request)) {
        try {
          return resolveFilename.call(this, twin, ...rest);
        } catch {
          // The first error is the one that names what the program asked for.
        }
      }
      throw error;
    }
  };

  const { _extensions: extensions } = internals;
  for (const extension of ['.js', '.cjs', '.mjs', '.jsx', '.ts', '.tsx', '.cts', '.mts']) {
    const before = extensions[extension] ?? extensions['.js'];
    extensions[extension] = (module, file) => {
      if (!translator.wants(file)) return before?.(module, file);
      const { code, format } = translator.translate(file);
      // Node 20 asks no hook about what such a module imports; better loud than half compiled.
      if (format === 'module' && !hasSyncHooks) {
        throw new Error(
          `on Node ${process.versions.node} fiberc cannot compile an ES module that is loaded ` +
            `with require(): ${file}. Use import() there, or Node 22.15 or newer.`,
        );
      }
      module._compile(code, file, format);
    };
  }
}
