/**
 * Decisions for a whole program inside the TypeScript compiler: its source files, resolved as it does.
 *
 *   './a.js'       →  src/a.ts                    read
 *   '../lib'       →  ../lib/dist/index.d.ts      of another project, which is compiled by itself: opaque
 *   'commander'    →  a package, not compiled; opaque if it depends on the runtime, for then it may suspend
 *
 * TypeScript writes only what has changed, but a change may decide otherwise for another file. So what was decided is kept
 * beside the build info, and files whose decisions are others now are written as well.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';
import { analyze, type FactsCache, type Resolved } from './analyze.ts';
import { type Decisions, decisionsOf, signatureOf } from './decisions.ts';
import { callTypes } from './types/index.ts';

/** The decisions; null if every module is compiled for itself. */
export function decideFiles(program: ts.Program, host: ts.ModuleResolutionHost, typescript: typeof ts, cache: FactsCache): Decisions {
  const options = program.getCompilerOptions();
  const own = new Map(
    program
      .getSourceFiles()
      .filter((file) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file) && !/\.json$/.test(file.fileName))
      .map((file) => [file.fileName, file]),
  );
  const resolve = (specifier: string, importer: string, kind: 'import' | 'require'): Resolved => {
    const mode = kind === 'require' ? typescript.ModuleKind.CommonJS : own.get(importer)?.impliedNodeFormat;
    const { resolvedModule } = typescript.resolveModuleName(specifier, importer, options, host, undefined, undefined, mode);
    const file = resolvedModule?.resolvedFileName;
    if (file === undefined) return null;
    if (own.has(file) || /\.json$/.test(file)) return file;
    const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
    return folder === undefined || dependsOnRuntime(folder) ? { opaque: file, imports: [] } : null;
  };
  const found = analyze(
    [...own.keys()],
    { resolve, read: (file) => own.get(file)?.text ?? '' },
    {
      cache,
      unreadable: 'opaque',
      types: callTypes(typescript, program),
    },
  );
  return decisionsOf(found);
}

function dependsOnRuntime(folder: string): boolean {
  try {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly dependencies?: object;
      readonly peerDependencies?: object;
    };
    return '@fiberc/runtime' in { ...dependencies, ...peerDependencies };
  } catch {
    return false;
  }
}

/** What was decided when files were written; by file. */
export type Written = Map<string, string>;

/** Where it is kept between two runs; undefined if TypeScript keeps nothing either. */
export function writtenFile(options: ts.CompilerOptions, typescript: typeof ts): string | undefined {
  const { getTsBuildInfoEmitOutputFilePath: pathOf } = typescript as unknown as {
    readonly getTsBuildInfoEmitOutputFilePath?: (options: ts.CompilerOptions) => string | undefined;
  };
  const file = pathOf?.(options);
  return file && `${file.replace(/\.tsbuildinfo$/, '')}.fiberc.json`;
}

export function readWritten(file: string | undefined): Written {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file ?? '', 'utf8')) as Readonly<Record<string, string>>));
  } catch {
    return new Map();
  }
}

/** The files that were written with other decisions than these. */
export const otherwise = (written: Written, decisions: Decisions): readonly string[] =>
  [...decisions].flatMap(([file, module]) => (written.get(file) === signatureOf(module) ? [] : [file]));
