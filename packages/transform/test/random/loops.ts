/** Random loops. Each of them ends: it pays for every round, with fuel that the program has little of. */
import { expression, iterable, key, place } from './expressions.ts';
import { pattern } from './patterns.ts';
import { asyncIterable, pausable } from './pauses.ts';
import { type Context, declare, find, scopeIn, tag } from './scope.ts';
import { block, label, num, type Writer } from './statements.ts';

/** A loop with its label, if the label is free here. */
function loop(
  c: Context,
  write: (c: Context, body: (c: Context, start?: string) => string) => string,
  depth: number,
): string {
  const wanted = label(c);
  const name = c.targets.some((one) => one.label === wanted) ? null : wanted;
  const inner = { ...c, scope: scopeIn(c.scope) };
  const text = write(inner, (around, start = '') =>
    block(around, depth, { label: name, kind: 'loop' }).replace('{', `{ ${start}`),
  );
  return name === null ? text : `${name}: ${text}`;
}

const paid = (c: Context): string =>
  c.random.weighted<() => string>([
    [4, () => 'fuel-- > 0'],
    [1, () => `spend() && t(${tag(c)}, 1)`],
    [1, () => 'spend()'],
  ])();

export const counted: Writer = (outer, depth) =>
  loop(
    outer,
    (c, body) => {
      const kind = c.random.weighted([
        [5, 'let'],
        [1, 'var'],
      ] as const);
      const first = num(c, 1);
      const { name } = declare(c, 'num', { asVar: kind === 'var' });
      const more = c.random.chance(0.2)
        ? `, ${declare(c, 'fn', { asVar: kind === 'var' }).name} = ${expression(c, 'fn', 1)}`
        : '';
      const start = c.random.chance(0.7) ? '0' : first;
      const test = c.random.chance(0.6) ? `${name} < ${1 + c.random.below(4)}` : num(c);
      const update = c.random.weighted([
        [6, `${name}++`],
        [1, num(c)],
        [1, `t(${tag(c)}, ${name}++)`],
        [0.5, ''],
      ]);
      return `for (${kind} ${name} = ${start}${more}; ${paid(c)} && ${test}; ${update}) ${body(c)}`;
    },
    depth,
  );

/** What stands before `of` or `in`. */
function head(c: Context): string {
  if (c.random.chance(0.15)) return place(c, 1);
  const kind = c.random.weighted([
    [4, 'let'],
    [4, 'const'],
    [1, 'var'],
  ] as const);
  if (c.random.chance(0.2)) return `${kind} ${pattern(c, 1, kind)}`;
  return `${kind} ${declare(c, 'num', { constant: kind === 'const', asVar: kind === 'var' }).name}`;
}

export const each: Writer = (outer, depth) =>
  loop(
    outer,
    (c, body) => {
      const values = c.random.chance(0.2)
        ? `[${expression(c, 'arr', 1)}, ${expression(c, 'arr', 1)}]`
        : iterable(c, 2);
      const before = head(c);
      const awaits = pausable(c) && c.kind !== 'gen' && c.random.chance(0.4);
      if (awaits)
        return `for await (${before === 'async' || before === 'let' ? `(${before})` : before} of ${asyncIterable(c, 2)}) ${body(c, 'if (fuel-- <= 0) break;')}`;
      return `for (${/^(async|let)\b(?! )/.test(before) ? `(${before})` : before} of ${values}) ${body(c, 'if (fuel-- <= 0) break;')}`;
    },
    depth,
  );

export const keys: Writer = (outer, depth) =>
  loop(
    outer,
    (c, body) => {
      const known = c.random.chance(0.3) ? find(outer, 'obj')?.name : undefined;
      const object =
        known ?? (c.random.chance(0.8) ? expression(c, 'obj', 2) : expression(c, 'arr', 2));
      const changes =
        known === undefined
          ? ''
          : `delete ${known}.${c.random.pick(['n', 'p', 'q'])}; ${known}[${key(c, 1)}] = ${num(c, 1)};`;
      const before = c.random.chance(0.8)
        ? `const ${declare(c, 'num', { constant: true }).name}`
        : head(c);
      return `for (${before} in ${object}) ${body(c, `if (fuel-- <= 0) break; ${changes}`)}`;
    },
    depth,
  );

export const repeated: Writer = (outer, depth) =>
  loop(
    outer,
    (c, body) => {
      const test = `${paid(c)} && ${num(c)}`;
      return c.random.chance(0.6) ? `while (${test}) ${body(c)}` : `do ${body(c)} while (${test});`;
    },
    depth,
  );
