/**
 * What a module defines, by name. Much that built-ins call is defined by few programs, and asking for it everywhere
 * would cost all others: it counts where the module itself has something of that name.
 */
import * as t from '@babel/types';
import { keyName } from '../ast/keys.ts';

/** Names of methods and properties that a module gives to objects, and symbols (`[Symbol.match]`) that it mentions. */
export function definedNames(program: t.Program): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: string | null): void => {
    if (name !== null) names.add(name);
  };
  t.traverseFast(program, (node) => {
    if (t.isMethod(node) || t.isProperty(node)) add(keyName(node.key, 'computed' in node && node.computed === true));
    else if (t.isAssignmentExpression(node) && t.isMemberExpression(node.left)) add(keyName(node.left.property, node.left.computed));
    else if (t.isMemberExpression(node) && keyName(node, true) !== null) add(keyName(node, true));
    // `Object.defineProperty(o, 'toJSON', …)`
    else if (t.isCallExpression(node)) for (const argument of node.arguments) if (t.isStringLiteral(argument)) names.add(argument.value);
    if (t.isClass(node) && t.isIdentifier(node.superClass)) names.add(`extends ${node.superClass.name}`);
  });
  return names;
}
