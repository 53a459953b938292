/** `@fiberc/transform/vite`: the compiler as a plugin for Vite, and so for Vitest. */
import { type BundlerPlugin, fiberc } from '../hosts/bundlers.ts';

export type { BundlerOptions } from '../hosts/bundlers.ts';
export { OptionsError } from '../hosts/options.ts';

/** Makes the plugin. Every option has a default. Throws an {@link OptionsError} if one is wrong. */
const plugin: BundlerPlugin<'vite'> = fiberc.vite;
export default plugin;
