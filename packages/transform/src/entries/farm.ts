/** `@fiberc/transform/farm`: the compiler as a plugin for Farm. */
import { type BundlerPlugin, fiberc } from '../hosts/bundlers.ts';

export type { BundlerOptions } from '../hosts/bundlers.ts';
export { OptionsError } from '../hosts/options.ts';

/** Makes the plugin. Every option has a default. Throws an {@link OptionsError} if one is wrong. */
const plugin: BundlerPlugin<'farm'> = fiberc.farm;
export default plugin;
