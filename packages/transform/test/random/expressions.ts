/** Random expressions. Every composite one stands in parentheses. */
import { classExpression } from './classes.ts';
import { arrow, functionExpression, immediate, members } from './functions.ts';
import { native, nativeArray, proxy } from './natives.ts';
import { pattern } from './patterns.ts';
import { driven, made, pausable, paused } from './pauses.ts';
import { type Context, find, spend, type Type, tag } from './scope.ts';

type Writer = (c: Context, depth: number) => string;
type Choices = readonly (readonly [weight: number, write: Writer])[];

const names = ['n', 'p', 'q', 'm', 'k'] as const;
const literals = ['0', '1', '2', '3', '(-1)', '7', '"s"', 'null', 'undefined', 'true', 'NaN', '""'];

const simple = (c: Context): string => find(c, 'num')?.name ?? c.random.pick(['0', '1', '2', '3']);

const leaf: Writer = (c) =>
  c.hasThis && c.own.length > 0 && c.random.chance(0.25)
    ? `this.${c.random.pick(c.own).name}`
    : c.random.chance(0.75)
      ? simple(c)
      : c.hasThis && c.random.chance(0.3)
        ? 'this.n'
        : c.random.pick(literals);

export const expression = (c: Context, type: Type, depth = 3): string => {
  const isLeaf = depth <= 0 || !spend(c);
  if (type === 'num') {
    if (isLeaf) return leaf(c, depth);
    if (!c.calls) return c.random.weighted(quiet)(c, depth - 1);
    if (pausable(c) && c.random.chance(0.22)) return paused(c, depth - 1);
    const text = c.random.chance(0.16)
      ? hidden(c, depth - 1)
      : c.random.chance(0.08)
        ? driven(c, depth - 1)
        : undefined;
    if (text !== undefined) return text;
    return c.random.weighted(numbers)(c, depth - 1);
  }
  if (type === 'gen' || type === 'async' || type === 'agen') return made(c, type, depth - 1);
  const known = find(c, type)?.name;
  if (known !== undefined && (isLeaf || !c.calls || c.random.chance(0.5))) return known;
  if (isLeaf || !c.calls)
    return { arr: '[1, 2]', obj: '({ n: 1, p: 2 })', fn: '(() => 5)', class: '(class { n = 1; })' }[
      type
    ];
  const choices = { arr: arrays, obj: objects, fn: functions, class: classes }[type];
  return c.random.weighted(choices)(c, depth - 1);
};

const num: Writer = (c, depth) => expression(c, 'num', depth);
const logged: Writer = (c, depth) => `t(${tag(c)}, ${num(c, depth)})`;
/** Anything, mostly a number. */
export const any: Writer = (c, depth) =>
  expression(
    c,
    c.random.weighted([
      [8, 'num'],
      [1, 'arr'],
      [1, 'obj'],
      [0.5, 'fn'],
    ] as const),
    depth,
  );

const operators = [
  '-',
  '*',
  '|',
  '&',
  '^',
  '%',
  '<',
  '>',
  '<=',
  '===',
  '!==',
  '==',
  '<<',
  '>>>',
  '**',
  '+',
  '+',
];
const logicals = ['&&', '||', '??'];

export const key: Writer = (c, depth) => {
  const plain = `"${c.random.pick(names)}"`;
  if (!c.calls || c.random.chance(0.4)) return plain;
  return c.random.chance(0.7) ? `t(${tag(c)}, ${plain})` : `(${num(c, depth)}, ${plain})`;
};

/** An object, an element, or a number behind a dot or in brackets. */
const member: Writer = (c, depth) =>
  c.random.weighted<Writer>([
    [3, () => `${expression(c, 'obj', depth)}.${c.random.pick(names)}`],
    [2, () => `${expression(c, 'obj', depth)}[${key(c, depth)}]`],
    [2, () => `${expression(c, 'arr', depth)}[${num(c, depth)}]`],
    [c.hasThis ? 2 : 0, () => `this.${c.random.pick(names)}`],
    [0.5, () => `${expression(c, 'arr', depth)}.length`],
    [c.hasArguments ? 0.6 : 0, () => `arguments[${c.random.pick(['0', '1', num(c, depth)])}]`],
  ])(c, depth);

