/** Where a function on the native stack stands in the source: all that the language tells is the text of a stack. */
const { exec } = RegExp.prototype;
const { apply } = Reflect;
const { split } = String.prototype;

/** `at name (file:1:2)`, `at new name (…)`, `at Object.name [as other] (…)` in V8; `name@file:1:2` elsewhere. */
const FRAME =
  /^\s*at (?:async |new )*(?:[^()]*\.)?(\S+?)(?: \[as [^\]]*\])? \((.+:\d+:\d+)\)$|^(\S+?)@(.+:\d+:\d+)$/;

/** ` (file:line:column)` of the innermost running function of that name, or nothing where the stack does not show it. */
export const locate = (f: { readonly name?: unknown }): string => {
  const { stack } = new Error();
  const { name } = f;
  if (typeof stack !== 'string' || typeof name !== 'string' || name === '') return '';
  for (const line of apply(split, stack, ['\n']) as string[]) {
    const found = apply(exec, FRAME, [line]) as RegExpExecArray | null;
    if (found && (found[1] ?? found[3]) === name) return ` (${found[2] ?? found[4]})`;
  }
  return '';
};
