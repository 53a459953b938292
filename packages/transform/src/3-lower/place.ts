/** Tells functions that stay where they are (nothing compiled creates them) who they are. See `identity.ts`. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, block, call, declare, id, methodProperty } from '../ast/build.ts';
import { isInParameters } from '../ast/paths.ts';
import { replaceChild, slots } from '../ast/walk.ts';
import { notesOf } from './flavours.ts';
import { type Member, methodValue, named, rememberMembers, withAccessors } from './identity.ts';
import type { InPlace, Prepared } from './prepare.ts';
import { isRemembered, liftedBy } from './selves.ts';

/** Scopes made for variables where the source has none. */
interface Scopes {
  /** Objects in parameters and loop heads, and the variables of a scope around each of them. */
  readonly objects: Map<NodePath, string[]>;
  /** Arrows that were an expression, and their statements. */
  readonly arrows: Map<t.Node, t.Statement[]>;
  /** Objects that an arrow has been put around already, and its statements. */
  readonly wrapped: Map<t.Node, t.Statement[]>;
}

/** Before anything is lowered: classes tell their members. What they add is part of the class, wherever it goes. */
export function placeMembers(prepared: Prepared, runtime: (name: string) => string, fresh: (base: string) => string): void {
  const keys = new Map<Member, string>();
  for (const [node, members] of prepared.members) {
    for (const { method } of members) {
      if (t.isClassPrivateMethod(method) || !method.computed || t.isLiteral(method.key)) continue;
      // The key is needed twice: by the class and to find the method again.
      const held = fresh('$key');
      prepared.variables.get(node)?.push(held);
      keys.set(method, held);
      method.key = assign(held, call(runtime('propertyKey'), method.key as t.Expression));
    }
    rememberMembers(node, members, (method) => keys.get(method) ?? null, runtime);
  }
}

/** After everything is lowered, for what has stayed. */
export function placeSelves(
  prepared: Prepared,
  classes: readonly NodePath<t.Class>[],
  runtime: (name: string) => string,
  fresh: (base: string) => string,
): void {
  const scopes: Scopes = { objects: new Map(), arrows: new Map(), wrapped: new Map() };
  placeAccessors(prepared, runtime, fresh, scopes);
  for (const one of prepared.inPlace) {
    if (staysInObject(one, prepared)) continue;
    const name = keptName(one, prepared, prepared.isCompiled, runtime, fresh, scopes);
    placeOne(one, name, runtime, scopes);
  }
  for (const path of classes) {
    const variables = prepared.variables.get(path.node);
    if (variables && !liftedBy(path, prepared.isCompiled)) declareAround(path, variables, (value) => value, scopes);
  }
  for (const [object, variables] of scopes.objects) wrap(object, variables, object.node as t.Expression, scopes);
}

/** Where a function gets its name. A computed key is put in a variable, so that it is evaluated once. */
function keptName(
  { path }: InPlace,
  prepared: Prepared,
  isCompiled: (node: t.Node) => boolean,
  runtime: (name: string) => string,
  fresh: (base: string) => string,
  scopes: Scopes,
): string | t.Expression | null {
  const from = prepared.inferred.get(path.node) ?? null;
  if (from === null || typeof from === 'string') return from;
  const property = path.parent as t.ObjectProperty | t.ClassProperty;
  const owner = t.isClassProperty(property) ? path.findParent((up) => up.isClass()) : null;
  // The factory of a lifted class has been given its keys.
  if (owner && liftedBy(owner, isCompiled)) return property.key as t.Expression;
  const held = fresh('$key');
  property.key = assign(held, call(runtime('propertyKey'), property.key as t.Expression));
  // A key is evaluated with its class or object, outside of whatever stands around the value.
  declareAround(owner ?? (path.parentPath?.parentPath as NodePath), [held], (value) => value, scopes);
  return id(held);
}

/** An accessor, or a method whose `super` nobody can know. */
const staysInObject = ({ info: { node } }: InPlace, { dynamic }: Prepared): boolean =>
  t.isObjectMethod(node) && !isRemembered(node) && (node.kind !== 'method' || dynamic.some((one) => one.node === node));

/** Accessors of an object are found in it when it has been made. */
function placeAccessors(prepared: Prepared, runtime: (name: string) => string, fresh: (base: string) => string, scopes: Scopes): void {
  const objects = new Map<NodePath, { readonly self: string; readonly node: t.ObjectMethod; readonly key: t.Expression }[]>();
  const held = new Map<NodePath, string[]>();
  for (const one of prepared.inPlace) {
    const { info, path } = one;
    const object = path.parentPath;
    if (!object || !t.isObjectMethod(info.node) || !staysInObject(one, prepared)) continue;
    let key = info.node.key as t.Expression;
    if (info.node.computed && !t.isLiteral(key)) {
      const name = fresh('$key');
      held.set(object, [...(held.get(object) ?? []), name]);
      info.node.key = assign(name, call(runtime('propertyKey'), key));
      key = id(name);
    }
    objects.set(object, [...(objects.get(object) ?? []), { self: info.self, node: info.node, key }]);
  }
  for (const [object, accessors] of objects) {
    const holder = fresh('$object');
    const variables = [holder, ...accessors.map(({ self }) => self), ...(held.get(object) ?? [])];
    declareAround(object, variables, (node) => withAccessors(node, holder, accessors, runtime), scopes);
  }
}