/** Private names and `super`: where there are any. */
const hidden = (c: Context, depth: number): string | undefined => {
  const own = c.own.length > 0 ? c.random.pick(c.own) : undefined;
  const any = c.privates.length > 0 ? c.random.pick(c.privates) : undefined;
  const obj = (): string => expression(c, 'obj', depth);
  return c.random.weighted<() => string | undefined>([
    [own && c.hasThis ? 4 : 0, () => `this.${own?.name}`],
    [own?.kind === 'method' && c.hasThis ? 4 : 0, () => `this.${own?.name}(${list(c, depth)})`],
    [own && c.hasThis ? 1 : 0, () => `this?.${own?.name}?.[${key(c, depth)}]`],
    [own && c.hasThis ? 1 : 0, () => `${reached(c, depth)}.${own?.name}`],
    [any ? 1 : 0, () => `(${any?.name} in ${obj()})`],
    [any ? 0.3 : 0, () => `${obj()}.${any?.name}`],
    [c.hasSuper ? 2 : 0, () => `super.${c.random.pick(names)}`],
    [c.hasSuper ? 3 : 0, () => `super.${c.random.pick(['m', 'k'])}?.(${list(c, depth)})`],
    [c.hasSuper ? 1 : 0, () => `super[${key(c, depth)}]`],
    [c.hasSuper ? 1 : 0, () => `super[${key(c, depth)}]?.(${list(c, depth)})`],
    [c.hasSuper ? 0.2 : 0, () => `super.m(${list(c, depth)})`],
    [c.hasSuper ? 0.2 : 0, () => `super.m\`u\${${num(c, depth)}}\``],
    [own || any || c.hasSuper ? 0 : 1, () => undefined],
  ])();
};

/** `this`, evaluated as something that may suspend. */
const reached: Writer = (c) => `t(${tag(c)}, this)`;

/** What can stand to the left of `=`. */
export const place: Writer = (c, depth) => {
  const variable = find(c, 'num', true);
  if (variable && c.random.chance(0.6)) return variable.name;
  // V8 does not ask a private getter without a setter first, as the language says, where it is assigned to.
  const written = c.own.filter(({ kind }) => kind === 'field' || kind === 'accessor');
  if (c.calls && c.hasThis && written.length > 0 && c.random.chance(0.3))
    return `${c.random.chance(0.7) ? 'this' : reached(c, depth)}.${c.random.pick(written).name}`;
  if (c.calls && c.hasSuper && c.random.chance(0.15))
    return c.random.chance(0.7)
      ? `super.${c.random.pick(['n', 'p', 'q'])}`
      : `super[${key(c, depth)}]`;
  if (c.hasArguments && c.random.chance(0.1)) return 'arguments[0]';
  return c.random.weighted<Writer>([
    [3, () => `${expression(c, 'obj', depth)}.${c.random.pick(['n', 'p', 'q'])}`],
    [2, () => `${expression(c, 'obj', depth)}[${key(c, depth)}]`],
    [1, () => `${expression(c, 'arr', depth)}[${num(c, 0)} & 3]`],
    [c.hasThis ? 1 : 0, () => 'this.n'],
  ])(c, depth);
};

const assignment: Writer = (c, depth) => {
  const operator = c.random.pick(['=', '=', '-=', '+=', '*=', '|=', '&&=', '||=', '??=', '**=']);
  return `(${place(c, depth)} ${operator} ${num(c, depth)})`;
};

const update: Writer = (c, depth) => {
  const operator = c.random.pick(['++', '--']);
  const target = place(c, depth);
  return c.random.chance(0.5) ? `(${operator}${target})` : `(${target}${operator})`;
};

/** Arguments of a call, spread ones among them. */
export const list = (c: Context, depth: number, most = 3): string =>
  Array.from({ length: c.random.below(most + 1) }, () =>
    c.random.chance(0.12) ? `...${iterable(c, depth)}` : any(c, depth),
  ).join(', ');

