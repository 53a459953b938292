/**
 * Which locals are alive at each suspension point: those that are read later before they are assigned. Only these go
 * into a frame; an unassigned local never does (an `undefined` loop variable made a JavaScriptCore loop 21 times slower).
 *
 * Backward over the structure; loops are repeated until nothing changes.
 */
import * as t from '@babel/types';
import { eachChild, homeOf, isVariable, patternNames } from '../ast/walk.ts';
import type { Lowered, Stmt } from '../contracts.ts';

type Names = ReadonlySet<string>;

interface Flow {
  /** Live at the target of a break or continue. */
  readonly breaks: ReadonlyMap<string, Names>;
  readonly continues: ReadonlyMap<string, Names>;
  /** Live where an exception, or a return through a finalizer, goes. */
  readonly thrown: Names;
}

const EMPTY: Names = new Set();
const union = (...sets: readonly Names[]): Set<string> => {
  const all = new Set<string>();
  for (const set of sets) for (const name of set) all.add(name);
  return all;
};

export function liveness(fn: Lowered): Map<number, Names> {
  const live = new Map<number, Names>();
  const reads = readsOf(fn.locals);

  const list = (statements: readonly Stmt[], out: Names, flow: Flow): Names =>
    statements.reduceRight<Names>((after, statement) => before(statement, after, flow), out);

  const minus = (names: Names, killed: readonly string[]): Set<string> => {
    const rest = new Set(names);
    for (const name of killed) rest.delete(name);
    return rest;
  };

  function before(statement: Stmt, after: Names, flow: Flow): Names {
    switch (statement.kind) {
      case 'code':
        return union(minus(after, kills(statement.node)), reads(statement.node), flow.thrown);
      case 'decl':
        if (statement.as === 'var' && statement.init === null) return after;
        return union(minus(after, [statement.name]), statement.init ? reads(statement.init) : EMPTY, flow.thrown);
      case 'point': {
        const across = union(statement.target === null ? after : minus(after, [statement.target]), flow.thrown);
        live.set(statement.id, union(live.get(statement.id) ?? EMPTY, across));
        return union(across, reads(statement.call), statement.raw ? reads(statement.raw.call) : EMPTY, reads(statement.callee));
      }
      case 'return':
        return union(statement.value ? reads(statement.value) : EMPTY, flow.thrown);
      case 'break':
        return union(flow.breaks.get(statement.label) ?? EMPTY, flow.thrown);
      case 'continue':
        return union(flow.continues.get(statement.label) ?? EMPTY, flow.thrown);
      case 'if':
        return union(reads(statement.test), list(statement.consequent, after, flow), list(statement.alternate, after, flow), flow.thrown);
      case 'labeled':
        return list(statement.body, after, { ...flow, breaks: new Map(flow.breaks).set(statement.label, after) });
      case 'switch':
        return switchBefore(statement, after, flow);
      case 'loop':
        return loopBefore(statement, after, flow);
      case 'try':
        return tryBefore(statement, after, flow);
    }
  }

  function switchBefore(statement: Extract<Stmt, { kind: 'switch' }>, after: Names, flow: Flow): Names {
    const inner = { ...flow, breaks: new Map(flow.breaks).set(statement.label, after) };
    let next = after;
    let all: Names = after;
    for (const part of [...statement.cases].reverse()) {
      next = list(part.body, next, inner);
      all = union(all, next, part.test ? reads(part.test) : EMPTY);
    }
    return union(all, reads(statement.on), flow.thrown);
  }

  function loopBefore(statement: Extract<Stmt, { kind: 'loop' }>, after: Names, flow: Flow): Names {
    const test = statement.test ? union(reads(statement.test), after) : EMPTY;
    const update = statement.update;
    const updated = (head: Names): Names => (update ? union(minus(head, kills(t.expressionStatement(update))), reads(update)) : head);
    let head: Names = EMPTY;
    for (;;) {
      const top = head;
      const again = updated(statement.post ? union(test, top) : top);
      const inner: Flow = {
        ...flow,
        breaks: new Map(flow.breaks).set(statement.label, after),
        continues: new Map(flow.continues).set(statement.label, again),
      };
      const body = list(statement.body, again, inner);
      head = statement.post ? body : union(test, body);
      if (head.size === top.size) break;
    }
    return list(statement.init, union(head, flow.thrown), flow);
  }

  function tryBefore(statement: Extract<Stmt, { kind: 'try' }>, after: Names, flow: Flow): Names {
    // What leaves a block with a finalizer runs it first, wherever it goes.
    const final = statement.finalizer ? list(statement.finalizer, union(after, flow.thrown), flow) : EMPTY;
    const next = statement.finalizer ? union(final, after) : after;
    const outside: Flow = statement.finalizer ? { ...flow, thrown: union(flow.thrown, final) } : flow;
    const handler = statement.handler ? minus(list(statement.handler.body, next, outside), [statement.handler.param]) : null;
    const inside: Flow = { ...outside, thrown: handler ? union(handler, final) : outside.thrown };
    return union(list(statement.block, next, inside), inside.thrown);
  }

  list(fn.body, EMPTY, { breaks: new Map(), continues: new Map(), thrown: EMPTY });
  return live;
}

