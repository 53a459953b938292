/** `@fiberc/transform/preset`: the compiler as a preset for Babel 7 and 8, for configurations that list presets. */
import { checkPluginOptions, type PluginOptions } from '../hosts/options.ts';
import plugin from './babel.ts';

export { OptionsError } from '../hosts/options.ts';
export type { PluginOptions };

/**
 * @param _api unused, see the plugin
 * @throws OptionsError if there is no such option, or it cannot have this value
 */
export default function preset(
  _api: unknown,
  options: PluginOptions = {},
): { readonly plugins: readonly (readonly [typeof plugin, PluginOptions])[] } {
  return { plugins: [[plugin, checkPluginOptions('@fiberc/transform/preset', options)]] };
}
