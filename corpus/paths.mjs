// Which files are the library's, and what stands in for those that are not there.
import { createRequire } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const { exports } = createRequire(import.meta.url)('@fiberc/runtime/package.json');

/** Where compiled code finds each module of the runtime: `@fiberc/runtime/…` → file. */
export const runtime = Object.fromEntries(
  Object.keys(exports).map((name) => {
    const specifier = `@fiberc/runtime${name.slice(1)}`;
    return [specifier, fileURLToPath(import.meta.resolve(specifier))];
  }),
);

/**
 * @param config.root the checkout
 * @param config.alias file in the checkout, or package → file (`./…`, or absolute) or package
 * @param config.include files from elsewhere that are the library's too
 */
export function paths({ root, alias, include = [] }) {
  const inCheckout = (file) => relative(root, file);
  return {
    aliased(specifier, parent) {
      if (specifier.startsWith('@fiberc/')) return runtime[specifier];
      const relativeOnes = /^\.\.?(\/|$)/.test(specifier) && parent !== undefined;
      const path = relativeOnes ? inCheckout(resolve(dirname(parent), specifier)) : specifier;
      const target = alias[path];
      return target !== undefined && /^[./]/.test(target) ? resolve(root, target) : target;
    },
    isOfLibrary: (file) =>
      include.includes(inCheckout(file)) ||
      (!file.includes('/node_modules/') && !inCheckout(file).startsWith('..')),
  };
}
