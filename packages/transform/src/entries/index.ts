/** `@fiberc/transform`: the compiler as a function. */

export type { CompileDecisions, CompiledFunction, CompileOptions, CompileResult, SourceMap, Torture } from '../contracts.ts';
export { CompileError } from '../errors.ts';
export { compile } from '../hosts/babel.ts';
export { compileFile } from '../hosts/compile-file.ts';
export { passes } from '../pipeline.ts';
