/**
 * What a class tells the code that has moved out of it, in variables around each of its evaluations:
 *
 *   let $home;  class C extends B { static { $home = this.prototype; } … }
 *
 * They are set in a static block that stands before all other static code, and never change after that, so that frames
 * may carry copies of them.
 */
import * as t from '@babel/types';
import { assign, id, member, run } from '../../ast/build.ts';

export interface ClassParts {
  /** Variables around the evaluations of each class. */
  readonly variables: ReadonlyMap<t.Class, readonly string[]>;
  readonly names: ReadonlySet<string>;
  /** A new variable around a class. */
  readonly variable: (node: t.Class, hint: string) => string;
  /** Runs when the class has been made, before its own static code. */
  readonly atStart: (node: t.Class, statement: t.Statement) => void;
  /** The variable for the object whose prototype `super` looks into. */
  readonly home: (node: t.Class, isStatic: boolean) => string;
}

const GENERATED = 'fiberc';

/** Is this a static block that we have made, which calls nothing? */
export const isGenerated = (node: t.Node): boolean => t.isStaticBlock(node) && node.extra?.[GENERATED] === true;

/** The static block of ours that a class begins with. */
export function startBlock(node: t.Class): t.StaticBlock {
  const [first] = node.body.body;
  if (t.isStaticBlock(first) && isGenerated(first)) return first;
  const made = Object.assign(t.staticBlock([]), { extra: { [GENERATED]: true } });
  node.body.body.unshift(made);
  return made;
}

export function classParts(fresh: (base: string) => string): ClassParts {
  const variables = new Map<t.Class, string[]>();
  const names = new Set<string>();
  const known = new Map<t.Class, Map<string, string>>();

  const variable = (node: t.Class, hint: string): string => {
    const name = fresh(hint);
    variables.set(node, [...(variables.get(node) ?? []), name]);
    names.add(name);
    return name;
  };
  const atStart = (node: t.Class, statement: t.Statement): void => void startBlock(node).body.push(statement);
  /** One variable for each class and value. */
  const once = (node: t.Class, hint: string, value: () => t.Expression): string => {
    const mine = known.get(node) ?? new Map<string, string>();
    known.set(node, mine);
    const before = mine.get(hint);
    if (before !== undefined) return before;
    const name = variable(node, hint);
    mine.set(hint, name);
    atStart(node, run(assign(id(name), value())));
    return name;
  };
  return {
    variables,
    names,
    variable,
    atStart,
    home: (node, isStatic) =>
      isStatic ? once(node, '$class', () => t.thisExpression()) : once(node, '$home', () => member(t.thisExpression(), 'prototype')),
  };
}
