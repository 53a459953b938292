/**
 * Lifts closures out of a compiled function. Both of its bodies create the same closures, and each closure must have
 * one definition; so it moves into a factory beside the outermost function, with what it captures as parameters:
 *
 *   function f(a) { g(); return (b) => a + b; }
 *   → function f(a) { g(); return f$arrow(a); }     function f$arrow(a) { return (b) => a + b; }
 *
 * After this a compiled function holds no closure.
 */
import * as t from '@babel/types';
import { assign, block, call, declare, id, methodProperty } from '../ast/build.ts';
import { usedTooEarly } from '../ast/classes.ts';
import { freeNames, isClosure, slots } from '../ast/walk.ts';
import { leadingBoxes } from './boxes.ts';
import { notesOf } from './flavours.ts';
import { type FunctionInfo, lexical, type ModuleContext } from './function.ts';
import { methodValue, named, withAccessors } from './identity.ts';
import { isView } from './mapped.ts';

export function liftClosures(fn: FunctionInfo, selfVariables: ReadonlyMap<t.Node, readonly string[]>, cx: ModuleContext): void {
  const hoisted = new Map<t.Node[], t.Statement[]>();
  const computedNames = new Map<t.Node, t.Expression>();
  let strict = fn.strict;
  /** The statement list that a switch stands in. */
  const switchLists = new Map<t.Node, t.Statement[]>();

  /** A variable for a key that two places need. */
  const hold = (): string => {
    const held = cx.fresh('$key');
    fn.locals.add(held);
    const { body } = fn.node.body as t.BlockStatement;
    body.splice(leadingBoxes(body), 0, declare('let', held, null));
    return held;
  };

  /** What a class evaluates where it stands, in order: heritage and computed names. They become arguments of its factory. */
  const classHead = (node: t.Class): { readonly names: readonly string[]; readonly values: readonly t.Expression[] } => {
    const names: string[] = [];
    const values: t.Expression[] = [];
    const take = (value: t.Expression): t.Identifier => {
      const holder = t.expressionStatement(value);
      const around = strict;
      // All of a class is strict code.
      strict = true;
      visit(holder);
      strict = around;
      const name = cx.fresh('$head');
      names.push(name);
      values.push(holder.expression);
      return id(name);
    };
    const keys = node.body.body.flatMap((element) =>
      'computed' in element && element.computed && !t.isLiteral(element.key) ? [element] : [],
    );
    const outOfPlace = usedTooEarly(node);
    if (outOfPlace) cx.refuse(outOfPlace, 'PRIVATE_HEAD');
    if (node.superClass && (keys.length > 0 || !t.isIdentifier(node.superClass))) node.superClass = take(node.superClass);
    for (const element of keys) {
      const key = element.key as t.Expression;
      // A member that is remembered by its key has the key wrapped already.
      const inner =
        t.isAssignmentExpression(key) &&
        t.isCallExpression(key.right) &&
        t.isIdentifier(key.right.callee, { name: cx.runtime('propertyKey') })
          ? key.right
          : null;
      if (inner) inner.arguments[0] = take(inner.arguments[0] as t.Expression);
      else element.key = take(call(cx.runtime('propertyKey'), key)) as typeof element.key;
    }
    return { names, values };
  };

  const factory = (
    base: string,
    node: t.Node,
    extra: readonly string[],
    result: t.Expression,
    variables: readonly string[],
    keep: string | null,
    alias: string | null = null,
  ): t.Expression => {
    const used = freeNames(node);
    const captured = [...used].filter(
      (name) => (fn.locals.has(name) || name === fn.self) && name !== keep && name !== alias && !(name === fn.self && fn.selfAtHome),
    );
    const name = cx.fresh(`${fn.name}$${base}`);
    const body: t.Statement[] = variables.map((variable) => declare('let', variable, null));
    if (
      keep !== null &&
      !(t.isFunctionExpression(result) && result.id?.name === keep) &&
      !(t.isClassExpression(result) && result.id?.name === keep)
    ) {
      body.push(
        declare('const', keep, result),
        ...(alias === null ? [] : [declare('const', alias, id(keep))]),
        t.returnStatement(id(keep)),
      );
    } else body.push(t.returnStatement(result));
    const made = t.functionDeclaration(id(name), [...extra, ...captured].map(id), block(body));
    if (strict) made.body.directives.push(t.directive(t.directiveLiteral('use strict')));
    cx.homeOf(node).add(made);
    return call(name, ...[...extra, ...captured].map((captured) => lexical(fn, captured)));
  };

  /** The factory call for a function or class. `bound`: the constant that holds the closure, if it knows itself by that. */
  const lift = (node: t.Function | t.Class, bound: string | null): t.Expression => {
    const head = t.isClass(node) ? classHead(node) : { names: [], values: [] };
    const made = liftWith(node, bound, head.names) as t.CallExpression;
    for (const [index, value] of head.values.entries()) made.arguments[index] = value;
    return made;
  };

  const liftWith = (node: t.Function | t.Class, bound: string | null, head: readonly string[]): t.Expression => {
    const expression = (t.isFunctionDeclaration(node) || t.isClassDeclaration(node) ? t.toExpression(node) : node) as t.Expression;
    const info = cx.infoOf(node);
    const variables = selfVariables.get(node) ?? [];
    const own = (node as { id?: t.Identifier | null }).id?.name ?? null;
    const inferred = computedNames.get(node) ?? cx.inferredName(node);
    const base =
      own ??
      (typeof inferred === 'string' && t.isValidIdentifier(inferred)
        ? inferred
        : t.isArrowFunctionExpression(node)
          ? 'arrow'
          : t.isClass(node)
            ? 'class'
            : 'function');
    const known = bound !== null && freeNames(node).has(bound) ? bound : info && !t.isClass(node) ? info.self : own;
    if (own !== null && cx.sourceName(own) === own && !isReservedIn(node, own))
      return factory(base, node, head, expression, variables, known);
    if (own !== null) {
      // Renamed to keep it apart from another variable: the function object keeps the name of the source.
      (node as t.FunctionExpression).id = null;
      return factory(base, node, head, named(expression, cx.sourceName(own), cx.runtime), variables, own);
    }
    const self = info && !t.isClass(node) ? info.self : bound;
    // It may be used by the constant as well as by the variable by which it knows itself.
    const alias = notesOf(node).self !== undefined && bound !== null && bound !== self && freeNames(node).has(bound) ? bound : null;
    if (inferred !== null && typeof inferred !== 'string') {
      const key = cx.fresh('$key');
      const made = factory(base, node, [...head, key], named(expression, id(key), cx.runtime), variables, self) as t.CallExpression;
      made.arguments[head.length] = t.cloneNode(inferred);
      return made;
    }
    // Bun inlines a constant that is used once, and a class loses its name by that.
    if (inferred !== null && self === inferred && !t.isClass(node) && !notesOf(node).flavour)
      return factory(base, node, head, expression, variables, self);
    return factory(
      base,
      node,
      head,
      inferred === null && self === null ? expression : named(expression, inferred, cx.runtime),
      variables,
      self,
      alias,
    );
  };

  const replaceKey = (made: t.Expression, key: t.Expression): t.Expression => {
    (made as t.CallExpression).arguments[0] = t.cloneNode(key);
    return made;
  };

  const method = (node: t.ObjectMethod): t.ObjectProperty => {
    const self = cx.infoOf(node)?.self ?? null;
    const base = t.isIdentifier(node.key) && !node.computed ? node.key.name : 'method';
    if (!node.computed)
      return methodProperty(
        t.cloneNode(node.key as t.Identifier),
        factory(base, node, [], methodValue(node, node.key as t.Expression, false, cx.runtime), [], self),
        false,
      );
    const key = cx.fresh('$key');
    const held = hold();
    const name = node.key as t.Expression;
    // The name is evaluated here, not in the factory.
    node.key = id(key);
    const value = factory(base, node, [key], methodValue(node, id(key), true, cx.runtime), [], self);
    return t.objectProperty(assign(held, call(cx.runtime('propertyKey'), name)), replaceKey(value, id(held)), true);
  };

  const visit = (node: t.Node, around: t.Node | null = null): void => {
    const record = node as unknown as Record<string, unknown>;
    for (const { key, index, child } of slots(node)) {
      const put = (next: t.Node): void => {
        if (index === null) record[key] = next;
        else {
          const list = record[key] as t.Node[];
          list[list.indexOf(child)] = next;
        }
      };
      if (t.isFunctionDeclaration(child)) {
        const list = record[key] as t.Node[];
        list.splice(list.indexOf(child), 1);
        const name = child.id?.name ?? '';
        if (t.isSwitchCase(node)) {
          // All cases share one scope, which is entered before the first.
          const before = switchLists.get(around as t.Node) ?? [];
          before.splice(before.indexOf(around as t.Statement), 0, declare('var', name, lift(child, null)));
          continue;
        }
        const declared = hoisted.get(list) ?? [];
        hoisted.set(list, [
          ...declared,
          declare(list === (fn.node.body as t.BlockStatement).body ? 'var' : 'let', name, lift(child, null)),
        ]);
      } else if (t.isClassDeclaration(child)) {
        const name = child.id?.name ?? '';
        put(declare('let', name, lift(child, null)));
      } else if (t.isObjectMethod(child)) {
        if (child.kind !== 'method') continue;
        if (child.computed) visitKey(child);
        put(method(child));
      } else if (isClosure(child)) {
        if (t.isObjectProperty(node) && node.computed && key === 'value' && cx.inferredName(child) === node.key) {
          // The closure takes its name from the key, which is evaluated once.
          const held = hold();
          const name = t.expressionStatement(node.key as t.Expression);
          visit(name);
          node.key = assign(held, call(cx.runtime('propertyKey'), name.expression));
          computedNames.set(child, id(held));
        }
        const bound = t.isVariableDeclarator(node) && t.isIdentifier(node.id) ? node.id.name : null;
        put(lift(child, bound));
      } else if (t.isObjectExpression(child) && isView(child)) continue;
      else if (t.isObjectExpression(child) && needsWhole(child)) put(whole(child));
      else {
        if (t.isSwitchStatement(child) && index !== null) switchLists.set(child, record[key] as t.Statement[]);
        visit(child, node);
      }
    }
  };

  const visitKey = (child: t.ObjectMethod): void => {
    const holder = t.expressionStatement(child.key as t.Expression);
    visit(holder);
    child.key = holder.expression;
  };

  /** An object with accessors (or methods that use `super`) is one closure: its values are evaluated first, in order. */
  const whole = (node: t.ObjectExpression): t.Expression => {
    const extra: string[] = [];
    const variables: string[] = [];
    const values: t.Expression[] = [];
    const accessors: { readonly self: string; readonly node: t.ObjectMethod; readonly key: t.Expression }[] = [];
    const take = (value: t.Expression): t.Expression => {
      const name = cx.fresh('$value');
      extra.push(name);
      const holder = t.expressionStatement(value);
      visit(holder);
      values.push(holder.expression);
      return id(name);
    };
    for (const [index, property] of node.properties.entries()) {
      if (t.isSpreadElement(property)) property.argument = take(t.objectExpression([t.spreadElement(property.argument)]));
      else {
        if (property.computed) {
          let key: t.Expression = call(cx.runtime('propertyKey'), property.key as t.Expression);
          if (t.isObjectProperty(property) && isClosure(property.value)) {
            const held = hold();
            key = assign(held, key);
            computedNames.set(property.value, id(held));
          }
          property.key = take(key);
        }
        if (t.isObjectProperty(property)) {
          property.value = take(property.value as t.Expression);
          property.shorthand = false;
        } else {
          const info = cx.infoOf(property);
          if (!info) continue;
          variables.push(info.self);
          const key = property.key as t.Expression;
          if (property.kind !== 'method') {
            accessors.push({ self: info.self, node: property, key });
            continue;
          }
          node.properties[index] = methodProperty(
            t.cloneNode(key),
            assign(info.self, methodValue(property, key, property.computed, cx.runtime)),
            property.computed,
          );
        }
      }
    }
    const holder = accessors.length > 0 ? cx.fresh('$object') : null;
    if (holder !== null) variables.push(holder);
    const result = holder === null ? node : withAccessors(node, holder, accessors, cx.runtime);
    const made = factory('object', node, extra, result, variables, null) as t.CallExpression;
    values.forEach((value, index) => {
      made.arguments[index] = value;
    });
    return made;
  };

  visit(fn.node.body);
  for (const [list, declarations] of hoisted) {
    // Declarations that share a name: the last one counts. What they capture is made before them.
    list.splice(leadingBoxes(list as t.Statement[]), 0, ...declarations);
  }
}

/** `async function await() {}` is a declaration and no expression: inside of the latter its own name would be an operator. */
const isReservedIn = (node: t.Function | t.Class, name: string): boolean =>
  t.isFunction(node) && ((node.async === true && name === 'await') || (node.generator === true && name === 'yield'));

const needsWhole = (node: t.ObjectExpression): boolean =>
  node.properties.some((property) => t.isObjectMethod(property) && (property.kind !== 'method' || usesSuper(property)));

function usesSuper(node: t.Node): boolean {
  if (t.isSuper(node)) return true;
  for (const { child } of slots(node)) if (!(isClosure(child) && !t.isArrowFunctionExpression(child)) && usesSuper(child)) return true;
  return false;
}
