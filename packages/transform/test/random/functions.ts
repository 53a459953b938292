/** Random functions and classes. Every function pays from one account, so that recursion ends. */
import { any, expression, key } from './expressions.ts';
import { pattern } from './patterns.ts';
import { type Context, declare, type Form, find, scopeIn, spend, tag } from './scope.ts';
import { statements } from './statements.ts';

/** The context inside a function. Arrows keep `this` and `arguments`. */
function inside(c: Context, form: Form): Context {
  const isArrow = form === 'arrow';
  return {
    ...c,
    scope: scopeIn(c.scope, true),
    form,
    hasThis: isArrow ? c.hasThis : form !== 'function',
    hasArguments: isArrow ? c.hasArguments : form !== 'accessor',
    calls: form !== 'accessor',
    targets: [],
    guarded: false,
  };
}

function parameters(c: Context, count = c.random.below(4)): string {
  const parts = Array.from({ length: count }, () => {
    if (c.random.chance(0.12)) {
      const bound = pattern(c, 1, 'param');
      return c.random.chance(0.6) ? `${bound} = ${expression(c, 'arr', 1)}` : bound;
    }
    const value = c.random.chance(0.2) ? any(c, 1) : undefined;
    const type = c.random.weighted([
      [8, 'num'],
      [1, 'arr'],
      [1, 'obj'],
    ] as const);
    const { name } = declare(c, type);
    c.scope.params.add(name);
    if (type !== 'num') return `${name} = ${type === 'arr' ? '[1]' : '{ n: 1 }'}`;
    return value === undefined ? name : `${name} = ${value}`;
  });
  if (c.random.chance(0.1)) parts.push(`...${declare(c, 'arr').name}`);
  return parts.join(', ');
}

const guard = (c: Context): string =>
  c.form === 'constructor'
    ? 'if (fuel-- <= 0) return;'
    : `if (fuel-- <= 0) return ${c.random.below(3)};`;

function body(c: Context): string {
  const size = spend(c, 2) ? 1 + c.random.below(5) : 0;
  const last = c.form === 'constructor' || c.random.chance(0.2) ? '' : `return ${any(c, 2)};`;
  // What is returned is written first, but belongs behind: it may use names that are declared here.
  return `{ ${guard(c)} ${statements(c, size, 2)} ${last} }`;
}

export function arrow(outer: Context, depth: number, count: number): string {
  const c = inside(outer, 'arrow');
  const head = `(${parameters(c, count)}) =>`;
  if (spend(c) && c.random.chance(0.35)) return `${head} ${body(c)}`;
  return `${head} fuel-- > 0 ? ${any(c, depth)} : ${c.random.below(3)}`;
}

export function functionExpression(outer: Context): string {
  if (outer.random.chance(0.3)) {
    const c = { ...outer, scope: scopeIn(outer.scope) };
    const { name } = declare(c, 'fn', { constant: true });
    const own = inside(c, 'function');
    return `function ${name}(${parameters(own)}) ${body(own)}`;
  }
  const c = inside(outer, 'function');
  return `function (${parameters(c)}) ${body(c)}`;
}

/** A declaration of a name that the scope already knows. */
export function functionDeclaration(outer: Context, name: string): string {
  const c = inside(outer, 'function');
  return `function ${name}(${parameters(c)}) ${body(c)}`;
}

/** A function that is called where it stands. */
export function immediate(c: Context, depth: number): string {
  const argument = any(c, depth);
  return c.random.chance(0.6)
    ? `(${arrow(c, depth, 1)})(${argument})`
    : `(${functionExpression(c)})(${argument})`;
}

function method(outer: Context, name: string): string {
  const c = inside(outer, 'method');
  return `${name}(${parameters(c)}) ${body(c)}`;
}

/** Accessors call nothing: native code runs them. */
function accessor(outer: Context): string {
  const c = inside(outer, 'accessor');
  if (c.random.chance(0.7)) return `get q() { return ${expression(c, 'num', 2)}; }`;
  const { name } = declare(c, 'num');
  return `set q(${name}) { this.p = ${name}; }`;
}

/** Properties of an object literal, without braces. */
export function members(c: Context, depth: number): string {
  const parts = [`n: ${expression(c, 'num', depth)}`];
  for (let left = c.random.below(4); left > 0; left--) {
    parts.push(
      c.random.weighted<() => string>([
        [3, () => `${c.random.pick(['p', 'q', 'k'])}: ${any(c, depth)}`],
        [2, () => `[${key(c, depth)}]: ${any(c, depth)}`],
        [1.5, () => method(c, c.random.pick(['m', 'k']))],
        [0.7, () => method(c, `[${key(c, depth)}]`)],
        [1, () => `${c.random.pick(['m', 'k'])}: ${expression(c, 'fn', depth)}`],
        [1, () => `...${expression(c, 'obj', depth)}`],
        [0.7, () => accessor(c)],
        [0.5, () => find(c, 'num')?.name ?? 'p: 3'],
        [
          0.3,
          () => method(c, c.random.pick(['valueOf', 'toString', 'toJSON', '[Symbol.toPrimitive]'])),
        ],
      ])(),
    );
  }
  return parts.join(', ');
}

function constructorOf(outer: Context, derived: boolean): string {
  if (derived)
    return outer.random.chance(0.3) ? 'constructor(...all) { super(...all); this.q = 1; }' : '';
  const c = inside(outer, 'constructor');
  const head = `constructor(${parameters(c)})`;
  return `${head} { if (fuel-- <= 0) return; this.n = ${expression(c, 'num', 2)}; ${body(c)} }`;
}

/** A class; a name that stands in its heritage or members is the inner one. */
export function classExpression(outer: Context, known?: string): string {
  const named = known === undefined && outer.random.chance(0.3);
  const c = { ...outer, scope: scopeIn(outer.scope) };
  const name = known ?? (named ? declare(c, 'class', { constant: true, ready: false }).name : '');
  const parent = find(outer, 'class')?.name;
  const derived = parent !== undefined && c.random.chance(0.3);
  const heritage = derived
    ? ` extends ${c.random.chance(0.3) ? `(t(${tag(c)}, ${parent}))` : parent}`
    : '';
  const inner = c.scope.names.get(name);
  const parts: string[] = [];
  for (let left = c.random.below(4); left > 0; left--) {
    const prefix = c.random.chance(0.25) ? 'static ' : '';
    parts.push(
      prefix +
        c.random.weighted<() => string>([
          [5, () => method(c, c.random.pick(['m', 'k', 'q']))],
          [1, () => method(c, `[${key(c, 1)}]`)],
          [
            1,
            () =>
              `${c.random.pick(['n', 'p'])} = ${expression({ ...inside(c, 'accessor') }, 'num', 2)};`,
          ],
          [0.5, () => accessor(c)],
        ])(),
    );
  }
  if (inner) inner.ready = true;
  return `class ${name}${heritage} { ${spend(c) ? constructorOf(c, derived) : ''} ${parts.join(' ')} }`;
}