/** Names that a statement assigns for certain, whatever happens in it. */
function kills(node: t.Statement): readonly string[] {
  if (t.isVariableDeclaration(node))
    return node.declarations.flatMap((one) => (one.init || node.kind !== 'var' ? patternNames(one.id) : []));
  if (t.isExpressionStatement(node) && t.isAssignmentExpression(node.expression, { operator: '=' }))
    return patternNames(node.expression.left);
  return [];
}

/** The locals that evaluating a node may read. A name that is only assigned, at the outermost level, is not read. */
function readsOf(locals: Names): (node: t.Node) => Names {
  const memo = new WeakMap<t.Node, Names>();
  return (root) => {
    const known = memo.get(root);
    if (known) return known;
    const names = new Set<string>();
    const visit = (node: t.Node, parent: t.Node | null): void => {
      const home = homeOf(node);
      if (home !== null) names.add(home).add('$this');
      if (t.isThisExpression(node)) names.add('$this');
      else if (t.isMetaProperty(node) && node.meta.name === 'new') names.add('$newTarget');
      else if (t.isIdentifier(node) && isVariable(node, parent)) names.add(node.name === 'arguments' ? '$arguments' : node.name);
      else if (t.isVariableDeclarator(node)) {
        // A pattern's defaults read names that the pattern itself has bound before; one read too early is in a box.
        const before = new Set(names);
        assigned(node.id, node);
        if (t.isVariableDeclaration(parent) && parent.kind !== 'var')
          for (const name of patternNames(node.id)) if (!before.has(name)) names.delete(name);
        if (node.init) visit(node.init, node);
      } else if (t.isExpressionStatement(node) && t.isAssignmentExpression(node.expression, { operator: '=' })) {
        assigned(node.expression.left, node.expression);
        visit(node.expression.right, node.expression);
      } else eachChild(node, (child) => visit(child, node));
    };
    /** What a pattern reads while it assigns: defaults, computed keys, the objects of members. */
    const assigned = (node: t.Node, parent: t.Node): void => {
      if (t.isIdentifier(node)) return;
      if (t.isAssignmentPattern(node)) {
        assigned(node.left, node);
        visit(node.right, node);
      } else if (t.isRestElement(node)) assigned(node.argument, node);
      else if (t.isArrayPattern(node)) for (const element of node.elements) element && assigned(element, node);
      else if (t.isObjectPattern(node)) {
        for (const property of node.properties) {
          if (t.isRestElement(property)) assigned(property, node);
          else {
            if (property.computed) visit(property.key, property);
            assigned(property.value, property);
          }
        }
      } else visit(node, parent);
    };
    visit(root, null);
    for (const name of innerNames(root)) names.delete(name);
    for (const name of names) if (!locals.has(name)) names.delete(name);
    memo.set(root, names);
    return names;
  };
}

/** Names that exist only inside of a statement that is kept as it is. */
function innerNames(root: t.Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: t.Node): void => {
    eachChild(node, (child) => {
      if (t.isVariableDeclaration(child) && child.kind !== 'var') for (const name of patternNames(child)) names.add(name);
      if (t.isCatchClause(child) && child.param) for (const name of patternNames(child.param)) names.add(name);
      if ((t.isClassDeclaration(child) || t.isFunctionDeclaration(child)) && child.id) names.add(child.id.name);
      visit(child);
    });
    if (t.isCatchClause(node) && node.param) for (const name of patternNames(node.param)) names.add(name);
  };
  visit(root);
  return names;
}
