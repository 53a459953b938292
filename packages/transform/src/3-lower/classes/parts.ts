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
import { isStaticCode } from '../../ast/classes.ts';
import { harmless } from '../../ast/supers.ts';

export interface ClassParts {
  /** Variables around the evaluations of each class. */
  readonly variables: ReadonlyMap<t.Class, readonly string[]>;
  /** New names that messages call by what they are in the source. */
  readonly sourceNames: Map<string, string>;
  /** A new variable around a class. */
  readonly variable: (node: t.Class, hint: string) => string;
  /** The variable for the object whose prototype `super` looks into: the prototype, or the class itself. */
  readonly home: (node: t.Class, isStatic: boolean) => string;
  /** `outer` has been put around `node`: variables go around both. */
  readonly enclose: (node: t.Class, outer: t.Class) => void;
}

/** Is this a static block that we have made, which calls nothing? */
export const isGenerated = (node: t.Node): boolean => t.isStaticBlock(node) && node.extra?.harmless === true;

/** Does making this class run code that may use its name? */
export const hasStaticCode = (node: t.Node): boolean =>
  t.isClassDeclaration(node) && node.body.body.some((element) => isStaticCode(element) && !isGenerated(element));

/** The static block of ours that a class begins with. */
export function startBlock(node: t.Class): t.StaticBlock {
  const [first] = node.body.body;
  if (t.isStaticBlock(first) && isGenerated(first)) return first;
  const made = harmless(t.staticBlock([]));
  node.body.body.unshift(made);
  return made;
}

export function classParts(fresh: (base: string) => string): ClassParts {
  const variables = new Map<t.Class, string[]>();
  const known = new Map<t.Class, Map<boolean, string>>();
  const around = new Map<t.Class, t.Class>();

  const variable = (node: t.Class, hint: string): string => {
    const name = fresh(hint);
    let place = node;
    for (let outer = around.get(node); outer; outer = around.get(outer)) place = outer;
    variables.set(place, [...(variables.get(place) ?? []), name]);
    return name;
  };
  const home = (node: t.Class, isStatic: boolean): string => {
    const mine = known.get(node) ?? new Map<boolean, string>();
    known.set(node, mine);
    const before = mine.get(isStatic);
    if (before !== undefined) return before;
    const name = variable(node, isStatic ? '$class' : '$home');
    mine.set(isStatic, name);
    const value = isStatic ? t.thisExpression() : member(t.thisExpression(), 'prototype');
    startBlock(node).body.push(run(assign(id(name), value)));
    return name;
  };
  const enclose = (node: t.Class, outer: t.Class): void => {
    variables.set(outer, [...(variables.get(outer) ?? []), ...(variables.get(node) ?? [])]);
    variables.delete(node);
    around.set(node, outer);
  };
  return { variables, sourceNames: new Map(), variable, home, enclose };
}
