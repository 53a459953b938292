/**
 * What TypeScript has beside types. A namespace is an object that holds what it exports:
 *
 *   namespace N { export const f = g; }   →   store `f` of N
 *
 * Members of enums are no objects.
 */
import * as t from '@babel/types';
import { eachChild } from '../../ast/walk.ts';
import { nameParts, type Place, type Reader, siteOf } from './reader.ts';
import { readStatements } from './statements.ts';
import { evaluate } from './values.ts';

export function readTypescript(node: t.Node, place: Place, rd: Reader): void {
  if (t.isTSExportAssignment(node)) {
    const from = evaluate(node.expression, place, rd);
    if (from === null) return;
    rd.emit({ kind: 'store', base: rd.commonjs.module, key: 'exports', from, ...siteOf(node, place) });
  } else if (t.isTSImportEqualsDeclaration(node)) {
    const binding = place.scope.getBinding(node.id.name);
    const { moduleReference: from } = node;
    if (t.isTSExternalModuleReference(from)) {
      if (!binding) return;
      rd.source(from.expression.value);
      rd.emit({ kind: 'require', source: from.expression.value, to: rd.variable(binding) });
    } else if (binding) {
      const value = evaluate(entityAsExpression(from), place, rd);
      if (value !== null) rd.emit({ kind: 'copy', from: value, to: rd.variable(binding) });
    }
  } else if (t.isTSModuleDeclaration(node)) readNamespace(node, place, rd);
  else if (t.isTSEnumDeclaration(node)) initialisers(node, place, rd);
}

const entityAsExpression = (node: t.Node): t.Expression =>
  t.isTSQualifiedName(node)
    ? { ...t.memberExpression(entityAsExpression(node.left), node.right), start: node.start ?? null, end: node.end ?? null }
    : (node as t.Identifier);

function readNamespace(node: t.TSModuleDeclaration, place: Place, rd: Reader): void {
  if (node.declare) return;
  const names = nameParts(node.id);
  const cells = names.map((name) => rd.namespaces.get(name));
  const site = siteOf(node, place);
  cells.forEach((cell, index) => {
    const around = cells[index - 1];
    if (around !== undefined && cell !== undefined)
      rd.emit({ kind: 'store', base: around, key: names[index] ?? null, from: cell, ...site });
  });
  const base = cells.at(-1);
  const { body } = node;
  if (base === undefined || !body) return;
  // A function or a class of the same name is the same object.
  const merged = place.scope.getBinding(names[0] ?? '');
  if (merged) rd.emit({ kind: 'extend', from: cells[0] ?? base, to: rd.variable(merged) });
  const scope = rd.scopeOf(body, rd.scopeOf(node, place.scope));
  const inside: Place = { ...place, scope };
  for (const statement of (t.isTSModuleBlock(body) ? body.body : [t.exportNamedDeclaration(body as never)]) as readonly t.Statement[]) {
    const declaration = t.isExportNamedDeclaration(statement) ? statement.declaration : null;
    if (!declaration) {
      readStatements([statement], inside, rd);
      continue;
    }
    rd.hold(declaration, statement);
    readStatements([declaration], inside, rd);
    const inner = t.isTSModuleDeclaration(declaration) ? nameParts(declaration.id)[0] : undefined;
    for (const name of inner === undefined ? Object.keys(t.getBindingIdentifiers(declaration, false, true)) : [inner]) {
      const binding = scope.getBinding(name);
      const from = binding ? rd.variable(binding) : rd.namespaces.get(name);
      if (from !== undefined) rd.emit({ kind: 'store', base, key: name, from, ...site });
      // Assigned to from another part.
      if (binding) rd.emit({ kind: 'load', base, key: name, to: rd.variable(binding), ...site });
    }
  }
}

function initialisers(node: t.Node, place: Place, rd: Reader): void {
  eachChild(node, (child) => {
    if (t.isTSEnumMember(child)) evaluate(child.initializer, place, rd);
    else initialisers(child, place, rd);
  });
}
