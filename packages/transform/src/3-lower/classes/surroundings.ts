/**
 * Puts around a class what has moved out of it:
 *
 *   class C extends f() { static x = g() }
 *   → let C = (($head) => { let $run; const $C = class C extends $head { … }; $run(); return $C })(f())
 */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { assign, block, call, declare, id, member, run } from '../../ast/build.ts';
import { harmless } from '../../ast/supers.ts';
import { replaceChild } from '../../ast/walk.ts';
import { named } from '../identity.ts';
import { nameFrom } from '../inferred.ts';
import { nameless } from './derived.ts';
import type { Head } from './head.ts';
import { type ClassParts, startBlock } from './parts.ts';
import type { Stamp } from './stamps.ts';
import type { RewriteContext } from './supers.ts';

/** What stands around a class that has been rewritten. */
interface Surroundings {
  readonly enclosing: readonly Stamp[];
  readonly statics: readonly t.Statement[];
  readonly head: Head;
  readonly early: readonly t.Identifier[];
}

/** Puts what stands around the class in its place. */
export function putAround(
  path: NodePath<t.Class>,
  { enclosing, statics, head, early }: Surroundings,
  parts: ClassParts,
  cx: RewriteContext,
): void {
  const { node, parent } = path;
  const { loc } = node;
  const place = { loc, start: node.start, end: node.end };
  const isDeclaration = t.isClassDeclaration(node);
  const name = node.id?.name ?? null;
  const inferred = name === null ? nameFrom(parent, String(path.key)) : name;
  const binding = isDeclaration && name !== null ? path.parentPath.scope.getBinding(name) : undefined;
  const made = isDeclaration ? (t.toExpression(node) as t.ClassExpression) : (node as t.ClassExpression);

  const runs = statics.length > 0 ? cx.fresh('$run') : null;
  if (runs !== null)
    startBlock(node).body.push(
      run(
        assign(
          runs,
          Object.assign(t.arrowFunctionExpression([], block([...statics])), { loc, extra: { title: `static code of ${name ?? 'class'}` } }),
        ),
      ),
    );
  let value: t.Expression =
    name !== null ? made : typeof inferred === 'string' ? named(made, inferred, cx.runtime) : harmless(named(made, null, cx.runtime));
  let inner: t.Class = node;
  for (const { node: outer, name: stamp } of enclosing) {
    const self = (): t.Expression => t.thisExpression();
    outer.body.body.push(harmless(t.staticBlock([run(assign(stamp, self())), run(assign(member(self(), 'of'), value))])));
    parts.enclose(inner, outer);
    inner = outer;
    value = member(outer, 'of');
  }
  if (runs !== null || head.params.length + early.length > 0) {
    const result = cx.fresh('$C');
    for (const use of early) use.name = result;
    if (name !== null) parts.sourceNames.set(result, name);
    const constant = (of: string, init: t.Expression): t.Statement =>
      Object.assign(t.variableDeclaration('const', [Object.assign(t.variableDeclarator(id(of), init), place)]), place);
    // Where the head uses the name, it has to see the variable.
    const within = early.length > 0;
    const statements = [
      ...(runs === null ? [] : [declare('let', runs, null)]),
      ...(within ? head.params.map((param, index) => declare('const', param, nameless(head.values[index] as t.Expression, cx))) : []),
      constant(result, value),
      ...(runs === null ? [] : [run(Object.assign(call(runs), { loc }))]),
      t.returnStatement(id(result)),
    ];
    const arrow = Object.assign(t.arrowFunctionExpression(within ? [] : head.params.map(id), block(statements)), { loc });
    value = Object.assign(call(arrow, ...(within ? [] : head.values)), { loc });
    if (runs === null && !within) harmless(value);
  }
  if (!isDeclaration) {
    replaceChild(parent, node, value);
    return;
  }
  if (binding) delete binding.scope.bindings[name ?? ''];
  if (name === null) {
    replaceChild(parent, node, value);
    return;
  }
  const declaration = Object.assign(t.variableDeclaration('let', [Object.assign(t.variableDeclarator(id(name), value), place)]), place);
  if (!t.isExportDefaultDeclaration(parent)) {
    replaceChild(parent, node, declaration);
    return;
  }
  const { body } = path.scope.getProgramParent().path.node as t.Program;
  body.splice(body.indexOf(parent), 1, declaration, t.exportNamedDeclaration(null, [t.exportSpecifier(id(name), id('default'))]));
}