function placeOne({ info, path }: InPlace, name: string | t.Expression | null, runtime: (name: string) => string, scopes: Scopes): void {
  const { node } = path;
  if (isRemembered(node)) return;
  if (t.isObjectMethod(node)) {
    const property = (value: t.Expression, key: t.Expression): t.Node => methodProperty(key, value, node.computed);
    if (!node.computed || t.isStringLiteral(node.key) || t.isNumericLiteral(node.key)) {
      declareAround(
        path,
        [info.self],
        () =>
          property(
            assign(info.self, methodValue(node, node.key as t.Expression, node.computed, runtime)),
            t.cloneNode(node.key as t.Expression),
          ),
        scopes,
      );
      return;
    }
    const held = `${info.self}$key`;
    declareAround(
      path,
      [info.self, held],
      () =>
        property(
          assign(info.self, methodValue(node, id(held), true, runtime)),
          assign(held, call(runtime('propertyKey'), node.key as t.Expression)),
        ),
      scopes,
    );
    return;
  }
  if (t.isFunctionDeclaration(node) && !node.id) {
    // `export default function () {}` stays hoisted and keeps its name.
    node.id = id(info.self);
    const around = path.parentPath;
    const list = around && listOf(around);
    list?.unshift(t.expressionStatement(call(runtime('rename'), id(info.self), t.stringLiteral('default'))));
    return;
  }
  if (t.isFunctionDeclaration(node)) {
    if (node.id?.name === info.self) return;
    const list = listOf(path.parentPath?.isExportDeclaration() ? path.parentPath : path);
    list?.unshift(declare('var', info.self, id(node.id?.name ?? '')));
    return;
  }
  const holds = path.parentPath?.isVariableDeclarator() && t.isIdentifier(path.parentPath.node.id, { name: info.self });
  if (holds || (t.isFunctionExpression(node) && node.id?.name === info.self)) {
    if (notesOf(node).flavour || (holds && name !== null && name !== info.self))
      swap(path.parent, node, named(node as t.Expression, name, runtime));
    return;
  }
  const made = (): t.Expression => assign(info.self, named(node as t.Expression, name, runtime));
  declareAround(path, [info.self], made, scopes);
}

const listOf = (path: NodePath): t.Statement[] | null => {
  const { parent } = path;
  for (const { key } of slots(parent)) {
    const list = (parent as unknown as Record<string, unknown>)[key];
    if (Array.isArray(list) && list.includes(path.node)) return list as t.Statement[];
  }
  return null;
};

/** Puts `make(node)` in the node's place, with its variables in a scope that lives as long as one evaluation of it. */
function declareAround(path: NodePath, variables: readonly string[], make: (node: t.Expression) => t.Node, scopes: Scopes): void {
  const before = path.node;
  const made = make(before as t.Expression);
  let statement: NodePath | null = null;
  for (let up: NodePath | null = path; up; up = up.parentPath) {
    const statements = up === path || isInParameters(path, up) ? undefined : scopes.arrows.get(up.node);
    if (statements) {
      statements.unshift(...variables.map((name) => declare('let', name, null)));
      if (made !== before) swap(path.parent, before, made);
      return;
    }
    if (up !== path && up.isArrowFunctionExpression() && !t.isBlockStatement(up.node.body) && !isInParameters(path, up)) {
      // `x => y => f(y)`: a statement list for the variable.
      const value = up.node.body;
      if (value === before) {
        up.node.body = block([...variables.map((name) => declare('let', name, null)), t.returnStatement(made as t.Expression)]);
      } else {
        if (made !== before) swap(path.parent, before, made);
        up.node.body = block([...variables.map((name) => declare('let', name, null)), t.returnStatement(value)]);
      }
      up.node.expression = false;
      scopes.arrows.set(up.node, up.node.body.body);
      return;
    }
    if (up !== path && (up.isFunction() || up.isLoop() || up.isClass())) break;
    if ((up.isStatement() || up.isExportDeclaration()) && Array.isArray(up.container)) {
      statement = up;
      break;
    }
  }
  const list = statement && listOf(statement);
  if (statement && list) {
    list.splice(list.indexOf(statement.node as t.Statement), 0, ...variables.map((name) => declare('let', name, null)));
    if (made !== before) swap(path.parent, before, made);
    return;
  }
  if (t.isObjectProperty(made)) {
    // The scope goes around the whole object, once for all its methods.
    swap(path.parent, before, made);
    const object = path.parentPath;
    if (object) scopes.objects.set(object, [...(scopes.objects.get(object) ?? []), ...variables]);
    return;
  }
  wrap(path, variables, made as t.Expression, scopes);
}

/** Puts a scope around what stands in the node's place, or uses the one that is around it already. */
function wrap({ node, parent }: NodePath, variables: readonly string[], made: t.Expression, scopes: Scopes): void {
  const statements = scopes.wrapped.get(node);
  if (statements) {
    const last = statements.at(-1) as t.ReturnStatement;
    if (made !== node) last.argument = made;
    statements.unshift(...variables.map((name) => declare('let', name, null)));
    return;
  }
  const whole = isolating(variables, made);
  scopes.wrapped.set(node, whole.body);
  swap(parent, node, inArrow(whole));
}

/** `{ let $self; return …; }`: a scope of its own for each evaluation, where the place has none. */
const isolating = (variables: readonly string[], value: t.Expression): t.BlockStatement =>
  block([...variables.map((name) => declare('let', name, null)), t.returnStatement(value)]);

const inArrow = (body: t.BlockStatement): t.Expression => call(t.parenthesizedExpression(t.arrowFunctionExpression([], body)));

function swap(parent: t.Node, before: t.Node, after: t.Node): void {
  if (replaceChild(parent, before, after)) return;
  // An arrow whose expression has become the value of a `return`.
  if (!t.isArrowFunctionExpression(parent) || !t.isBlockStatement(parent.body)) return;
  for (const statement of parent.body.body) if (t.isReturnStatement(statement)) swap(statement, before, after);
}
