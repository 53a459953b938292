/** Source maps as they stand in files. */
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Only as the last thing in a file; a string in the middle that looks like it is left alone.
const COMMENT = /\n?\/\/[#@] sourceMappingURL=([^\s'"]+)\s*$/;
const DATA_URL = /^data:application\/json(?:;charset=[^;,]+)?(;base64)?,(.*)$/s;

export const stripMapComment = (code: string): string => code.replace(COMMENT, '\n');

export function inlineMapComment(map: object): string {
  const text = Buffer.from(JSON.stringify(map)).toString('base64');
  return `//# sourceMappingURL=data:application/json;base64,${text}\n`;
}

/** The text of the map that a file came with; undefined if there is none. */
export function inputMapText(code: string, file: string): string | undefined {
  const url = COMMENT.exec(code)?.[1];
  if (url === undefined) return undefined;
  try {
    const inline = DATA_URL.exec(url);
    return inline === null
      ? readFileSync(fileURLToPath(new URL(url, pathToFileURL(file))), 'utf8')
      : decode(inline[2] ?? '', inline[1] !== undefined);
  } catch {
    // Published packages often name a map that they do not ship.
    return undefined;
  }
}

/** The map that a file came with, so that positions lead to what it was made from. */
export function readInputMap(code: string, file: string): object | undefined {
  try {
    const map: unknown = JSON.parse(inputMapText(code, file) ?? 'null');
    return typeof map === 'object' && map !== null && 'mappings' in map ? map : undefined;
  } catch {
    return undefined;
  }
}

const decode = (text: string, base64: boolean): string =>
  base64 ? Buffer.from(text, 'base64').toString('utf8') : decodeURIComponent(text);

/** A source of a map, which is named from where the file is. */
export const beside = (filename: string, source: string): string => {
  if (/^([a-z]+:|\/)/i.test(source)) return source;
  const parts = filename.split(/[\\/]/).slice(0, -1);
  for (const part of source.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
};

/** The line, counted from 0, of an offset. @param lines the offsets at which lines begin */
export function lineAt(lines: readonly number[], offset: number): number {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
