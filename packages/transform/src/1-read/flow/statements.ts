/** Statements: they hold expressions, declare, and return. Everything is taken to happen. */
import * as t from '@babel/types';
import { slots } from '../../ast/walk.ts';
import type { Cell } from '../../flow.ts';
import { readClass, readFunction } from './functions.ts';
import type { Place, Reader } from './reader.ts';
import { assign } from './targets.ts';
import { readTypescript } from './typescript.ts';
import { evaluate, evaluateNamed, iterated } from './values.ts';

export function readStatements(nodes: readonly t.Node[], place: Place, rd: Reader): void {
  for (const node of nodes) readStatement(node, place, rd);
}

function readStatement(node: t.Node, around: Place, rd: Reader): void {
  const place = { ...around, scope: rd.scopeOf(node, around.scope) };
  switch (node.type) {
    case 'FunctionDeclaration': {
      const from = readFunction(node, node.id?.name ?? 'default', around, rd);
      const binding = node.id && around.scope.getBinding(node.id.name);
      if (binding) rd.emit({ kind: 'copy', from, to: rd.variable(binding) });
      return;
    }
    case 'ClassDeclaration':
      readClass(node, around, rd);
      return;
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) {
        if (init) rd.hold(init, node);
        assign(id, evaluateNamed(init, t.isIdentifier(id) ? id.name : '', around, rd), around, rd);
      }
      return;
    case 'ReturnStatement': {
      const from = evaluate(node.argument, place, rd);
      if (from !== null) rd.emit({ kind: 'copy', from, to: place.result });
      return;
    }
    case 'ForOfStatement':
    case 'ForInStatement': {
      const base = evaluate(node.right, place, rd);
      const value = base === null || node.type === 'ForInStatement' ? null : iterated(base, node, place, rd);
      const { left } = node;
      assign(t.isVariableDeclaration(left) ? (left.declarations[0]?.id ?? left) : left, value, place, rd);
      readStatement(node.body, place, rd);
      return;
    }
    case 'CatchClause':
      if (node.param) assign(node.param, thrown(rd), place, rd);
      readStatement(node.body, place, rd);
      return;
    case 'ThrowStatement': {
      const from = evaluate(node.argument, place, rd);
      if (from !== null) rd.emit({ kind: 'throw', from });
      return;
    }
    case 'ImportDeclaration':
      readImport(node, place, rd);
      return;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
    case 'ExportAllDeclaration':
      readExport(node, place, rd);
      return;
    default:
      if (t.isTypeScript(node)) {
        readTypescript(node, place, rd);
        return;
      }
      for (const { child } of slots(node)) {
        if (t.isExpression(child)) evaluate(child, place, rd);
        else readStatement(child, place, rd);
      }
  }
}

function thrown(rd: Reader): Cell {
  const to = rd.cell();
  rd.emit({ kind: 'global', name: '{thrown}', to });
  return to;
}

function readImport(node: t.ImportDeclaration, place: Place, rd: Reader): void {
  if (node.importKind === 'type' || node.importKind === 'typeof') return;
  rd.source(node.source.value);
  for (const one of node.specifiers) {
    const binding = place.scope.getBinding(one.local.name);
    if (!binding || ('importKind' in one && one.importKind === 'type')) continue;
    const name = t.isImportNamespaceSpecifier(one) ? null : t.isImportDefaultSpecifier(one) ? 'default' : moduleName(one.imported);
    rd.emit({ kind: 'import', source: node.source.value, name, to: rd.variable(binding) });
  }
}

const moduleName = (node: t.Identifier | t.StringLiteral): string => (t.isStringLiteral(node) ? node.value : node.name);

function readExport(node: t.ExportNamedDeclaration | t.ExportDefaultDeclaration | t.ExportAllDeclaration, place: Place, rd: Reader): void {
  const give = (name: string, cell: Cell | null): void => {
    if (cell !== null) rd.export({ kind: 'cell', name, cell });
  };
  if ('exportKind' in node && node.exportKind === 'type') return;
  if (t.isExportAllDeclaration(node)) {
    rd.source(node.source.value);
    rd.export({ kind: 'all', source: node.source.value });
    return;
  }
  const { declaration } = node;
  if (declaration) rd.hold(declaration, node);
  if (t.isExportDefaultDeclaration(node)) {
    if (t.isFunctionDeclaration(declaration)) {
      const cell = readFunction(declaration, declaration.id?.name ?? 'default', place, rd);
      const binding = declaration.id && place.scope.getBinding(declaration.id.name);
      if (binding) rd.emit({ kind: 'copy', from: cell, to: rd.variable(binding) });
      give('default', binding ? rd.variable(binding) : cell);
      return;
    }
    give(
      'default',
      t.isClass(declaration) ? readClass(declaration, place, rd, 'default') : evaluateNamed(declaration, 'default', place, rd),
    );
    return;
  }
  if (declaration) {
    readStatement(declaration, place, rd);
    if (t.isTSModuleDeclaration(declaration) && t.isIdentifier(declaration.id))
      give(declaration.id.name, rd.namespaces.get(declaration.id.name) ?? null);
    for (const name of Object.keys(t.getBindingIdentifiers(declaration, false, true))) {
      const binding = place.scope.getBinding(name);
      if (binding) give(name, rd.variable(binding));
    }
  }
  const source = node.source?.value;
  if (source !== undefined) rd.source(source);
  for (const one of node.specifiers) {
    const name = moduleName(one.exported);
    if (source === undefined) {
      const binding = t.isExportSpecifier(one) && t.isIdentifier(one.local) ? place.scope.getBinding(one.local.name) : undefined;
      if (binding) give(name, rd.variable(binding));
      else if (t.isExportSpecifier(one) && t.isIdentifier(one.local)) give(name, rd.namespaces.get(one.local.name) ?? null);
    } else {
      const imported = t.isExportSpecifier(one)
        ? moduleName(one.local as t.Identifier | t.StringLiteral)
        : t.isExportDefaultSpecifier(one)
          ? 'default'
          : null;
      rd.export({ kind: 'from', name, source, imported });
    }
  }
}
