/** Compiles a file as it lies on the disk, for hosts that no bundler feeds. */
import type { CompileOptions, CompileResult } from '../contracts.ts';
import { compile } from './babel.ts';
import { sourceTypeOf } from './files.ts';
import { readInputMap, stripMapComment } from './maps.ts';

/**
 * Like `compile()`, for the text of a file: how it is parsed is read from its name and its package.json as Node does, and
 * the source map that it came with is composed with ours. The code has no map comment.
 *
 * @param source the text of the file
 * @param options with its absolute path as `filename`
 * @throws CompileError as `compile()`
 */
export function compileFile(source: string, options: Omit<CompileOptions, 'sourceType' | 'inputSourceMap'>): CompileResult {
  const inputSourceMap = readInputMap(source, options.filename);
  const result = compile(source, {
    ...options,
    sourceType: sourceTypeOf(options.filename),
    ...(inputSourceMap && { inputSourceMap }),
  });
  return { ...result, code: stripMapComment(result.code) };
}