const call: Writer = (c, depth) => {
  const fn = (): string => expression(c, 'fn', depth);
  const obj = (): string => expression(c, 'obj', depth);
  const method = (): string => c.random.pick(['m', 'k', 'm']);
  return c.random.weighted<() => string>([
    [5, () => `${fn()}(${list(c, depth)})`],
    [3, () => `${obj()}.${method()}?.(${list(c, depth)})`],
    [0.7, () => `${obj()}.${method()}(${list(c, depth)})`],
    [1, () => `${obj()}[${key(c, depth)}]?.(${list(c, depth)})`],
    [1, () => `${obj()}?.[${key(c, depth)}]?.${c.random.pick(names)}`],
    [0.7, () => `${fn()}.call(${obj()}, ${list(c, depth, 2)})`],
    [0.7, () => `${fn()}.apply(${obj()}, ${expression(c, 'arr', depth)})`],
    [0.4, () => `Reflect.apply(${fn()}, ${obj()}, ${expression(c, 'arr', depth)})`],
    [0.5, () => `${fn()}?.(${list(c, depth)})`],
    [0.5, () => `${fn()}\`u\${${num(c, depth)}}v\${${num(c, depth)}}\``],
    [0.4, () => `tagged\`a\${${num(c, depth)}}\\u0062\${${num(c, depth)}}\``],
    [0.4, () => `${fn()}.call(${num(c, depth)}, ${num(c, depth)})`],
    [1, () => chain(c, depth)],
    [0.4, () => `(0, ${obj()}.m)?.(${list(c, depth)})`],
    [0.3, () => `(${num(c, depth)} ? ${obj()} : null)?.m?.(${list(c, depth)})?.n`],
    [0.2, () => `(delete ${obj()}?.[${key(c, depth)}])`],
  ])();
};

/** An optional chain of some links. */
const chain: Writer = (c, depth) => {
  const links = Array.from({ length: 1 + c.random.below(4) }, () =>
    c.random.pick([
      () => '.n',
      () => '?.m',
      () => `?.[${key(c, depth)}]`,
      () => `?.(${list(c, depth, 2)})`,
      () => `[${key(c, depth)}]`,
      () => `.m?.(${list(c, depth, 2)})`,
    ])(),
  );
  const start = c.random.chance(0.8)
    ? expression(c, 'obj', depth)
    : `t(${tag(c)}, ${c.random.pick(['null', 'undefined'])})`;
  const whole = start + links.join('');
  return c.random.chance(0.15)
    ? `(delete ${start}?.m?.${c.random.pick(names)})`
    : c.random.chance(0.15)
      ? `(${whole})?.n`
      : whole;
};

const quiet: Choices = [
  [3, leaf],
  [
    3,
    (c, d) =>
      `(${num(c, d)} ${c.random.pick(operators.filter((one) => one !== '**'))} ${num(c, d)})`,
  ],
  [2, (c, d) => `(${num(c, d)} ${c.random.pick(logicals)} ${num(c, d)})`],
  [2, (c, d) => `(${num(c, d)} ? ${num(c, d)} : ${num(c, d)})`],
  [1, (c, d) => `(${c.random.pick(['-', '+', '!', '~', 'typeof ', 'void '])}${num(c, d)})`],
  [1, (c, d) => `(${num(c, d)}, ${num(c, d)})`],
  [1, (c, d) => member(c, d)],
];

const numbers: Choices = [
  [4, leaf],
  [9, logged],
  [3, (c, d) => `(${num(c, d)} ${c.random.pick(operators)} ${num(c, d)})`],
  [3, (c, d) => `(${num(c, d)} ${c.random.pick(logicals)} ${num(c, d)})`],
  [2, (c, d) => `(${num(c, d)} ? ${num(c, d)} : ${num(c, d)})`],
  [1.5, (c, d) => `(${num(c, d)}, ${num(c, d)})`],
  [4, assignment],
  [2, update],
  [6, call],
  [2.5, member],
  [1, (c, d) => `\`${'x'.repeat(c.random.below(2))}\${${num(c, d)}}-\${${num(c, d)}}\``],
  [1, (c, d) => `(${c.random.pick(['-', '+', '!', '~', 'typeof ', 'void '])}${num(c, d)})`],
  [1, (c, d) => `new ${expression(c, 'class', d)}(${list(c, d)}).${c.random.pick(names)}`],
  [1, immediate],
  [0.8, native],
  [1, (c, d) => `(${pattern(c, d, 'assign')} = ${expression(c, 'arr', d)}).length`],
  [0.4, (c, d) => `(${key(c, d)} in ${expression(c, 'obj', d)})`],
  [0.4, (c, d) => `(${expression(c, 'obj', d)} instanceof ${expression(c, 'class', d)})`],
  [0.4, (c, d) => `(delete ${expression(c, 'obj', d)}[${key(c, d)}])`],
  [0.4, (c, d) => `${expression(c, 'fn', d)}.${c.random.pick(['name', 'length'])}`],
  [0.3, (c) => (!c.hasArguments ? '4' : c.random.pick(['typeof new.target', 'arguments.length']))],
  [0.2, () => 'typeof this'],
  [0.6, evaluated],
];

