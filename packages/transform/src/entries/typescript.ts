/**
 * The program transformer for ts-patch. In tsconfig.json:
 * `"plugins": [{ "transform": "@fiberc/transform/typescript", "transformProgram": true }]`
 */
import { createProgramTransformer } from '../hosts/typescript.ts';
import { compile } from './index.ts';

export { OptionsError } from '../hosts/options.ts';
export { callTypes } from '../hosts/types/index.ts';
export type { PluginConfig } from '../hosts/typescript.ts';
export default createProgramTransformer(compile);
