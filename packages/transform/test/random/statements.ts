/** Random statements. A block plans its declarations first, so that functions are hoisted and names have dead zones. */

import { classExpression } from './classes.ts';
import { any, expression, iterable, key, list, place } from './expressions.ts';
import { arrow, functionDeclaration, someKind } from './functions.ts';
import { counted, each, keys, repeated } from './loops.ts';
import { pattern } from './patterns.ts';
import { pausable, paused, used } from './pauses.ts';
import {
  type Context,
  declare,
  find,
  scopeIn,
  spend,
  type Target,
  type Type,
  tag,
  type Variable,
} from './scope.ts';

export type Writer = (c: Context, depth: number) => string;

export const num = (c: Context, depth = 2): string => expression(c, 'num', depth);
const types = (c: Context): readonly (readonly [number, Type])[] => [
  [6, 'num'],
  [2, 'arr'],
  [2, 'obj'],
  [2.5, 'fn'],
  [c.features.has('derived') ? 1.5 : 0.8, 'class'],
  [c.features.has('gen') ? 0.5 : 0, 'gen'],
  [c.features.has('async') ? 0.5 : 0, 'async'],
  [c.features.has('agen') ? 0.3 : 0, 'agen'],
];

/** What a variable of a type starts with. Arrays are cut, or loops would double them until the memory ends. */
function initial(c: Context, type: Type): string {
  if (type === 'arr') return `${expression(c, 'arr', 2)}.slice(0, 5)`;
  return expression(c, type, type === 'num' ? 3 : 2);
}

const report: Writer = (c) => {
  const seen: string[] = [];
  for (let left = 1 + c.random.below(3); left > 0; left--) {
    const found = find(c, c.random.weighted(types(c)))?.name;
    if (found !== undefined && !seen.includes(found)) seen.push(found);
  }
  return `log([${[tag(c), ...seen].join(', ')}]);`;
};

const evaluate: Writer = (c) => {
  if (pausable(c) && c.random.chance(0.35)) return `${paused(c, 2)};`;
  const text = c.random.chance(0.3) ? `log([${tag(c)}, ${any(c, 4)}])` : any(c, 4);
  return `${/^(\{|function|class|let\b|async\b)/.test(text) ? `(${text})` : text};`;
};

/** A declaration of a name that the block has planned. */
function planned(c: Context, variable: Variable, kind: string): string {
  const text =
    kind === 'class'
      ? classExpression(c, variable.name)
      : `${kind} ${variable.name} = ${initial(c, variable.type)};`;
  variable.ready = true;
  return text;
}

const declaration: Writer = (c) => {
  const kind = c.random.weighted([
    [4, 'let'],
    [4, 'const'],
    [2, 'var'],
  ] as const);
  if (c.random.chance(0.25)) {
    const value = c.random.chance(0.8) ? iterable(c, 2) : expression(c, 'obj', 2);
    const names: string[] = [];
    return `${kind} ${pattern(c, 2, kind, names)} = ${value};`;
  }
  const type = c.random.weighted(types(c));
  const value = kind !== 'const' && c.random.chance(0.15) ? '' : ` = ${initial(c, type)}`;
  const { name } = declare(c, type, { constant: kind === 'const', asVar: kind === 'var' });
  return `${kind} ${name}${value};`;
};

/** The statements of one block, in a scope that is already there. */
export function statements(c: Context, count: number, depth: number): string {
  const parts: (() => string)[] = Array.from({ length: count }, () => () => statement(c, depth));
  const insert = (write: () => string): void => {
    parts.splice(c.random.below(parts.length + 1), 0, write);
  };
  if (depth > 0 && spend(c, 0)) {
    for (
      let left = c.random.weighted([
        [6, 0],
        [3, 1],
        [1, 2],
      ]);
      left > 0;
      left--
    ) {
      const kind = someKind(c);
      const { name } = declare(c, kind === 'plain' ? 'fn' : kind);
      insert(() => functionDeclaration(c, name, kind));
    }
    for (
      let left = c.random.weighted([
        [7, 0],
        [2, 1],
        [1, 2],
      ]);
      left > 0;
      left--
    ) {
      const kind = c.random.pick(['let', 'const', 'class']);
      const type = kind === 'class' ? 'class' : c.random.weighted(types(c));
      const variable = declare(c, type, { constant: kind === 'const', ready: false });
      insert(() => planned(c, variable, kind));
    }
  }
  return parts.map((write) => write()).join('\n');
}

