/**
 * Which functions an analysis of the whole program has left as they are, and why: for the message of the error that says
 * that one of them was in the way. Compiled code tells it while developing (see `decided.ts` of the compiler).
 */
import { nameOf, nameWith, tail } from './core.ts';
import { running } from './locate.ts';

/** `length` is that of the function's text, or 0 where the source is not what runs. */
type Untouched = readonly [
  name: string,
  line: number,
  column: number,
  length: number,
  reason: number,
];

interface Found {
  readonly file: string;
  readonly reason: string;
  readonly one: Untouched;
}

const { apply } = Reflect;
const textOf = Function.prototype.toString;
const { get, set } = Map.prototype;
const known = new Map<string, Found[]>();
const plainly = nameOf;

/** The only one of that name that fits, or nothing. */
const find = (name: string, fits: (one: Untouched) => boolean): Found | null => {
  const all = (apply(get, known, [name]) as Found[] | undefined) ?? [];
  let found: Found | null = null;
  for (let n = 0; n < all.length; n++) {
    if (!fits((all[n] as Found).one)) continue;
    if (found) return null;
    found = all[n] as Found;
  }
  return found;
};

const byText = (f: unknown): Found | null => {
  if (typeof f !== 'function') return null;
  const { length } = apply(textOf, f, []) as string;
  return find(
    (f as { readonly name?: string }).name || 'anonymous',
    (one) => one[3] === length || one[3] === 0,
  );
};

/** The function that does something with a token right now. */
const byStack = (): Found | null => {
  const frames = running();
  for (let n = 0; n < frames.length; n++)
    // The trap, whichever it is.
    if (frames[n]?.[0] === 'refuse') return find(frames[n + 1]?.[0] ?? '', () => true);
  return null;
};

nameWith((f) => {
  const found = f === tail.fn ? null : (byText(f) ?? byStack());
  if (found === null) return plainly(f);
  const { file, reason, one } = found;
  const [name, line, column] = one;
  return `${name} (${file}:${line}:${column}, left as it is: ${reason}; /* @fiber */ before it compiles it)`;
});

/** For compiled code: the functions of a file that are not compiled, with their reasons. */
export const untouched = (
  file: string,
  reasons: readonly string[],
  functions: readonly Untouched[],
): void => {
  for (const one of functions) {
    const list = (apply(get, known, [one[0]]) as Found[] | undefined) ?? [];
    list[list.length] = { file, reason: reasons[one[4]] as string, one };
    apply(set, known, [one[0], list]);
  }
};
