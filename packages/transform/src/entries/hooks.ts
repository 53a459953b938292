/** `@fiberc/transform/hooks`: what Node 20 loads into its thread for hooks. Nobody else needs it. */
export { initialize, load, resolve } from '../hosts/node/async.ts';
