/**
 * Builders for the few node shapes that emitted code is made of. The most frequent ones leave out what Babel's own
 * builders do for each node: to check its children.
 */
import * as t from '@babel/types';

export const id = (name: string): t.Identifier => ({ type: 'Identifier', name }) as t.Identifier;
const literal = (value: number): t.NumericLiteral => ({ type: 'NumericLiteral', value }) as t.NumericLiteral;
export const num = (value: number): t.Expression => (value < 0 ? t.unaryExpression('-', literal(-value)) : literal(value));
export const undef = (): t.Expression => t.unaryExpression('void', t.numericLiteral(0));
export const call = (callee: string | t.Expression, ...args: (t.Expression | t.SpreadElement)[]): t.CallExpression =>
  ({ type: 'CallExpression', callee: typeof callee === 'string' ? id(callee) : callee, arguments: args }) as t.CallExpression;
export const assign = (target: string | t.LVal, value: t.Expression): t.AssignmentExpression =>
  ({
    type: 'AssignmentExpression',
    operator: '=',
    left: typeof target === 'string' ? id(target) : target,
    right: value,
  }) as t.AssignmentExpression;
export const member = (object: t.Expression, name: string): t.MemberExpression => t.memberExpression(object, id(name));
export const is = (left: t.Expression, right: t.Expression): t.Expression => t.binaryExpression('===', left, right);
export const isNot = (left: t.Expression, right: t.Expression): t.Expression => t.binaryExpression('!==', left, right);
export const run = (expression: t.Expression): t.Statement => ({ type: 'ExpressionStatement', expression }) as t.Statement;
export const declare = (kind: 'let' | 'const' | 'var', name: string, init: t.Expression | null): t.VariableDeclaration =>
  t.variableDeclaration(kind, [t.variableDeclarator(id(name), init)]);
export const block = (body: readonly t.Statement[]): t.BlockStatement => t.blockStatement([...body]);
export const nullish = (name: string): t.Expression => t.logicalExpression('||', is(id(name), t.nullLiteral()), is(id(name), undef()));
/** Does `held && …`, `held || …` or `held ?? …` go on to its right side? */
export const goesOn = (operator: '&&' | '||' | '??', held: string): t.Expression =>
  operator === '&&' ? id(held) : operator === '||' ? t.unaryExpression('!', id(held)) : nullish(held);
/** A copy that shares nothing; positions and comments are kept. */
export const copy = <T extends t.Node>(node: T): T => t.cloneNode(node, true, false);
/** Gives `node` the position of `from`, so that it is mapped to it. */
export const at = <T extends t.Node>(node: T, from: t.SourceLocation | null | undefined): T => {
  // That of an identifier tells its name as well.
  if (from) node.loc = 'name' in node ? from : withoutName(from);
  return node;
};

/** A place without the name of the identifier there, which would become that of all that is printed for a node. */
export const withoutName = ({ start, end }: t.SourceLocation): t.SourceLocation => ({ start, end }) as t.SourceLocation;

/** In an object literal `__proto__: x` is no property, but sets the prototype. */
export const isPrototype = (key: t.Node): boolean =>
  t.isIdentifier(key, { name: '__proto__' }) || t.isStringLiteral(key, { value: '__proto__' });

/** A property that stands for a method of an object literal. */
export const methodProperty = (key: t.Expression, value: t.Expression, computed: boolean): t.ObjectProperty =>
  !computed && isPrototype(key) ? t.objectProperty(t.stringLiteral('__proto__'), value, true) : t.objectProperty(key, value, computed);
