import { dirname, relative, resolve, sep } from 'node:path';

export interface SourceMap {
  readonly sources: readonly (string | null)[];
  readonly sourceRoot?: string | undefined;
}

/** Makes `sources`, which are relative to the file that was read, relative to the one written. */
export function rebase<M extends SourceMap>(map: M, from: string, to: string): M {
  const root = map.sourceRoot;
  const sources = map.sources.map((source) => {
    if (source === null || /^[a-z][a-z\d+.-]+:/i.test(source)) return source;
    const full = resolve(dirname(from), root ?? '', source);
    return relative(dirname(to), full).split(sep).join('/');
  });
  return { ...map, sources, sourceRoot: undefined };
}
