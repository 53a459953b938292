/** The types of a TypeScript program, for the analysis: those of a tsconfig.json, by the TypeScript that is found from there. */
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { CallTypes } from '@fiberc/transform/analyze';
import { callTypes } from '@fiberc/transform/typescript';
import type ts from 'typescript';
import { Failure } from '../failure.ts';

/**
 * @param config the path of a tsconfig.json
 * @throws Failure if it cannot be read, or if there is no TypeScript with a compiler to call
 */
export function typesOf(config: string): CallTypes {
  const file = existing(config);
  const typescript = compilerFor(file, config);
  const fail = (errors: readonly ts.Diagnostic[]): void => {
    const [error] = errors;
    if (error)
      throw new Failure(
        `${config}: ${typescript.flattenDiagnosticMessageText(error.messageText, ' ')}`,
      );
  };
  const { config: json, error } = typescript.readConfigFile(file, typescript.sys.readFile);
  fail(error ? [error] : []);
  const parsed = typescript.parseJsonConfigFileContent(json, typescript.sys, dirname(file));
  fail(parsed.errors);
  return callTypes(
    typescript,
    typescript.createProgram({
      rootNames: parsed.fileNames,
      options: { ...parsed.options, noEmit: true },
      ...(parsed.projectReferences && { projectReferences: parsed.projectReferences }),
    }),
  );
}

function existing(config: string): string {
  try {
    // As files are known to the analysis.
    return realpathSync(config);
  } catch {
    throw new Failure(`no such file: ${config}`);
  }
}

function compilerFor(file: string, config: string): typeof ts {
  let found: Partial<typeof ts>;
  try {
    found = createRequire(file)('typescript') as Partial<typeof ts>;
  } catch {
    throw new Failure(
      `there is no "typescript" to read the types of ${config} with; install 5.4 to 6`,
    );
  }
  if (found.createProgram === undefined)
    throw new Failure(
      `TypeScript ${found.version ?? 7} has no compiler to call; --types needs 5.4 to 6`,
    );
  return found as typeof ts;
}
