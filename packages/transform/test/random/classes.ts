/** Random classes: members of every kind, private names, and constructors that call `super` in odd places. */
import { any, expression, key } from './expressions.ts';
import { accessor, body, inside, method, parameters } from './functions.ts';
import { type Context, declare, find, type Private, scopeIn, spend, tag } from './scope.ts';
import { statements } from './statements.ts';

type Writer = (c: Context) => string;

const kinds = (c: Context): readonly Private['kind'][] =>
  c.features.has('accessors') ? ['field', 'method', 'accessor', 'getter'] : ['field'];

const privateNames = (c: Context): readonly Private[] =>
  c.features.has('private') && c.random.chance(0.4)
    ? ['#a', '#b', '#c']
        .slice(0, 1 + c.random.below(3))
        .map((name) => ({ name, kind: c.random.pick(kinds(c)) }))
    : [];

/** The members that a private name needs. */
const declared = (c: Context, { name, kind }: Private): string => {
  switch (kind) {
    case 'field':
      return `${name} = ${initializer(c)};`;
    case 'method':
      return method(c, name, 'plain');
    case 'getter':
      return accessor(c, name, true);
    case 'accessor':
      return `${accessor(c, name, true)} ${accessor(c, name, false)}`;
  }
};

const initializer: Writer = (outer) => {
  const c = inside(outer, 'initial');
  return c.features.has('fields')
    ? `fuel-- <= 0 ? 2 : ${any(c, 2)}`
    : expression({ ...c, calls: false }, 'num', 2);
};

/** A computed key: one that uses a private name of its own class can only fail. */
const computed: Writer = (c) =>
  `[${key({ ...c, privates: c.privates.filter((one) => !c.members.includes(one)) }, 1)}]`;

const member: Writer = (c) => {
  const isStatic = c.random.chance(0.25);
  // A static member has another `this`: private names of instances are not on it.
  const around = isStatic ? { ...c, members: [] } : c;
  const text = c.random.weighted<() => string>([
    [5, () => method(around, c.random.pick(['m', 'k', 'q']))],
    [1, () => method(around, computed(c), 'plain')],
    [
      c.features.has('fields') ? 2.5 : 1,
      () => `${c.random.pick(['n', 'p'])} = ${initializer(around)};`,
    ],
    [c.features.has('fields') ? 0.5 : 0, () => `${computed(c)} = ${initializer(around)};`],
    [c.features.has('fields') ? 0.2 : 0, () => 'k;'],
    [c.features.has('accessors') ? 1.5 : 0.5, () => accessor(around)],
    [c.features.has('accessors') ? 0.5 : 0, () => accessor(around, computed(c))],
  ])();
  return isStatic ? `static ${text}` : text;
};

const block: Writer = (outer) => {
  const c = inside({ ...outer, members: [] }, 'block');
  return `static { ${statements(c, 1 + c.random.below(3), 1)} }`;
};

/** Where `super` is called. */
function superCall(c: Context): string {
  // V8 does not iterate what is spread there if the parent has no constructor of its own.
  const call = (): string => `super(${any(c, 2)}${c.random.chance(0.3) ? `, ${any(c, 1)}` : ''})`;
  return c.random.weighted<() => string>([
    [6, () => `${call()};`],
    [1, () => `t(${tag(c)}, ${call()});`],
    [1, () => `(() => ${call()})();`],
    [0.7, () => `if (${expression(c, 'num', 2)}) ${call()}; else ${call()};`],
    [0.7, () => `try { ${call()}; } finally { log(${tag(c)}); }`],
    [0.5, () => `const made = () => { ${call()}; return this; }; log(made() === this);`],
    [0.3, () => `for (const x of [1, 2]) { if (x === 2) ${call()}; }`],
    [0.2, () => `${call()}; ${call()};`],
    [0.1, () => ''],
  ])();
}

function derivedConstructor(outer: Context): string {
  if (!outer.features.has('derived'))
    return outer.random.chance(0.3) ? 'constructor(...all) { super(...all); this.q = 1; }' : '';
  if (outer.random.chance(0.3)) return '';
  const before = { ...inside(outer, 'derived'), hasSuper: false };
  const head = `constructor(${parameters(before)}) { if (fuel-- <= 0) { super(); return; }`;
  const first = before.random.chance(0.4) ? statements(before, 1 + before.random.below(2), 1) : '';
  const call = superCall(before);
  const after = {
    ...before,
    hasThis: true,
    hasSuper: outer.features.has('super'),
    own: outer.members,
  };
  const rest = spend(after, 2) ? statements(after, after.random.below(4), 2) : '';
  return `${head} ${first} ${call} ${rest} }`;
}

function baseConstructor(outer: Context): string {
  const c = inside(outer, 'constructor');
  const head = `constructor(${parameters(c)})`;
  return `${head} { if (fuel-- <= 0) return; this.n = ${expression(c, 'num', 2)}; ${body(c)} }`;
}

function heritageOf(c: Context): string | undefined {
  const parent = find(c, 'class')?.name;
  if (!c.features.has('derived'))
    return parent !== undefined && c.random.chance(0.3)
      ? c.random.chance(0.3)
        ? `(t(${tag(c)}, ${parent}))`
        : parent
      : undefined;
  if (!c.random.chance(0.4)) return undefined;
  const known = parent ?? c.random.pick(['Object', 'Array', 'Map', 'Error']);
  return c.random.weighted<() => string>([
    [4, () => known],
    [1, () => `(t(${tag(c)}, ${known}))`],
    [0.5, () => `(${expression(c, 'num', 1)} ? ${known} : Object)`],
    [0.3, () => `(${expression(c, 'class', 1)})`],
    [0.2, () => `${expression(c, 'fn', 1)}`],
    [0.1, () => 'null'],
  ])();
}

/** A class; a name that stands in its heritage or members is the inner one. */
export function classExpression(outer: Context, known?: string): string {
  const named = known === undefined && outer.random.chance(0.3);
  const c = { ...outer, scope: scopeIn(outer.scope) };
  const name = known ?? (named ? declare(c, 'class', { constant: true, ready: false }).name : '');
  const heritage = heritageOf({ ...c, scope: outer.scope });
  const inner = c.scope.names.get(name);
  const fresh = privateNames(c);
  const hidden = new Set(fresh.map((one) => one.name));
  const within: Context = {
    ...c,
    strict: true,
    privates: [...fresh, ...c.privates.filter((one) => !hidden.has(one.name))],
    members: fresh,
  };
  const make = heritage === undefined ? baseConstructor : derivedConstructor;
  const parts = spend(c) || (heritage !== undefined && c.random.chance(0.5)) ? [make(within)] : [];
  parts.push(...fresh.map((one) => declared(within, one)));
  for (let left = c.random.below(4); left > 0; left--) parts.push(member(within));
  if (c.features.has('static') && c.random.chance(0.25)) parts.push(block(within));
  if (inner) inner.ready = true;
  const order = parts
    .map((part) => [c.random.below(1000), part] as const)
    .sort(([a], [b]) => a - b);
  return `class ${name}${heritage === undefined ? '' : ` extends ${heritage}`} { ${order.map(([, part]) => part).join(' ')} }`;
}
