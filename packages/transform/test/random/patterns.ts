/** Random destructuring patterns: for declarations, parameters and assignments. */
import { any, expression, key, place } from './expressions.ts';
import { type Context, declare, find } from './scope.ts';

/** How names in a pattern are bound. `assign` binds none. */
export type Binding = 'let' | 'const' | 'var' | 'param' | 'assign';

const target = (c: Context, depth: number, binding: Binding, names: string[]): string => {
  if (depth > 0 && c.random.chance(0.08)) return pattern(c, depth - 1, binding, names);
  if (binding === 'assign') return place(c, depth - 1);
  const variable = declare(c, 'num', {
    constant: binding === 'const',
    asVar: binding === 'var',
    ready: false,
  });
  names.push(variable.name);
  // From the next element on it can be used.
  variable.ready = true;
  return variable.name;
};

const withDefault = (c: Context, depth: number, binding: Binding, names: string[]): string => {
  const inner = target(c, depth, binding, names);
  const value =
    inner.startsWith('[') || inner.startsWith('{') ? expression(c, 'arr', 1) : any(c, depth - 1);
  return c.random.chance(0.4) ? `${inner} = ${value}` : inner;
};

const rest = (c: Context, depth: number, binding: Binding, names: string[]): string => {
  if (binding !== 'assign') {
    const variable = declare(c, 'arr', { constant: binding === 'const', asVar: binding === 'var' });
    names.push(variable.name);
    return `...${variable.name}`;
  }
  return `...${find(c, 'arr', true)?.name ?? place(c, depth - 1)}`;
};

function arrayPattern(c: Context, depth: number, binding: Binding, names: string[]): string {
  const parts = Array.from({ length: 1 + c.random.below(3) }, () =>
    c.random.chance(0.1) ? '' : withDefault(c, depth, binding, names),
  );
  if (c.random.chance(0.25)) parts.push(rest(c, depth, binding, names));
  return `[${parts.join(', ')}]`;
}

function objectPattern(c: Context, depth: number, binding: Binding, names: string[]): string {
  const parts = Array.from({ length: 1 + c.random.below(3) }, () => {
    const name = c.random.chance(0.4)
      ? `[${key(c, depth - 1)}]`
      : c.random.pick(['n', 'p', 'q', 'length', '0']);
    return `${name}: ${withDefault(c, depth, binding, names)}`;
  });
  // V8 evaluates the first target before it asks whether there is an object: let that show nothing.
  if (binding === 'assign') parts.unshift(`n: ${find(c, 'num', true)?.name ?? 'spare'}`);
  // Object rest takes only a plain target, and its type is another one: a number will do.
  if (c.random.chance(0.2) && binding !== 'assign') {
    const variable = declare(c, 'obj', { constant: binding === 'const', asVar: binding === 'var' });
    names.push(variable.name);
    parts.push(`...${variable.name}`);
  }
  return `{ ${parts.join(', ')} }`;
}

/** A pattern; the names that it binds are declared and added to `names`. */
export function pattern(c: Context, depth: number, binding: Binding, names: string[] = []): string {
  return c.random.chance(0.6)
    ? arrayPattern(c, depth, binding, names)
    : objectPattern(c, depth, binding, names);
}
