/** Reads source maps as js-debug does, the debugger of VS Code. Lines count from 1 here, columns from 0. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  allGeneratedPositionsFor,
  decodedMappings,
  eachMapping,
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  TraceMap,
} from '@jridgewell/trace-mapping';

export interface Place {
  readonly line: number;
  readonly column: number;
}

const DATA = /^data:application\/json;(?:charset=[^;,]+;)?base64,(.*)$/s;

/** @param text the script, where that is at hand: it has the names that the map translates */
export function readMap(json: string): TraceMap {
  return new TraceMap(JSON.parse(json));
}

/** The map of a script, wherever it is: beside a file, on a server or in the comment itself. */
export async function loadMap(script: string, mapUrl: string): Promise<TraceMap> {
  const inline = DATA.exec(mapUrl);
  if (inline) return readMap(Buffer.from(inline[1] ?? '', 'base64').toString('utf8'));
  const url = new URL(mapUrl, script);
  if (url.protocol === 'file:') return readMap(readFileSync(fileURLToPath(url), 'utf8'));
  return readMap(await (await fetch(url)).text());
}

/** The last segment at or before the place; where there is none, the first one behind it. Null: not mapped. */
export function originalOf(map: TraceMap, place: Place): Place | null {
  for (const bias of [GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const) {
    const { line, column } = originalPositionFor(map, { ...place, bias });
    if (line !== null && column !== null) return { line, column };
  }
  return null;
}

/**
 * Where a breakpoint on a line of the source goes: js-debug, like Chrome's DevTools, sets one for each script, at the
 * first of the places that belong to the first column of the line that has any.
 */
export function breakableAt(map: TraceMap, line: number): readonly Place[] {
  return map.sources.flatMap((source) =>
    source === null
      ? []
      : allGeneratedPositionsFor(map, { source, line, column: 0, bias: LEAST_UPPER_BOUND }).flatMap(
          (at) => (at.line === null || at.column === null ? [] : [at]),
        ),
  );
}

/** What names of the script are called in the source. */
export function renamesIn(map: TraceMap, text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n');
  const renames = new Map<string, string>();
  eachMapping(map, ({ name, generatedLine, generatedColumn }) => {
    const token = /^[\p{ID_Continue}$]+/u.exec(
      lines[generatedLine - 1]?.slice(generatedColumn) ?? '',
    );
    if (name !== null && token && token[0] !== name) renames.set(token[0], name);
  });
  return renames;
}

/**
 * Where code begins and ends to be on the map's ignore list, alternately: what `Debugger.setBlackboxedRanges` takes.
 * As in Chrome's DevTools, what stands in front of all segments belongs to the list, if the map has one.
 */
export function ignoredIn(
  map: TraceMap,
): readonly { readonly lineNumber: number; readonly columnNumber: number }[] {
  const list = new Set(map.ignoreList ?? []);
  if (list.size === 0) return [];
  const positions = [{ lineNumber: 0, columnNumber: 0 }];
  let ignored = true;
  decodedMappings(map).forEach((segments, lineNumber) => {
    for (const [columnNumber, source] of segments) {
      if (source === undefined || list.has(source) === ignored) continue;
      ignored = !ignored;
      positions.push({ lineNumber, columnNumber });
    }
  });
  return positions;
}
