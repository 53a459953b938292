/** `@fiberc/transform/bun`: the compiler as a plugin for Bun. */

export { type BunPlugin, bunPlugin as default } from '../hosts/bun.ts';
export type { BundlerOptions } from '../hosts/bundlers.ts';
export { OptionsError } from '../hosts/options.ts';
