/** `@fiberc/transform/bun`: the compiler as a plugin for Bun. */

export { type BunOptions, type BunPlugin, bunPlugin as default } from '../hosts/bun.ts';
export { OptionsError } from '../hosts/options.ts';
