import { realpathSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { compiledIn, type Decisions } from '@fiberc/transform/node';
import { watch } from 'chokidar';
import pc from 'picocolors';
import { type BuildOptions, type Built, buildAll, buildFile } from './build.ts';
import { reportErrors } from './compile.ts';
import { count } from './count.ts';
import { Failure } from './failure.ts';
import { findInputs, isInside } from './inputs.ts';
import { checkDestinations, type Output, show, writeAll } from './outputs.ts';
import type { Choice } from './program/choose.ts';

/** Editors save in several steps; one compilation answers all of them. */
const SETTLE_MS = 50;

/** `fiberc compile --watch`: as without it, again and again; an error is shown and waited out. */
export async function watchInputs(
  args: readonly string[],
  options: Omit<BuildOptions, 'decisions'>,
  choose: () => Choice,
): Promise<void> {
  const { roots } = findInputs(choose().paths(args), options.out);
  const round = rounds(args, options, choose);
  await round();
  const watcher = watch([...roots], {
    ignoreInitial: true,
    ignored: (path) => {
      const out = isInside(path, options.out) && !roots.some((root) => isInside(root, options.out));
      return out || ['node_modules', '.git'].includes(basename(path)) || path.endsWith('.tmp');
    },
  });
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(round);
    }, SETTLE_MS);
  });
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  console.log('watching for changes; stop with Ctrl-C');
}

/** One round looks at all files again, but compiles and writes only what is new or has changed. */
function rounds(
  args: readonly string[],
  options: Omit<BuildOptions, 'decisions'>,
  choose: () => Choice,
): () => Promise<void> {
  let known = new Map<string, { stamp: string; built: Built }>();
  return async () => {
    try {
      const { decisions, paths } = choose();
      const { files } = findInputs(paths(args), options.out);
      checkDestinations(files, options.out);
      const next = new Map<string, { stamp: string; built: Built }>();
      const changed: Output[] = [];
      const { errors } = await buildAll(
        files,
        (input) => {
          const stamp = `${stampOf(input.file)} ${decidedFor(input.file, decisions)}`;
          const before = known.get(input.file);
          const built =
            before?.stamp === stamp ? before.built : buildFile(input, { ...options, decisions });
          if (built !== before?.built) changed.push(...built.outputs);
          next.set(input.file, { stamp, built });
          return built;
        },
        () => {},
      );
      if (errors.length > 0) throw new Failure(reportErrors(errors, files.length));
      writeAll(changed);
      const kept = new Set([...next.values()].flatMap(({ built }) => names(built)));
      const gone = [...known.values()].flatMap(({ built }) => names(built));
      for (const file of gone) if (!kept.has(file)) rmSync(file, { force: true });
      known = next;
      const sources = changed.filter(({ file }) => !file.endsWith('.map')).map(({ file }) => file);
      const what = sources.length === 1 ? show(sources[0] ?? '') : count(sources.length, 'file');
      if (sources.length > 0) console.log(`${pc.green('compiled')} ${what}`);
    } catch (error) {
      // A file may vanish between being listed and being read; the next event brings it right.
      console.error(error instanceof Failure ? error.message : error);
    }
  };
}

const names = (built: Built): string[] => built.outputs.map(({ file }) => file);

/** Which functions are compiled: an edit elsewhere may change it. */
function decidedFor(file: string, decisions: Decisions | null): string {
  const module = decisions?.get(realpathSync(file));
  return module === undefined
    ? ''
    : compiledIn(module)
        .map(({ start }) => start)
        .join();
}

function stampOf(file: string): string {
  const { mtimeMs, size } = statSync(file);
  return `${mtimeMs}:${size}`;
}
