/**
 * `accessor` fields, which no later step knows:
 *
 *   class C { accessor x = f() }   →   class C { #x = f();  get x() { return this.#x }  set x(v) { this.#x = v } }
 *
 * Decorated ones are left, since a decorator would see the difference, and so are those with computed names.
 */
import * as t from '@babel/types';
import { assign, block, id, run } from '../../ast/build.ts';
import { keyName } from '../../ast/keys.ts';
import { isClosure } from '../../ast/walk.ts';
import { named } from '../identity.ts';

interface AccessorContext {
  readonly fresh: (base: string) => string;
  readonly runtime: (name: string) => string;
}

/** @returns whether there were any */
export function rewriteAutoAccessors(program: t.Program, cx: AccessorContext): boolean {
  let changed = false;
  t.traverseFast(program, (node) => {
    if (!t.isClassBody(node)) return;
    node.body = node.body.flatMap((element) => {
      if (!t.isClassAccessorProperty(element) || element.decorators?.length || !isSimple(element)) return [element];
      changed = true;
      return expanded(element, cx);
    });
  });
  return changed;
}

const isSimple = ({ key, computed }: t.ClassAccessorProperty): boolean => !computed || t.isStringLiteral(key);

function expanded(element: t.ClassAccessorProperty, { fresh, runtime }: AccessorContext): t.ClassBody['body'] {
  const { key, value, loc, static: isStatic } = element;
  const known = keyName(key, element.computed === true) ?? '';
  const name = fresh(t.isPrivateName(key) ? key.id.name : t.isIdentifier(key) ? key.name : 'accessor');
  const init = value && isClosure(value) ? named(value as t.Expression, known, runtime) : (value ?? null);
  const storage = (): t.MemberExpression => t.memberExpression(t.thisExpression(), t.privateName(id(name)));
  const accessor = (kind: 'get' | 'set', params: t.Identifier[], statement: t.Statement): t.ClassMethod | t.ClassPrivateMethod => {
    const body = block([statement]);
    const own = t.cloneNode(key, true);
    const made = t.isPrivateName(own)
      ? t.classPrivateMethod(kind, own, params, body, isStatic === true)
      : t.classMethod(kind, own as t.Identifier, params, body, element.computed === true, isStatic === true);
    return Object.assign(made, { loc });
  };
  return [
    Object.assign(t.classPrivateProperty(t.privateName(id(name)), init, undefined, isStatic === true), { loc }),
    accessor('get', [], t.returnStatement(storage())),
    accessor('set', [id('value')], run(assign(storage(), id('value')))),
  ];
}