export const block = (c: Context, depth: number, target?: Target, guarded = c.guarded): string => {
  const targets = target ? [...c.targets, target] : c.targets;
  const inner = { ...c, scope: scopeIn(c.scope), targets, guarded };
  return `{ ${statements(inner, 1 + c.random.below(3), depth - 1)} }`;
};

export const label = (c: Context): string | null =>
  c.random.chance(0.35) ? `l${++c.growth.labels % 7}` : null;

const choice: Writer = (c, depth) => {
  const otherwise = c.random.chance(0.4)
    ? ` else ${c.random.chance(0.8) ? block(c, depth) : `{ ${jump(c, depth)} }`}`
    : '';
  return `if (${num(c, 3)}) ${block(c, depth)}${otherwise}`;
};

const switched: Writer = (outer, depth) => {
  const on = num(outer, 2);
  const scope = scopeIn(outer.scope);
  const c: Context = {
    ...outer,
    scope,
    targets: [...outer.targets, { label: null, kind: 'switch' }],
  };
  const count = 1 + c.random.below(4);
  const fallback = c.random.chance(0.6) ? c.random.below(count) : -1;
  const cases = Array.from({ length: count }, (_, index) => {
    const test =
      index === fallback
        ? 'default'
        : `case ${c.random.chance(0.5) ? c.random.below(4) : num(c, 1)}`;
    const inside = statements(c, c.random.below(3), depth - 1);
    const lexical = [...scope.names.values()].filter(({ type }) => type !== 'fn');
    // A later case can be reached without the declarations of an earlier one.
    for (const variable of lexical) if (c.random.chance(0.7)) variable.ready = false;
    return `${test}: ${inside} ${c.random.chance(0.5) ? 'break;' : ''}`;
  });
  return `switch (${on}) { ${cases.join('\n')} }`;
};

const attempt: Writer = (c, depth) => {
  const tried = `try ${block(c, depth, undefined, true)}`;
  const finalizer = (): string => ` finally ${block(c, depth)}`;
  if (c.random.chance(0.25)) return tried + finalizer();
  const inner = { ...c, scope: scopeIn(c.scope) };
  const binding = c.random.weighted<() => string>([
    [6, () => ` (${declare(inner, 'num').name})`],
    [2, () => ''],
    [1, () => ` (${pattern(inner, 1, 'let')})`],
  ])();
  const caught = `${tried} catch${binding} { log(${tag(c)}); ${block(inner, depth)} }`;
  return c.random.chance(0.45) ? caught + finalizer() : caught;
};

const labelled: Writer = (c, depth) => {
  const name = `b${++c.growth.labels % 5}`;
  if (c.targets.some((one) => one.label === name)) return block(c, depth);
  return `${name}: ${block(c, depth, { label: name, kind: 'block' })}`;
};

/** A block with resources. */
const disposed: Writer = (outer, depth) => {
  const c = { ...outer, scope: scopeIn(outer.scope) };
  const awaits = pausable(c) && c.kind !== 'gen' && c.random.chance(0.3);
  const fault = c.random.chance(0.15) ? '1' : '0';
  const resource = c.random.chance(0.1) ? 'null' : `resource(${tag(c)}, ${fault})`;
  const { name } = declare(c, 'obj', { constant: true });
  const using = `${awaits ? 'await using' : 'using'} ${/^(of|async|get|\$)/.test(name) ? 'u0' : name} = ${resource};`;
  return `{ ${statements(c, c.random.below(2), depth - 1)} ${using} ${statements(c, 1 + c.random.below(3), depth - 1)} }`;
};

/** A block in which the properties of an object are variables. */
const within: Writer = (c, depth) =>
  c.features.has('with') && !c.strict
    ? `with (${expression(c, 'obj', 2)}) ${block(c, depth)}`
    : block(c, depth);

/** Leaves by any way there is here. */
function jump(c: Context, depth: number): string {
  const breakable = c.targets.some(({ kind }) => kind !== 'block');
  const loops = c.targets.filter(({ kind }) => kind === 'loop');
  const named = c.targets.filter(({ label: name }) => name !== null);
  const namedLoops = loops.filter(({ label: name }) => name !== null);
  return c.random.weighted<() => string>([
    [breakable ? 3 : 0, () => 'break;'],
    [loops.length > 0 ? 3 : 0, () => 'continue;'],
    [named.length > 0 ? 4 : 0, () => `break ${c.random.pick(named).label};`],
    [namedLoops.length > 0 ? 4 : 0, () => `continue ${c.random.pick(namedLoops).label};`],
    [
      c.form === 'block' ? 0 : 2,
      () =>
        c.form === 'constructor' || c.form === 'derived'
          ? `return ${c.random.pick(['', c.form === 'derived' && c.random.chance(0.8) ? '' : '1', '{ n: 2 }'])};`
          : `return ${any(c, depth)};`,
    ],
    [c.guarded ? 3 : 0.5, () => `throw ${c.random.chance(0.5) ? num(c) : `new Error(${num(c)})`};`],
  ])();
}

