/** `@fiberc/transform/babel`: the compiler as a plugin for Babel 7 and 8. */
import { type PluginOptions, plugin } from '../hosts/babel.ts';

export type { PluginOptions };

/** @param _api unused: the plugin works on plain nodes, which Babel 7 and 8 share */
export default function fiberc(_api: unknown, options: PluginOptions = {}): ReturnType<typeof plugin> {
  return plugin(options);
}
