/** Random functions, and the properties of objects. Every function pays from one account, so that recursion ends. */
import { any, expression, key } from './expressions.ts';
import { pattern } from './patterns.ts';
import { type Context, declare, type Form, find, type Kind, scopeIn, spend } from './scope.ts';
import { statements } from './statements.ts';

/** The context inside a function. Arrows keep what is lexical. */
export function inside(c: Context, form: Form, kind: Kind = 'plain'): Context {
  const isArrow = form === 'arrow';
  const isFunction = form === 'function';
  const inClass = form === 'initial' || form === 'block';
  return {
    ...c,
    scope: scopeIn(c.scope, true),
    form,
    kind,
    pauses: kind !== 'plain',
    hasThis: isArrow ? c.hasThis : !isFunction && form !== 'derived',
    hasArguments: isArrow ? c.hasArguments : form !== 'accessor' && !inClass,
    hasSuper: isArrow ? c.hasSuper : !isFunction && c.features.has('super'),
    own: isArrow ? c.own : isFunction || form === 'derived' ? [] : c.members,
    members: [],
    calls: form !== 'accessor' || c.features.has('accessors'),
    targets: [],
    guarded: false,
  };
}

export function parameters(outer: Context, count = outer.random.below(4)): string {
  // The same scope as the body, but neither yields nor awaits.
  const c = { ...outer, pauses: false };
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

export function body(c: Context): string {
  const size = spend(c, 2) ? 1 + c.random.below(5) : 0;
  const last = c.form === 'constructor' || c.random.chance(0.2) ? '' : `return ${any(c, 2)};`;
  // What is returned is written first, but belongs behind: it may use names that are declared here.
  return `{ ${guard(c)} ${statements(c, size, 2)} ${last} }`;
}

export function arrow(
  outer: Context,
  depth: number,
  count: number,
  kind: 'plain' | 'async' = 'plain',
): string {
  const c = inside(outer, 'arrow', kind);
  const head = `${kind === 'async' ? 'async ' : ''}(${parameters(c, count)}) =>`;
  if (spend(c) && c.random.chance(0.35)) return `${head} ${body(c)}`;
  return `${head} fuel-- > 0 ? ${any(c, depth)} : ${c.random.below(3)}`;
}

const words: Readonly<Record<Kind, string>> = {
  plain: 'function',
  gen: 'function*',
  async: 'async function',
  agen: 'async function*',
};

export function functionExpression(outer: Context, kind: Kind = 'plain'): string {
  const named = outer.random.chance(0.3);
  const c = named ? { ...outer, scope: scopeIn(outer.scope) } : outer;
  const name = named ? declare(c, kind === 'plain' ? 'fn' : kind, { constant: true }).name : '';
  const own = inside(c, 'function', kind);
  return `${words[kind]} ${name}(${parameters(own)}) ${body(own)}`;
}

/** A declaration of a name that the scope already knows. */
export function functionDeclaration(outer: Context, name: string, kind: Kind = 'plain'): string {
  const c = inside(outer, 'function', kind);
  return `${words[kind]} ${name}(${parameters(c)}) ${body(c)}`;
}

/** A function that is called where it stands. */
export function immediate(c: Context, depth: number): string {
  const argument = any(c, depth);
  return c.random.chance(0.6)
    ? `(${arrow(c, depth, 1)})(${argument})`
    : `(${functionExpression(c)})(${argument})`;
}

/** The kinds of functions that are in use, mostly the plain one. */
export const someKind = (c: Context): Kind =>
  c.random.weighted([
    [6, 'plain'],
    [c.features.has('gen') ? 1 : 0, 'gen'],
    [c.features.has('async') ? 1 : 0, 'async'],
    [c.features.has('agen') ? 0.5 : 0, 'agen'],
  ] as const);

/** Methods that are no plain ones have names of their own: who calls them knows what comes back. */
export const names: Readonly<Record<Exclude<Kind, 'plain'>, string>> = {
  gen: 'gm',
  async: 'am',
  agen: 'xm',
};

export function method(outer: Context, plainName: string, kind: Kind = someKind(outer)): string {
  const c = inside(outer, 'method', kind);
  const name = kind === 'plain' ? plainName : names[kind];
  const before = { plain: '', gen: '*', async: 'async ', agen: 'async *' }[kind];
  return `${before}${name}(${parameters(c)}) ${body(c)}`;
}

/** A getter or a setter. Without the feature it calls nothing: native code runs it. */
export function accessor(
  outer: Context,
  name = outer.features.has('accessors')
    ? outer.random.pick(['q', 'q', 'k', 'p', '"q"', '["p"]'])
    : 'q',
  isGetter = outer.random.chance(0.7),
): string {
  const c = inside(outer, 'accessor');
  if (isGetter) {
    if (c.calls && c.random.chance(0.5)) return `get ${name}() ${body(c)}`;
    return `get ${name}() { return ${c.calls ? 'fuel-- <= 0 ? 1 : ' : ''}${expression(c, 'num', 2)}; }`;
  }
  if (c.calls && c.random.chance(0.2)) return `set ${name}(${pattern(c, 1, 'param')}) ${body(c)}`;
  const { name: value } = declare(c, 'num');
  if (c.calls && c.random.chance(0.6)) return `set ${name}(${value}) ${body(c)}`;
  return `set ${name}(${value}) { this.n = ${value}; }`;
}

/** Properties of an object literal, without braces. */
export function members(c: Context, depth: number): string {
  const parts = [`n: ${expression(c, 'num', depth)}`];
  const withSuper = c.features.has('super') && c.random.chance(0.3);
  if (withSuper) parts.push(`__proto__: ${expression(c, 'obj', depth)}`);
  for (let left = c.random.below(4); left > 0; left--) {
    parts.push(
      c.random.weighted<() => string>([
        [3, () => `${c.random.pick(['p', 'q', 'k'])}: ${any(c, depth)}`],
        [2, () => `[${key(c, depth)}]: ${any(c, depth)}`],
        [1.5, () => method(c, c.random.pick(['m', 'k']))],
        [0.7, () => method(c, `[${key(c, depth)}]`, 'plain')],
        [1, () => `${c.random.pick(['m', 'k'])}: ${expression(c, 'fn', depth)}`],
        [1, () => `...${expression(c, 'obj', depth)}`],
        [c.features.has('accessors') ? 1.5 : 0.7, () => accessor(c)],
        [c.features.has('accessors') ? 0.5 : 0, () => accessor(c, `[${key(c, depth)}]`)],
        [0.5, () => find(c, 'num')?.name ?? 'p: 3'],
        [
          0.4,
          () =>
            method(
              c,
              c.random.pick(['valueOf', 'toString', 'toJSON', '[Symbol.toPrimitive]']),
              'plain',
            ),
        ],
        [
          c.features.has('gen') ? 0.4 : 0,
          () => {
            const own = inside(c, 'method', 'gen');
            return `*[Symbol.iterator](${parameters(own)}) ${body(own)}`;
          },
        ],
      ])(),
    );
  }
  return parts.join(', ');
}
