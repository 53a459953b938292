/** `@fiberc/transform/babel`: the compiler as a plugin for Babel 7 and 8. */
import { plugin } from '../hosts/babel.ts';
import { checkPluginOptions, type PluginOptions } from '../hosts/options.ts';

export { OptionsError } from '../hosts/options.ts';
export type { PluginOptions };

/**
 * @param _api unused: the plugin works on plain nodes, which Babel 7 and 8 share
 * @throws OptionsError if there is no such option, or it cannot have this value
 */
export default function fiberc(_api: unknown, options: PluginOptions = {}): ReturnType<typeof plugin> {
  return plugin(checkPluginOptions('@fiberc/transform/babel', options));
}
