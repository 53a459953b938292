/** `@fiberc/transform/babel`: the compiler as a plugin for Babel 7 and 8. */
import { resolve } from 'node:path';
import { plugin } from '../hosts/babel.ts';
import { loadDecisions } from '../hosts/decisions.ts';
import { checkPluginOptions, type PluginOptions } from '../hosts/options.ts';

export { OptionsError } from '../hosts/options.ts';
export type { PluginOptions };

/**
 * @param _api unused: the plugin works on plain nodes, which Babel 7 and 8 share
 * @throws OptionsError if there is no such option, or it cannot have this value
 */
export default function fiberc(_api: unknown, options: PluginOptions = {}): ReturnType<typeof plugin> {
  const { decisions: file, ...rest } = checkPluginOptions('@fiberc/transform/babel', options);
  const decisions = file === undefined ? null : loadDecisions(resolve(file), file);
  return plugin({ ...rest, ...(decisions && { decisions: (filename) => decisions.get(filename) }) });
}
