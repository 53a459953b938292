/** What a generated program knows about its names, so that most references mean something. */
import type { Random } from './prng.ts';

/** What a variable most likely holds. */
export type Type = 'num' | 'arr' | 'obj' | 'fn' | 'class' | Exclude<Kind, 'plain'>;

/** What a function is besides its form. `gen`, `async` and `agen` are also what such a function is when it is a value. */
export type Kind = 'plain' | 'gen' | 'async' | 'agen';

/** Parts of the language that a campaign can leave out. */
export const features = [
  'gen',
  'async',
  'agen',
  'accessors',
  'derived',
  'fields',
  'super',
  'private',
  'static',
  'using',
  'proxies',
  'natives',
  'eval',
  'with',
] as const;
export type Feature = (typeof features)[number];

/** A private name of a class around: what stands behind it says how it may be used. */
export interface Private {
  readonly name: string;
  readonly kind: 'field' | 'method' | 'accessor' | 'getter';
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  readonly constant: boolean;
  /** Declared before the place that is being written. */
  ready: boolean;
}

export interface Scope {
  readonly names: Map<string, Variable>;
  /** Names of `var` declarations inside: no lexical declaration may have them. */
  readonly vars: Set<string>;
  /** Names of simple parameters: `var` may declare them again. */
  readonly params: Set<string>;
  readonly parent: Scope | null;
  readonly isFunction: boolean;
}

/** What `break` and `continue` may leave. */
export interface Target {
  readonly label: string | null;
  readonly kind: 'loop' | 'switch' | 'block';
}

/** `initial` is the initialiser of a field. */
export type Form =
  | 'function'
  | 'arrow'
  | 'method'
  | 'constructor'
  | 'derived'
  | 'accessor'
  | 'initial'
  | 'block';

export interface Context {
  readonly random: Random;
  /** Changes while a program grows. */
  readonly growth: { budget: number; tags: number; labels: number };
  readonly scope: Scope;
  readonly features: ReadonlySet<Feature>;
  readonly form: Form;
  readonly kind: Kind;
  /** Whether the function's own `yield` or `await` may stand here. */
  readonly pauses: boolean;
  /** Whether `super.x` may stand here. */
  readonly hasSuper: boolean;
  /** Private names of all classes around; of the object that `this` is; of the class whose members are written. */
  readonly privates: readonly Private[];
  readonly own: readonly Private[];
  readonly members: readonly Private[];
  /** Whether `this` is an object, `arguments` and `new.target` exist. */
  readonly hasThis: boolean;
  readonly hasArguments: boolean;
  readonly targets: readonly Target[];
  readonly strict: boolean;
  /** Calls are allowed. */
  readonly calls: boolean;
  /** Inside `try`: throwing is more useful. */
  readonly guarded: boolean;
  /** What iterates is asynchronous: V8 then closes iterators whose `next` has failed, which the language forbids. */
  readonly adapts: boolean;
}

const pool = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x', 'y'];
const traps = ['$1', '$', '$k', '$v', '$S', '$it', 'of', 'async', 'get', 'self', '_', '$f', '$key'];

export const scopeIn = (parent: Scope | null, isFunction = false): Scope => ({
  names: new Map(),
  vars: new Set(),
  params: new Set(),
  parent,
  isFunction,
});

/** The scopes that a `var` here passes through, the function's own last. */
function hoisting(scope: Scope): Scope[] {
  const found: Scope[] = [];
  for (let one: Scope | null = scope; one; one = one.parent) {
    found.push(one);
    if (one.isFunction) break;
  }
  return found;
}

const isFree = (scope: Scope, name: string, asVar: boolean): boolean =>
  asVar
    ? hoisting(scope).every((one) => one.vars.has(name) || !one.names.has(name))
    : !scope.names.has(name) && !scope.vars.has(name);

/** Declares a name that may be declared here, often one that shadows another. */
export function declare(
  c: Context,
  type: Type,
  { constant = false, asVar = false, ready = true } = {},
): Variable {
  let name = c.random.chance(0.06) ? c.random.pick(traps) : c.random.pick(pool);
  for (let n = 1; !isFree(c.scope, name, asVar); n++) name = `${c.random.pick(pool)}${n}`;
  const variable: Variable = { name, type, constant, ready };
  if (asVar) for (const one of hoisting(c.scope)) one.vars.add(name);
  const home = asVar ? hoisting(c.scope).at(-1) : c.scope;
  home?.names.set(name, variable);
  return variable;
}

/** A visible variable of a type. Now and then one that is still in its dead zone. */
export function find(c: Context, type: Type, writable = false): Variable | undefined {
  const seen = new Set<string>();
  const found: Variable[] = [];
  let crossed = false;
  for (let scope: Scope | null = c.scope; scope; scope = scope.parent) {
    for (const variable of scope.names.values()) {
      if (seen.has(variable.name)) continue;
      seen.add(variable.name);
      if (variable.type !== type) continue;
      if (!variable.ready && !c.random.chance(crossed ? 0.3 : 0.012)) continue;
      if (writable && variable.constant && !c.random.chance(0.04)) continue;
      found.push(variable);
    }
    if (scope.isFunction) crossed = true;
  }
  if (found.length === 0) return undefined;
  // Near variables first: they live in the activation that is written.
  return c.random.chance(0.5)
    ? found[c.random.below(Math.min(3, found.length))]
    : c.random.pick(found);
}

/** A number for a log entry, so that every entry says where it came from. */
export const tag = (c: Context): number => ++c.growth.tags;

export const spend = (c: Context, amount = 1): boolean => {
  c.growth.budget -= amount;
  return c.growth.budget > 0;
};
