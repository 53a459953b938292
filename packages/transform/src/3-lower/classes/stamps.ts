/**
 * Fields that the language cannot be left to initialise, because something suspends in between, are *stamped* on the
 * object later, in their order, by classes whose base class returns the object that it is given:
 *
 *   class C { a = 1; b = f(); c = this.a }
 *   → $stamp1: class extends $identity { a = 1 }
 *     $stamp2: class extends $identity { b = $value; c = this.a;  constructor(o, v) { super(($value = v, o)) } }
 *     new $stamp1(o); new $stamp2(o, f())
 *
 * So every field is defined by the engine. The value of a field that suspends is evaluated before and handed over.
 */
import * as t from '@babel/types';
import { assign, block, id, run } from '../../ast/build.ts';
import { type Field, isPrivate } from '../../ast/classes.ts';
import { harmless } from '../../ast/supers.ts';

export type Stamped = Field | t.ClassPrivateMethod | t.ClassMethod;

/** Fields that are stamped together: only the first one is given its value. */
export interface Stamp {
  readonly elements: readonly Stamped[];
  /** The initialiser of the first field, if that is evaluated before. */
  readonly value: t.Expression | null;
  /** Holds private names: the class whose names they are stands inside of the stamping class. */
  readonly encloses: boolean;
  readonly node: t.ClassExpression;
  /** The variables for the class and for the value that it is given. */
  readonly name: string;
}

/**
 * Names are variables around the class; `variable` makes one.
 *
 * @param isLate is the value of a field evaluated before?
 */
export function makeStamps(
  elements: readonly Stamped[],
  isLate: (node: t.Node) => boolean,
  variable: (hint: string) => string,
  runtime: (name: string) => string,
): readonly Stamp[] {
  const groups: { readonly elements: Stamped[]; readonly late: boolean }[] = [];
  for (const element of elements) {
    const late = !t.isMethod(element) && !t.isClassPrivateMethod(element) && isLate(element);
    if (late || groups.length === 0) groups.push({ elements: [element], late });
    else groups.at(-1)?.elements.push(element);
  }
  return groups.map(({ elements: members, late }) => {
    const held = late ? variable('$value') : null;
    const [first] = members as [Field];
    const value = held === null ? null : (first.value as t.Expression);
    if (held !== null) first.value = id(held);
    for (const member of members) if ('static' in member) member.static = false;
    const body = held === null ? [...members] : [...members, takesValue(held)];
    const node = native(t.classExpression(null, id(runtime('identity')), t.classBody(body)));
    return { elements: members, value, encloses: members.some(isPrivate), node, name: variable('$stamp') };
  });
}

/** `constructor(o, v) { super(($value = v, o)) }` */
function takesValue(held: string): t.ClassMethod {
  const parent = harmless(t.callExpression(t.super(), [t.sequenceExpression([assign(held, id('v')), id('o')])]));
  return native(t.classMethod('constructor', id('constructor'), [id('o'), id('v')], block([run(parent)])));
}

/** Marks code of ours that has no need to be compiled. */
export const native = <T extends t.Node>(node: T): T => Object.assign(node, { extra: { ...node.extra, native: true } });

/** The code that stamps an object. The values are evaluated here. */
export const stamping = (stamps: readonly Stamp[], object: () => t.Expression): t.Expression[] =>
  stamps.map(({ name, value }) => harmless(t.newExpression(id(name), value === null ? [object()] : [object(), value])));
