/** Where a function on the native stack stands in the source: all that the language tells is the text of a stack. */
const { exec } = RegExp.prototype;
const { apply, set } = Reflect;
const { split } = String.prototype;

/** `at name (file:1:2)`, `at new name (…)`, `at Object.name [as other] (…)` in V8; `name@file:1:2` elsewhere. */
const FRAME =
  /^\s*at (?:async |new )*(?:[^()]*\.)?(\S+?)(?: \[as [^\]]*\])? \((.+:\d+:\d+)\)$|^(\S+?)@(.+:\d+:\d+)$/;

/** More of it than the program may have asked for. */
const wholeStack = (): unknown => {
  const { stackTraceLimit } = Error as { readonly stackTraceLimit?: unknown };
  const limited = typeof stackTraceLimit === 'number' && set(Error, 'stackTraceLimit', 100);
  const { stack } = new Error();
  if (limited) set(Error, 'stackTraceLimit', stackTraceLimit);
  return stack;
};

/** The frames of the native stack that have a name, innermost first. */
export const running = (): readonly (readonly [name: string, place: string])[] => {
  const stack = wholeStack();
  const frames: (readonly [string, string])[] = [];
  if (typeof stack !== 'string') return frames;
  for (const line of apply(split, stack, ['\n']) as string[]) {
    const found = apply(exec, FRAME, [line]) as RegExpExecArray | null;
    if (found)
      frames[frames.length] = [(found[1] ?? found[3]) as string, (found[2] ?? found[4]) as string];
  }
  return frames;
};

/** ` (file:line:column)` of the innermost running function of that name, or nothing where the stack does not show it. */
export const locate = (f: { readonly name?: unknown }): string => {
  const frames = running();
  for (let n = 0; n < frames.length; n++) {
    const [name, place] = frames[n] as readonly [string, string];
    if (name === f.name) return ` (${place})`;
  }
  return '';
};
