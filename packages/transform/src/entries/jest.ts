/** `@fiberc/transform/jest`: a transformer for Jest 30. It needs babel-jest, and a Babel configuration as that does. */
import { createTransformer } from '../hosts/jest.ts';

export { createTransformer, type JestOptions } from '../hosts/jest.ts';
export { OptionsError } from '../hosts/options.ts';
export default { createTransformer };
