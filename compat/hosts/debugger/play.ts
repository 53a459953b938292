/**
 * A debugger that does what js-debug does, the one of VS Code, for Node and for browsers:
 *
 * * a breakpoint on a line of the source is set at one place of the script, see `breakableAt`;
 * * scripts, or parts of them, that are on the ignore list of their map are blackboxed, so that the engine does not stop there;
 * * where the engine stops and the map leads nowhere, it steps on in the same direction ("smart step"), unless it has
 *   stopped for a breakpoint or an exception;
 * * functions and variables are shown by the names that the map has for them.
 */
import type { TraceMap } from '@jridgewell/trace-mapping';
import type { CallFrame, Inspector, Paused, Script } from './inspector.ts';
import { breakableAt, ignoredIn, loadMap, originalOf, renamesIn } from './source-map.ts';

export type Action = 'resume' | 'over' | 'into' | 'out';

/** A pause, as the debugger shows it. */
export interface Seen {
  /** `function:line`, or `ended`. */
  readonly at: string;
  /** Below it, the same of the callers. */
  readonly callers: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Program {
  readonly text: string;
  readonly map: TraceMap;
  readonly breakpoints: readonly number[];
  /** On every line of the script that the line has become, in place of the first. */
  readonly everywhere: boolean;
  readonly exceptions: 'none' | 'uncaught' | 'all';
}

const METHODS = {
  resume: 'Debugger.resume',
  over: 'Debugger.stepOver',
  into: 'Debugger.stepInto',
  out: 'Debugger.stepOut',
} as const;

/** js-debug gives up then, and steps out. */
const MOST_STEPS = 256;

interface Loaded {
  readonly script: Script;
  readonly map: TraceMap | null;
}

export interface Session {
  readonly act: (action: Action) => Promise<Seen>;
}

export async function attach(inspector: Inspector, program: Program): Promise<Session> {
  const { send } = inspector;
  const renames = renamesIn(program.map, program.text);
  const scripts = new Map<string, Loaded>();
  await send('Runtime.enable');
  await send('Debugger.enable');
  await send('Debugger.setBlackboxPatterns', { patterns: ['^node:'] });
  await send('Debugger.setPauseOnExceptions', { state: program.exceptions });
  for (const breakpoint of program.breakpoints) {
    const places = breakableAt(program.map, breakpoint);
    if (places.length === 0) throw new Error(`no code for a breakpoint on line ${breakpoint}`);
    const firsts = places.filter(
      ({ line }, index) => places.findIndex((other) => other.line === line) === index,
    );
    for (const { line, column } of program.everywhere ? firsts : firsts.slice(0, 1))
      await send('Debugger.setBreakpointByUrl', {
        urlRegex: '/program\\.mjs$',
        lineNumber: line - 1,
        columnNumber: column,
      });
  }

  const loaded = async (script: Script): Promise<void> => {
    const { scriptId, url, sourceMapURL } = script;
    const map = sourceMapURL ? await loadMap(url, sourceMapURL).catch(() => null) : null;
    scripts.set(scriptId, { script, map });
    const positions = map ? ignoredIn(map) : [];
    if (positions.length > 0) await send('Debugger.setBlackboxedRanges', { scriptId, positions });
  };

  const placeOf = ({ location }: CallFrame): { readonly line: number } | 'unmapped' | 'foreign' => {
    const { map } = scripts.get(location.scriptId) ?? {};
    if (!map) return 'foreign';
    const place = { line: location.lineNumber + 1, column: location.columnNumber ?? 0 };
    return originalOf(map, place) ?? 'unmapped';
  };

  const isProgram = ({ location }: CallFrame): boolean =>
    /\/program\.mjs$/.test(scripts.get(location.scriptId)?.script.url ?? '');

  const isSkipped = ({ location }: CallFrame): boolean => {
    const { script, map = null } = scripts.get(location.scriptId) ?? {};
    if (!script || script.url === '' || script.url.startsWith('node:')) return true;
    return map ? ignoredIn(map).length > 0 : false;
  };

  const shown = (frame: CallFrame): string => {
    const place = placeOf(frame);
    const name = renames.get(frame.functionName) ?? (frame.functionName || '(anonymous)');
    return `${name}:${typeof place === 'string' ? place : place.line}`;
  };

  const variablesOf = async (frame: CallFrame): Promise<Record<string, unknown>> => {
    const variables: Record<string, unknown> = {};
    for (const { type, object } of frame.scopeChain.toReversed()) {
      if (!['local', 'block', 'catch', 'closure'].includes(type)) continue;
      const { result } = (await send('Runtime.getProperties', {
        objectId: object.objectId,
        ownProperties: true,
      })) as {
        readonly result: readonly { readonly name: string; readonly value?: RemoteValue }[];
      };
      for (const { name, value } of result)
        variables[renames.get(name) ?? name] =
          value === undefined
            ? undefined
            : 'value' in value
              ? value.value
              : value.description?.split('\n')[0];
    }
    return variables;
  };

  const seen = async ({ callFrames }: Paused): Promise<Seen> => {
    const [frame, ...below] = callFrames;
    if (!frame) throw new Error('paused nowhere');
    return {
      at: isProgram(frame) ? shown(frame) : 'elsewhere',
      callers: below.filter(isProgram).map(shown),
      variables: await variablesOf(frame),
    };
  };

  const act = async (action: Action): Promise<Seen> => {
    if (started) await send(METHODS[action]);
    started = true;
    for (let steps = 0; ; ) {
      const event = await inspector.next();
      switch (event.kind) {
        case 'ended':
          return { at: 'ended', callers: [], variables: {} };
        case 'script':
          await loaded(event.script);
          break;
        case 'ready':
          break;
        case 'paused': {
          const { reason, hitBreakpoints, callFrames } = event.paused;
          const [frame] = callFrames;
          if (reason === 'Break on start' || !frame) {
            await send('Debugger.resume');
            break;
          }
          // js-debug leaves out exceptions of code that is skipped.
          if (reason === 'exception' && isSkipped(frame)) {
            await send('Debugger.resume');
            break;
          }
          const stays =
            (hitBreakpoints?.length ?? 0) > 0 ||
            reason === 'exception' ||
            placeOf(frame) !== 'unmapped';
          if (stays) return seen(event.paused);
          steps++;
          const direction = steps > MOST_STEPS ? 'out' : action === 'resume' ? 'into' : action;
          await send(METHODS[direction]);
          break;
        }
      }
    }
  };
  let started = false;
  await inspector.prepare();
  for (let event = await inspector.next(); event.kind !== 'ready'; event = await inspector.next())
    if (event.kind === 'script') await loaded(event.script);
  await inspector.start();
  return { act };
}

interface RemoteValue {
  readonly value?: unknown;
  readonly description?: string;
}