/** Code that only exists while the program runs. What is around it can be used, but not waited for. */
function evaluated(c: Context, depth: number): string {
  if (!c.features.has('eval')) return leaf(c, depth);
  return `eval(${JSON.stringify(num({ ...c, pauses: false, targets: [] }, depth))})`;
}

/** What `...` and `for-of` take. */
export const iterable: Writer = (c, depth) =>
  c.random.weighted<Writer>([
    [5, () => expression(c, 'arr', depth)],
    [4, () => iterator(c, depth)],
    [1, () => `new Set(${expression(c, 'arr', depth)})`],
    [0.5, () => '"xy"'],
    [0.3, () => `(${num(c, depth)}, ${expression(c, 'arr', depth)})`],
    [0.3, () => `(function* () { yield ${simple(c)}; yield 1; })()`],
    [
      c.features.has('gen') && c.calls ? 3 : 0,
      () => `${made(c, 'gen', depth)}(${list(c, depth, 2)})`,
    ],
    [0.3, () => `Object.entries(${expression(c, 'obj', depth)})`],
  ])(c, depth);

/** An iterator of the program's own, which may misbehave. */
const iterator: Writer = (c) =>
  `iterate(${tag(c)}, ${c.random.below(4)}, ${c.random.weighted([
    [30, '0'],
    [c.adapts ? 0 : 1, '1'],
    [c.adapts ? 0 : 1, '2'],
    [1, '3'],
    [1, '4'],
    [1, '5'],
    [1, '6'],
  ])})`;

const element: Writer = (c, depth) =>
  c.random.weighted<Writer>([
    [6, () => any(c, depth)],
    [1, () => `...${iterable(c, depth)}`],
  ])(c, depth);

const arrays: Choices = [
  [5, (c, d) => `[${Array.from({ length: c.random.below(4) }, () => element(c, d)).join(', ')}]`],
  [0.5, (c, d) => `[${element(c, d)}, , ${element(c, d)}]`],
  [
    1,
    (c, d) =>
      `${expression(c, 'arr', d)}.map(${c.random.chance(0.5) ? expression(c, 'fn', d) : arrow(c, d, 2)})`,
  ],
  [0.5, (c, d) => `[${any(c, d)}, ${any(c, d)}].sort(${arrow(c, d, 2)})`],
  [1, (c, d) => `Object.keys(${expression(c, 'obj', d)})`],
  [0.5, (c, d) => `(${num(c, d)} ? ${expression(c, 'arr', d)} : ${expression(c, 'arr', d)})`],
  [0.4, (c, d) => (c.hasArguments ? '[...arguments]' : `(${num(c, d)}, [3])`)],
  [0.4, (c, d) => `Array.from(${iterable(c, d)})`],
  [0.5, (c, d) => (c.features.has('natives') ? nativeArray(c, d) : `[${num(c, d)}]`)],
];

const objects: Choices = [
  [6, (c, d) => `({ ${members(c, d)} })`],
  [1.5, (c, d) => `new ${expression(c, 'class', d)}(${list(c, d, 2)})`],
  [0.5, (c, d) => `(${num(c, d)}, ${expression(c, 'obj', d)})`],
  [0.5, (c, d) => `(${expression(c, 'obj', d)} ?? ${expression(c, 'obj', d)})`],
  [0.5, (c, d) => `Object.assign(${expression(c, 'obj', d)}, ${expression(c, 'obj', d)})`],
  [0.5, (c, d) => (c.features.has('proxies') ? proxy(c, 'obj', d) : '({ n: 3 })')],
];

const functions: Choices = [
  [4, (c, d) => `(${arrow(c, d, c.random.below(3))})`],
  [2, (c) => `(${functionExpression(c)})`],
  [0.5, (c, d) => `${expression(c, 'fn', d)}.bind(${expression(c, 'obj', d)}, ${num(c, d)})`],
  [0.5, (c, d) => `(${num(c, d)}, ${expression(c, 'fn', d)})`],
  [0.4, (c, d) => `(${expression(c, 'fn', d)} || ${expression(c, 'fn', d)})`],
  [0.4, (c, d) => `({ m(x) { return x; }, ${members(c, d)} }).m`],
  [0.4, (c, d) => (c.features.has('proxies') ? proxy(c, 'fn', d) : `(${arrow(c, d, 1)})`)],
];

const classes: Choices = [
  [3, (c) => `(${classExpression(c)})`],
  [0.5, (c, d) => `(${num(c, d)}, ${expression(c, 'class', d)})`],
];
