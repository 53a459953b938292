/**
 * How a function knows whether compiled code has called it: exact mode and torture mode. A call site says whom it is
 * about to call, and a function looks at its entry whether that is itself:
 *
 *   f(x)              →   $expect(f);  f(x);
 *   function f() { }  →   function f() { if ($enter(f)) return $nest(f, this, arguments); … }
 *
 * If it is somebody else, code that is not compiled stands in between, and that cannot be captured. What `nest` does
 * about it is the mode's own matter.
 */
import { ACCESSOR } from './accessors.ts';
import { openAsync } from './async-iteration.ts';
import { runs } from './core.ts';
import { onStart } from './fiber.ts';
import { hooks as generators } from './generators.ts';
import { passesProxy } from './proxies.ts';
import { close, hooks as iterations, of } from './support.ts';
import { isObject } from './values.ts';
import { hooks as natives } from './within.ts';

/** Whom compiled code is about to call. */
let expected: unknown = null;
/** Whom it had called, when a function was entered that had not been expected. */
export let stranger: unknown = null;
/** Compiled code asks a generator to go on. */
let drives = false;
/** What was expected when native code read a property. */
let interrupted: unknown = null;

/** Before a call: its callee. */
export const expect = (callee: unknown): void => {
  drives = false;
  expected = callee;
};

/** Who is expected now; nobody from now on. */
export const expectation = (): unknown => {
  const callee = expected;
  expected = null;
  return callee;
};

/** First thing in a function: whether somebody else called it than a compiled call site. */
export const enter = (self: unknown): boolean => {
  const callee = expectation();
  if (runs(callee, self) || runs(callee, self, 'construct')) return false;
  stranger = callee;
  return true;
};

/** Like {@link enter}, in a getter or setter: a compiled site may not have known it. */
export const enterAccessor = (self: unknown, receiver: unknown): boolean => {
  interrupted = expected;
  if (expected !== ACCESSOR || (isObject(receiver) && passesProxy(receiver))) return enter(self);
  expected = null;
  return false;
};

/** Runs an accessor that native code has called: whoever reads a property may be about to call what is expected. */
export const keepingExpected = <T>(run: () => T): T => {
  const before = interrupted;
  try {
    return run();
  } finally {
    expected = before;
  }
};

/** In a generator, whenever it goes on: whether compiled code has asked it to, which can be suspended. */
export const driven = (): boolean => {
  const yes = drives;
  drives = false;
  return yes;
};

onStart(expect);
natives.expect = expect;

// Opening and closing an iteration call what the iterable and the iterator say.
iterations.open = (method, by = of) => {
  if (expected === by || expected === of || expected === openAsync || expected === close)
    expected = method;
};

generators.drive = (method, run) => {
  drives = expected === method;
  expected = null;
  try {
    return run();
  } finally {
    drives = false;
  }
};

generators.delegate = (method) => {
  expected = driven() ? method : null;
};
