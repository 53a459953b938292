/** Values that are no objects. */
import * as t from '@babel/types';

/** Is what this evaluates to never an object? */
export const isPrimitive = (node: t.Node): boolean =>
  (t.isLiteral(node) && !t.isRegExpLiteral(node)) || t.isUnaryExpression(node) || t.isBinaryExpression(node) || t.isUpdateExpression(node);
