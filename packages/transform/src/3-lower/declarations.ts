/**
 * Declarations of boxed variables.
 *
 *   let a = f(), { b } = g()   →   const $a = { v: f() };  let { b: b$1 } = g();  const $b = { v: b$1 };
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, at, block, declare, id, member, run, undef } from '../ast/build.ts';
import { isClosure, patternNames, walk } from '../ast/walk.ts';
import { type Boxed, makesBox, replaceInPattern, replaceTargets, type Split, type StorageContext } from './boxes.ts';

/** Takes boxed names out of a declaration: `let a = f(), { b } = g()` becomes one statement after the other. */
export function splitDeclaration({ path, names, inHead }: Split, cx: StorageContext): void {
  const { node, parentPath } = path;
  const boxed = (declarator: t.VariableDeclarator): string[] => patternNames(declarator.id).filter((name) => names.has(name));
  /** A pattern of which some names are boxed, as statements. */
  const takeApart = (declarator: t.VariableDeclarator, init: t.Expression | null): t.Statement[] => {
    const mine = [...new Set(boxed(declarator))];
    const used = new Set(patternUses(declarator.id));
    if (init === null || !mine.some((name) => used.has(names.get(name)?.box ?? ''))) {
      const moved = mine.map((name) => {
        const plain = cx.fresh(name);
        declarator.id = replaceInPattern(declarator.id, name, (from) => at(id(plain), from.loc)) as t.ObjectPattern;
        return (names.get(name) as Boxed).make(id(plain));
      });
      return [t.variableDeclaration(node.kind, [t.variableDeclarator(declarator.id, init)]), ...moved];
    }
    // The pattern itself uses a boxed name: boxes first, then an assignment.
    const others = patternNames(declarator.id).filter((name) => !names.has(name));
    const boxes = mine.flatMap((name) => {
      const { box, exists } = names.get(name) as Boxed;
      return exists ? [] : [makesBox(declare('const', box, t.objectExpression([t.objectProperty(id('v'), id(cx.runtime('T')))])))];
    });
    const assignment = t.assignmentExpression('=', declarator.id as t.ObjectPattern, init);
    for (const name of mine) replaceTargets(assignment, name, () => member(id((names.get(name) as Boxed).box), 'v'));
    return [...boxes, ...others.map((name) => declare(node.kind === 'var' ? 'var' : 'let', name, null)), run(assignment)];
  };
  if (parentPath?.isForXStatement() && path.key === 'left') {
    const [declarator] = node.declarations;
    if (!declarator) return;
    const element = cx.fresh('$element');
    const taken = takeApart(declarator, id(element));
    node.declarations = [t.variableDeclarator(id(element))];
    node.kind = 'const';
    parentPath.node.body = block([...taken, parentPath.node.body]);
    return;
  }
  if (parentPath?.isForStatement() && path.key === 'init') {
    boxLoopVariables(parentPath, node, names, inHead, cx);
    return;
  }
  const statements: t.Statement[] = [];
  for (const declarator of node.declarations) {
    const make = t.isIdentifier(declarator.id) ? names.get(declarator.id.name)?.make : undefined;
    if (make) {
      if (declarator.init) statements.push(make(declarator.init));
      else if (node.kind !== 'var') statements.push(make(undef()));
    } else statements.push(...takeApart(declarator, declarator.init ?? null));
  }
  path.replaceWithMultiple(statements.length > 0 ? statements : [t.emptyStatement()]);
}

/** Each iteration has boxes of its own: `for (let i = 0; …; i++)` → `for (let $i = { v: 0 }; …; $i = { v: $i.v }, $i.v++)`. */
function boxLoopVariables(
  loop: NodePath<t.ForStatement>,
  node: t.VariableDeclaration,
  names: ReadonlyMap<string, Boxed>,
  inHead: readonly string[],
  cx: StorageContext,
): void {
  const boxOf = (value: t.Expression): t.Expression => t.objectExpression([t.objectProperty(id('v'), value)]);
  const copyOf = (box: string): t.Expression => assign(box, boxOf(member(id(box), 'v')));
  const declarations: t.VariableDeclarator[] = inHead.map((box) => t.variableDeclarator(id(box), boxOf(id(cx.runtime('T')))));
  const copies: t.Expression[] = inHead.map(copyOf);
  for (const declarator of node.declarations) {
    const make = t.isIdentifier(declarator.id) ? names.get(declarator.id.name)?.make : undefined;
    if (!make) {
      if (patternNames(declarator.id).some((name) => names.has(name))) cx.refuse(declarator);
      declarations.push(declarator);
      continue;
    }
    const made = make(declarator.init ?? undef());
    if (t.isExpressionStatement(made)) {
      // A `var`, or a dead zone: the box was made further out.
      if (declarator.init || node.kind !== 'var') declarations.push(t.variableDeclarator(id(cx.fresh('$init')), made.expression));
      continue;
    }
    const [fresh] = (made as t.VariableDeclaration).declarations;
    if (!fresh || !t.isIdentifier(fresh.id)) continue;
    declarations.push(fresh);
    copies.push(copyOf(fresh.id.name));
  }
  if (node.kind !== 'var') node.kind = 'let';
  if (copies.length > 0) {
    // A closure in the head keeps the variable of the head.
    if (declarations.some((declarator) => declarator.init && holdsClosure(declarator.init)))
      declarations.push(...copies.map((copy) => t.variableDeclarator(id(cx.fresh('$init')), t.cloneNode(copy))));
    const { update } = loop.node;
    loop.node.update = update
      ? t.sequenceExpression([...copies, ...(t.isSequenceExpression(update) ? update.expressions : [update])])
      : copies.length === 1
        ? (copies[0] as t.Expression)
        : t.sequenceExpression(copies);
  }
  node.declarations = declarations;
  if (declarations.length === 0) loop.node.init = null;
}

function holdsClosure(node: t.Node): boolean {
  let found = false;
  walk(node, (inner) => {
    found ||= isClosure(inner);
  });
  return found;
}

/** Names that evaluating a pattern may read. */
function patternUses(pattern: t.Node): string[] {
  const names: string[] = [];
  walk(pattern, (inner) => {
    if (t.isIdentifier(inner)) names.push(inner.name);
  });
  return names;
}
