/**
 * Several copies of the package in one realm: a page with two bundles, a package with a dependency of its own. Each has
 * fibers of its own, and what is compiled for one is a barrier for those of the other. That is allowed as long as they do
 * not meet. Where they do, nothing at hand tells one copy of the other; so each notes that it is there when compiled code
 * loads it, in a list that hangs on the global object, and an error that may come of it says who else is there.
 */
import json from '../package.json' with { type: 'json' };
import { BRAND, FiberError, type FiberErrorCode, type Tell } from './errors.ts';

/** Copies may be of different releases: this must not change. */
interface Copy {
  /** Its error class, which tells copies apart. */
  readonly copy: typeof FiberError;
  readonly version: string;
  /** Its file or address, as far as a stack shows it. */
  readonly place: () => string | undefined;
}

type Registry = Tell & { copies: Copy[] };

const PLACE = /(?<=[\s(@])(?:[a-z][\w+.-]*:\/\/|\/|[A-Z]:\\)[^()\n]+?(?=:\d+:\d+)/;
const { apply, defineProperty } = Reflect;
const { exec } = RegExp.prototype;

const own: Copy = {
  copy: FiberError,
  version: json.version,
  place: () => (apply(exec, PLACE, [new Error().stack]) as RegExpExecArray | null)?.[0],
};

const described = ({ version, place }: Copy): string => {
  const at = place();
  return at === undefined ? version : `${version} (${at})`;
};

const ADVICE =
  '`npm ls @fiberc/runtime` tells where they come from; `npm dedupe`, or `resolve.dedupe` of a bundler, leaves one';

/** The message, if another copy may have to do with it. */
const tell = (
  copies: readonly Copy[],
  message: string,
  code: FiberErrorCode | undefined,
  copy: typeof FiberError,
): string | undefined => {
  let all = '';
  let self = 'this one';
  for (let n = 0; n < copies.length; n++) {
    const one = copies[n] as Copy;
    if (one.copy === copy) self = described(one);
    else all += `, ${described(one)}`;
  }
  if (all === '') return undefined;
  all = `There are several copies of @fiberc/runtime: ${self}${all}. ${ADVICE}`;
  switch (code) {
    case 'ERR_FIBER_NOT_COMPILED':
      return `nothing is compiled for this copy of @fiberc/runtime, but for another. ${all}`;
    case 'ERR_FIBER_BARRIER':
      return `${message}; if it is compiled, then for another copy. ${all}`;
    case 'ERR_FIBER_FOREIGN':
      return `${message}. ${all}`;
    default:
      return undefined;
  }
};

/** Compiled code has loaded this copy. */
export const register = (): void => {
  const known = (globalThis as { readonly [BRAND]?: Registry })[BRAND];
  if (known) {
    for (let n = 0; n < known.copies.length; n++) if (known.copies[n] === own) return;
    known.copies[known.copies.length] = own;
    return;
  }
  const copies: Copy[] = [own];
  const asked: Tell = (message, code, copy) => tell(copies, message ?? '', code, copy);
  (asked as Registry).copies = copies;
  // Where the global object is frozen there is nothing to be known.
  defineProperty(globalThis, BRAND, { value: asked });
};