const leave: Writer = (c, depth) =>
  c.random.chance(0.75) ? `if (${num(c)}) { ${jump(c, depth)} }` : jump(c, depth);

const change: Writer = (c) => {
  const variable = find(c, c.random.pick(['arr', 'obj', 'fn'] as const), true);
  if (!variable) return `${place(c, 2)} = ${num(c)};`.replace(/^(\{)/, '($1');
  if (variable.type === 'arr' && c.random.chance(0.5))
    return `${variable.name}[${num(c, 1)} & 3] = ${any(c, 2)};`;
  if (variable.type === 'obj' && c.random.chance(0.5))
    return `${variable.name}[${key(c, 1)}] = ${any(c, 2)};`;
  return `${variable.name} = ${initial(c, variable.type)};`;
};

/** Calls something that has a name, so that most of what is written also runs. */
const invoke: Writer = (c, depth) => {
  const type = c.random.weighted([
    [4, 'fn'],
    [2, 'class'],
    [1, 'obj'],
  ] as const);
  const known = find(c, type)?.name;
  if (known === undefined) return evaluate(c, depth);
  const called =
    type === 'fn'
      ? `${known}(${list(c, 2)})`
      : `${type === 'class' ? `new ${known}(${list(c, 2)})` : known}.${c.random.pick(['m', 'k'])}?.(${list(c, 2)})`;
  return `log([${tag(c)}, ${called}]);`;
};

/** Declares something of a feature that is in use, and uses it: otherwise much of it would stay rare. */
export const focus: Writer = (c, depth) => {
  const kinds = (['gen', 'async', 'agen'] as const).filter((one) => c.features.has(one));
  const kind = c.random.pick([...kinds, 'class', 'class'] as const);
  const { name } = declare(c, kind, { constant: kind === 'class', ready: false });
  const known = c.scope.names.get(name);
  const declared =
    kind === 'class'
      ? classExpression(c, name)
      : c.random.chance(0.5)
        ? functionDeclaration(c, name, kind)
        : `const ${name} = ${expression(c, kind, 2)};`;
  if (known) known.ready = true;
  if (kind !== 'class') return `${declared}\n${used(c, kind, name, depth)};`;
  const made = declare(c, 'obj', { constant: true, ready: false }).name;
  const text = `${declared}\nconst ${made} = new ${name}(${list(c, 2)}); log([${tag(c)}, ${made}, ${made}.m?.(${list(c, 1)})]);`;
  const object = c.scope.names.get(made);
  if (object) object.ready = true;
  return text;
};

/** Keeps a closure for the end of the section: it shows which variables it shares with whom. */
const hold: Writer = (c) => `held.push(${arrow(c, 1, 0)});`;

/** Another declaration of a `var` or of a parameter. */
const again: Writer = (c, depth) => {
  let scope = c.scope;
  while (!scope.isFunction && scope.parent && scope.names.size === 0) scope = scope.parent;
  const known = [...scope.names.values()].find(
    ({ name, type }) => type === 'num' && (scope.vars.has(name) || scope.params.has(name)),
  );
  if (!known || !scope.isFunction) return evaluate(c, depth);
  return c.random.chance(0.5) ? `var ${known.name};` : `var ${known.name} = ${num(c)};`;
};

const simple: readonly (readonly [number, Writer])[] = [
  [3, report],
  [5, evaluate],
  [4, declaration],
  [1, change],
  [1, leave],
  [2.5, invoke],
  [0.7, hold],
  [0.3, again],
];

const nested: readonly (readonly [number, Writer])[] = [
  ...simple,
  [1.5, counted],
  [1.5, each],
  [0.7, keys],
  [1, repeated],
  [1.5, choice],
  [1, switched],
  [2.5, attempt],
  [0.7, labelled],
  [0.4, block],
  [0.5, within],
];

function statement(c: Context, depth: number): string {
  if (!spend(c)) return report(c, 0);
  if (depth > 0 && c.features.has('using') && c.random.chance(0.05)) return disposed(c, depth);
  return c.random.weighted(depth > 0 ? nested : simple)(c, depth);
}
