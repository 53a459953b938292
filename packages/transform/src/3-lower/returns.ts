/**
 * The token as a value. Code that is not compiled may keep it, and hand it to compiled code as an argument or a property.
 * A function that returns it would pass for one that has been captured; so it asks what it returns or yields:
 *
 *   return x   →   return x === $S ? $returned(x) : x
 *
 * Only what comes from elsewhere is asked: not what a suspension point has given, nor what operators make. What a setter
 * returns is lost, and that it has been captured shows in the state of the runtime; that is what it asks for at its end.
 */
import * as t from '@babel/types';
import { at, block, call, declare, id, is, run } from '../ast/build.ts';
import { isSetter } from '../ast/keys.ts';
import { isPrimitive } from '../ast/primitives.ts';
import { isClosure, patternNames, replace, walkActivation } from '../ast/walk.ts';
import { type FunctionInfo, isGenerator, type ModuleContext } from './function.ts';

type Context = Pick<ModuleContext, 'runtime' | 'isPoint' | 'freshIn'>;

/** Rewrites what a function returns or yields, before it is lowered. */
export function guardReturns(fn: FunctionInfo, cx: Context): void {
  // A promise asks what it is resolved with, and so does the runtime what an async generator gives.
  if (fn.kind === 'async' || fn.kind === 'async generator') return;
  const body = fn.node.body as t.BlockStatement;
  if (isSetter(fn.node)) {
    const finished = (...args: t.Expression[]): t.Expression => call(cx.runtime('finished'), ...args);
    walkActivation(body, (node) => {
      if (t.isReturnStatement(node)) node.argument = at(node.argument ? finished(node.argument) : finished(), node.loc);
    });
    if (!t.isReturnStatement(body.body.at(-1))) body.body.push(run(finished()));
    return;
  }
  const isOwn = ownValues(fn, cx);
  const ask = (value: t.Expression): t.Expression => call(cx.runtime('returned'), value);
  if (isGenerator(fn)) {
    walkActivation(body, (node) => {
      if ((t.isReturnStatement(node) || (t.isYieldExpression(node) && !node.delegate)) && node.argument && !isOwn(node.argument))
        node.argument = at(ask(node.argument), node.argument.loc);
    });
    return;
  }
  // Asking here, and not in the runtime, costs next to nothing.
  const compared = (value: t.Expression): t.Expression =>
    t.conditionalExpression(is(value, id(cx.runtime('S'))), ask(t.cloneNode(value)), t.cloneNode(value));
  replace(body, (node) => {
    if (isClosure(node)) return node;
    if (!t.isReturnStatement(node) || !node.argument || isOwn(node.argument)) return null;
    const { argument, loc } = node;
    if (t.isIdentifier(argument) || t.isThisExpression(argument)) return at(t.returnStatement(compared(argument)), loc);
    const held = cx.freshIn(fn.locals, '$');
    fn.locals.add(held);
    // To a debugger they are one statement.
    return block([at(declare('const', held, argument), loc), t.returnStatement(compared(id(held)))]);
  });
}

/** Tells of an expression whether it is known not to be the token. */
function ownValues({ node: fn, form, locals }: FunctionInfo, cx: Context): (value: t.Expression) => boolean {
  /** What each variable of the function gets; null: something from elsewhere. */
  const given = new Map<string, (t.Expression | null)[]>();
  const give = (target: t.Node, value: t.Expression | null): void => {
    for (const name of patternNames(target)) given.set(name, [...(given.get(name) ?? []), t.isIdentifier(target) ? value : null]);
  };
  const declared = new Set<string>();
  walkActivation(fn.body, (node) => {
    if (t.isForXStatement(node)) give(node.left, null);
    else if (t.isCatchClause(node) && node.param) give(node.param, null);
    else if (t.isVariableDeclarator(node)) {
      for (const name of patternNames(node.id)) declared.add(name);
      if (node.init || !t.isIdentifier(node.id)) give(node.id, node.init ?? null);
    } else if (t.isAssignmentExpression(node) && !isArithmetic(node.operator)) give(node.left, node.right);
  });
  for (const param of fn.params) give(param, null);
  /** Variables that get something from elsewhere, perhaps by way of others. */
  const unsure = new Set<string>();
  const isOwn = (value: t.Expression): boolean => {
    if (isPrimitive(value) || isClosure(value)) return true;
    switch (value.type) {
      case 'Identifier':
        return (
          (declared.has(value.name) && locals.has(value.name) && !unsure.has(value.name)) ||
          (value.name === 'undefined' && !locals.has('undefined'))
        );
      case 'ThisExpression':
        return form === 'constructor';
      case 'ArrayExpression':
      case 'ObjectExpression':
      case 'RegExpLiteral':
        return true;
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
      case 'TaggedTemplateExpression':
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return cx.isPoint(value);
      case 'ConditionalExpression':
        return isOwn(value.consequent) && isOwn(value.alternate);
      case 'LogicalExpression':
        return isOwn(value.left) && isOwn(value.right);
      case 'SequenceExpression':
        return isOwn(value.expressions.at(-1) as t.Expression);
      case 'AssignmentExpression':
        return isArithmetic(value.operator) || (value.operator === '=' && isOwn(value.right));
      case 'ParenthesizedExpression':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        return isOwn(value.expression);
      default:
        return false;
    }
  };
  for (let known = -1; known < unsure.size; ) {
    known = unsure.size;
    for (const [name, values] of given) if (!values.every((value) => value !== null && isOwn(value))) unsure.add(name);
  }
  return isOwn;
}

/** Does this assign what an operator makes? */
const isArithmetic = (operator: string): boolean => operator !== '=' && !/^(&&|\|\||\?\?)=$/.test(operator);
