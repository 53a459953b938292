/** What types say of calls: places in the source, of which the units are wanted. */
import type { World } from './calls.ts';
import type { ProgramUnit } from './solve.ts';

/** The places inside of functions that a call may reach by its types; null: they do not say. */
export type CallTypes = (
  module: number,
  offset: number,
  key: string | undefined,
) => readonly { readonly module: number; readonly offset: number }[] | null;

interface Spanned {
  readonly unit: number;
  readonly span: readonly [start: number, end: number];
}

/**
 * @param units those of the program are known when the first call is asked for
 * @param isBuiltIn for methods that built-in objects have as well: of these types tell too little
 */
export function typedCalls(types: CallTypes, units: readonly ProgramUnit[], isBuiltIn: (key: string) => boolean): World['typed'] {
  const known = new Map<string, ReadonlySet<number> | null>();
  /** By module: the inner ones behind those around them. */
  let spans: ReadonlyMap<number | null, readonly Spanned[]> | null = null;
  const unitAt = (module: number, offset: number): number => {
    spans ??= spansOf(units);
    return spans.get(module)?.findLast(({ span }) => span[0] <= offset && offset < span[1])?.unit ?? -1;
  };
  return ({ unit, at }, method) => {
    const module = units[unit]?.module ?? null;
    const key = method === null || method === '[]' ? undefined : method;
    if (module === null || (key !== undefined && isBuiltIn(key))) return null;
    const name = `${module} ${at} ${key ?? ''}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const places = types(module, at, key);
    const found = places === null ? null : new Set(places.map((place) => unitAt(place.module, place.offset)));
    const whole = found?.has(-1) ? null : found;
    known.set(name, whole);
    return whole;
  };
}

function spansOf(units: readonly ProgramUnit[]): ReadonlyMap<number | null, readonly Spanned[]> {
  const found = new Map<number | null, Spanned[]>();
  units.forEach(({ module, flow }, unit) => {
    if (flow === null || flow.form === 'class') return;
    const list = found.get(module);
    if (list) list.push({ unit, span: flow.span });
    else found.set(module, [{ unit, span: flow.span }]);
  });
  for (const list of found.values()) list.sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]);
  return found;
}
