/**
 * How a compiled function knows its own function object, which its frames carry:
 *
 * - a declaration or a named expression: by its name;
 * - `const f = () => …`: by the constant;
 * - any other: by a variable set where it is made:  `x.map($self = $anonymous(y => …))`
 *   (`{ ["name"]: y => … }["name"]` where the closure takes its name from its place);
 * - a class member: by a variable set in a static block:  `static { $self = this.prototype.m }`.
 */
import * as t from '@babel/types';
import { assign, call, id, member, run } from '../ast/build.ts';
import { keyName } from '../ast/keys.ts';
import { startBlock } from './classes/parts.ts';
import { notesOf } from './flavours.ts';

/**
 * An expression for the closure that keeps the name which its place in the source gave it.
 * The key is computed because Bun's transpiler folds `{ f: x => 1 }.f` and `(0, x => 1)`, and loses the name.
 */
export function named(closure: t.Expression, name: string | t.Expression | null, runtime: (name: string) => string): t.Expression {
  const { flavour } = notesOf(closure);
  if (flavour) return call(runtime(flavour), plainlyNamed(closure, name ?? '', runtime));
  if ('id' in closure && closure.id) return closure;
  return plainlyNamed(closure, name, runtime);
}

function plainlyNamed(closure: t.Expression, name: string | t.Expression | null, runtime: (name: string) => string): t.Expression {
  // A call keeps it nameless, and costs nothing once it is inlined.
  if (name === null || hasOwnName(closure)) return call(runtime('anonymous'), closure);
  const key = typeof name === 'string' ? t.stringLiteral(name) : name;
  const property =
    t.isFunctionExpression(closure) && notesOf(closure).flavour
      ? asMethod(closure, t.cloneNode(key))
      : t.objectProperty(t.cloneNode(key), closure, true);
  return t.memberExpression(t.objectExpression([property]), t.cloneNode(key), true);
}

/** V8 lets a computed key overwrite a static method called `name`. */
const hasOwnName = (closure: t.Expression): boolean =>
  t.isClassExpression(closure) &&
  closure.body.body.some(
    (member) =>
      t.isClassMethod(member) &&
      member.static === true &&
      (member.computed
        ? t.isStringLiteral(member.key, { value: 'name' })
        : t.isIdentifier(member.key, { name: 'name' }) || t.isStringLiteral(member.key, { value: 'name' })),
  );

/** An object method as a value: `{ ["m"]() {} }["m"]` keeps it a method, without a `prototype` and not constructible. */
export function methodValue(method: t.ObjectMethod, key: t.Expression, computed: boolean, runtime: (name: string) => string): t.Expression {
  const name = computed ? key : t.isIdentifier(key) ? t.stringLiteral(key.name) : key;
  const alone = t.objectMethod(
    method.kind,
    t.cloneNode(name),
    method.params as t.ObjectMethod['params'],
    method.body,
    true,
    method.generator ?? false,
    method.async ?? false,
  );
  alone.loc = method.loc ?? null;
  const value = t.memberExpression(t.objectExpression([alone]), t.cloneNode(name), true);
  const { flavour } = notesOf(method);
  return flavour ? call(runtime(flavour), value) : value;
}

/** A function without `prototype`, and no constructor. */
const asMethod = (closure: t.FunctionExpression, key: t.Expression): t.ObjectMethod =>
  Object.assign(t.objectMethod('method', key, closure.params as t.ObjectMethod['params'], closure.body, true), { loc: closure.loc });

export type Member = t.ClassMethod | t.ClassPrivateMethod;

/** Sets the self variables of class members before any other static code of the class runs. */
export function rememberMembers(
  node: t.Class,
  members: readonly { readonly self: string; readonly method: Member }[],
  keyOf: (method: Member) => string | null,
  runtime: (name: string) => string,
): void {
  if (members.length === 0) return;
  const statements = members.map(({ self, method }) => {
    const object = method.kind === 'constructor' || method.static === true ? t.thisExpression() : member(t.thisExpression(), 'prototype');
    if (method.kind === 'constructor') return run(assign(self, object));
    const held = keyOf(method);
    if (method.kind !== 'method' || hasAccessorBeside(node, method)) {
      const key = held === null ? (method.key as t.Expression) : id(held);
      const kind = method.kind === 'method' ? 'value' : method.kind;
      return run(assign(self, accessorOf(object, key, held === null && !('computed' in method && method.computed), kind, runtime)));
    }
    if (held !== null) return run(assign(self, t.memberExpression(object, id(held), true)));
    return run(
      assign(self, t.memberExpression(object, t.cloneNode(method.key), !t.isIdentifier(method.key) && !t.isPrivateName(method.key))),
    );
  });
  for (const { self, method } of members) {
    const { flavour } = notesOf(method);
    if (flavour && !isReplaced(node, method)) statements.push(run(call(runtime(flavour), id(self))));
  }
  startBlock(node).body.unshift(...statements);
}

/** Does a later member take the name of this one? What is found under it then is another function. */
const isReplaced = (node: t.Class, method: Member): boolean =>
  t.isClassMethod(method) &&
  node.body.body
    .slice(node.body.body.indexOf(method) + 1)
    .some(
      (later) =>
        t.isClassMethod(later) &&
        (later.static === true) === (method.static === true) &&
        keyName(later.key, later.computed) === keyName(method.key, method.computed),
    );

/** May an accessor of the same name have taken the place of a method? Asking for the method would call it. */
const hasAccessorBeside = (node: t.Class, method: Member): boolean =>
  t.isClassMethod(method) &&
  node.body.body.some(
    (other) =>
      t.isClassMethod(other) &&
      (other.kind === 'get' || other.kind === 'set') &&
      (other.static === true) === (method.static === true) &&
      (other.computed || method.computed || keyName(other.key, false) === keyName(method.key, false)),
  );

/** The function object of a getter, setter or method, from the object that has it. */
export const accessorOf = (
  object: t.Expression,
  key: t.Expression,
  isName: boolean,
  kind: 'get' | 'set' | 'value',
  runtime: (name: string) => string,
): t.Expression =>
  call(runtime('accessor'), object, isName && t.isIdentifier(key) ? t.stringLiteral(key.name) : t.cloneNode(key), t.stringLiteral(kind));

/** An object whose accessors are told who they are: `($o = { get x() { … } }, $self = $accessor($o, "x", "get"), $o)`. */
export const withAccessors = (
  object: t.Expression,
  holder: string,
  accessors: readonly { readonly self: string; readonly node: t.ObjectMethod; readonly key: t.Expression }[],
  runtime: (name: string) => string,
): t.Expression =>
  t.sequenceExpression([
    assign(holder, object),
    ...accessors.map(({ self, node, key }) =>
      assign(self, accessorOf(id(holder), key, key === node.key && !node.computed, node.kind === 'method' ? 'value' : node.kind, runtime)),
    ),
    id(holder),
  ]);
