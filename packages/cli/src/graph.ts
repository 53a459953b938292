/** `fiberc graph`: the part of the call graph that matters, as a picture or as a page to click through. */
import { extname, resolve } from 'node:path';
import { instance } from '@viz-js/viz';
import pc from 'picocolors';
import { draw, firstView } from '../page/picture.js';
import { count } from './count.ts';
import { show, writeAll } from './outputs.ts';
import { pageOf } from './page.ts';
import { drawnProgram } from './program/drawn.ts';
import { loadProgram, type ProgramFlags } from './program/load.ts';

interface GraphFlags extends ProgramFlags {
  readonly out: string;
  readonly all?: boolean;
}

export async function graphCommand(
  entries: readonly string[],
  { out, all = false, ...flags }: GraphFlags,
  usage: (message: string) => never,
): Promise<void> {
  const kind = extname(out);
  if (kind !== '.svg' && kind !== '.html')
    usage(`error: a graph is an .svg or an .html file, not '${out}'`);
  const program = loadProgram(entries, flags);
  const drawn = drawnProgram(program, all);
  const picture = draw(drawn, firstView(drawn));
  const content =
    kind === '.svg'
      ? (await instance()).renderString(picture.dot, { format: 'svg' })
      : pageOf(drawn);
  const file = resolve(out);
  writeAll([{ file, content }]);
  const functions = drawn.nodes.filter(
    ({ matters, decision }) => decision !== null && (all || matters),
  );
  const hidden = kind === '.svg' ? picture.calls - picture.drawn : 0;
  console.log(
    `${pc.green('drawn')} ${count(functions.length, 'function')} into ${show(file)}` +
      (hidden > 0 ? `; of ${picture.calls} lines ${hidden} were left out, to be readable` : ''),
  );
}
