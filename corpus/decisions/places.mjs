// Which function of a program a position is in.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** The innermost function around a frame's position; nothing for code that is no part of the program, as the runtime's. */
export function innermost({ modules }, { file, line, column }) {
  const module = modules.find((one) => one.file === file);
  if (module === undefined) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  let found;
  for (const one of module.functions)
    if (one.start <= at && at < one.end && (found === undefined || one.start >= found.start))
      found = one;
  return found;
}

export const describe = ({ name, file, line, column }) =>
  `${name} (${basename(file ?? '')}:${line}:${column})`;
