/** `@fiberc/transform/rspack`: the compiler as a plugin for Rspack. */
import { type BundlerPlugin, fiberc } from '../hosts/bundlers.ts';

export type { BundlerOptions } from '../hosts/bundlers.ts';
export { OptionsError } from '../hosts/options.ts';

/** Makes the plugin. Every option has a default. Throws an {@link OptionsError} if one is wrong. */
const plugin: BundlerPlugin<'rspack'> = fiberc.rspack;
export default plugin;
