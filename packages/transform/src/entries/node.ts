/** `@fiberc/transform/node`: the loader for Node, for those who start it themselves. It does not load the compiler. */
export { isDeclaration, isSource } from '../hosts/files.ts';
export type { RegisterOptions } from '../hosts/node/options.ts';
export { register } from '../hosts/node/register.ts';
export { OptionsError } from '../hosts/options.ts';
