/**
 * What a debugger may be asked for at each suspension point: variables that the source has there and that have a value,
 * whether or not anybody reads them afterwards. Where stacks are shown they are kept like those that are alive.
 */
import * as t from '@babel/types';
import { patternNames } from '../ast/walk.ts';
import type { Lowered, Stmt } from '../contracts.ts';

/** @param inSource whether the source has a local by this name, apart from `this` and its like */
export function visible(fn: Lowered, inSource: (local: string) => boolean): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  const own = new Set(declaredIn(fn.body));
  const isShown = (name: string): boolean => fn.locals.has(name) && inSource(name);

  /** A list sees what has been declared before it, around it and in it. */
  const list = (statements: readonly Stmt[], before: readonly string[]): void => {
    let seen = before;
    for (const statement of statements) {
      inside(statement, seen);
      seen = [...seen, ...declaredBy(statement).filter(isShown)];
    }
  };
  const inside = (statement: Stmt, seen: readonly string[]): void => {
    switch (statement.kind) {
      case 'point':
        found.set(statement.id, seen);
        return;
      case 'if':
        list(statement.consequent, seen);
        list(statement.alternate, seen);
        return;
      case 'loop':
        list(statement.body, [...seen, ...statement.init.flatMap(declaredBy).filter(isShown)]);
        return;
      case 'labeled':
        list(statement.body, seen);
        return;
      case 'switch':
        for (const part of statement.cases) list(part.body, seen);
        return;
      case 'try':
        list(statement.block, seen);
        return;
      case 'code':
      case 'decl':
      case 'break':
      case 'continue':
      case 'return':
    }
  };
  // Parameters, and values from outside.
  list(
    fn.body,
    [...fn.locals].filter((name) => !own.has(name) && isShown(name)),
  );
  return found;
}

/** What is declared for the statements behind this one. */
function declaredBy(statement: Stmt): readonly string[] {
  switch (statement.kind) {
    case 'decl':
      return [statement.name];
    case 'point':
      return statement.declare !== null && statement.target !== null ? [statement.target] : [];
    case 'code':
      return t.isVariableDeclaration(statement.node) ? statement.node.declarations.flatMap(({ id }) => patternNames(id)) : [];
    default:
      return [];
  }
}

/** All that is declared in a body, at any depth. */
const declaredIn = (statements: readonly Stmt[]): readonly string[] =>
  statements.flatMap((statement): readonly string[] => {
    switch (statement.kind) {
      case 'code': {
        const names: string[] = [];
        t.traverseFast(statement.node, (node) => {
          if (t.isVariableDeclarator(node)) names.push(...patternNames(node.id));
          else if (t.isCatchClause(node) && node.param) names.push(...patternNames(node.param));
          else if ((t.isFunctionDeclaration(node) || t.isClassDeclaration(node)) && node.id) names.push(node.id.name);
        });
        return names;
      }
      case 'if':
        return declaredIn([...statement.consequent, ...statement.alternate]);
      case 'loop':
        return declaredIn([...statement.init, ...statement.body]);
      case 'labeled':
        return declaredIn(statement.body);
      case 'switch':
        return statement.cases.flatMap((part) => declaredIn(part.body));
      case 'try': {
        const handler = statement.handler ? [statement.handler.param, ...declaredIn(statement.handler.body)] : [];
        return [...declaredIn(statement.block), ...handler, ...declaredIn(statement.finalizer ?? [])];
      }
      default:
        return declaredBy(statement);
    }
  });
