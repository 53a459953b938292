/** Lowered code as text, for `fiberc dump`. */
import * as t from '@babel/types';
import type { Stmt } from '../contracts.ts';

export function outline(statements: readonly Stmt[], indent: string): string {
  const list = (inner: readonly Stmt[]): string => outline(inner, `${indent}  `);
  return statements
    .map((statement): string => {
      switch (statement.kind) {
        case 'code':
          return `${indent}code ${statement.node.type}${at(statement.node)}\n`;
        case 'decl':
          return `${indent}${statement.as} ${statement.name}${statement.init ? ` = ${brief(statement.init)}` : ''}\n`;
        case 'point':
          return `${indent}point ${statement.id}: ${statement.target ?? '_'} = ${brief(statement.call)}${at(statement)}\n`;
        case 'if':
          return `${indent}if ${brief(statement.test)}\n${list(statement.consequent)}${statement.alternate.length > 0 ? `${indent}else\n${list(statement.alternate)}` : ''}`;
        case 'loop':
          return `${indent}loop ${statement.label}\n${list([...statement.init, ...statement.body])}`;
        case 'labeled':
          return `${indent}${statement.label}:\n${list(statement.body)}`;
        case 'switch':
          return `${indent}switch ${statement.label} ${brief(statement.on)}\n${statement.cases.map((part) => `${indent}case ${part.test ? brief(part.test) : 'default'}\n${list(part.body)}`).join('')}`;
        case 'try':
          return `${indent}try\n${list(statement.block)}${statement.handler ? `${indent}catch ${statement.handler.param}\n${list(statement.handler.body)}` : ''}${statement.finalizer ? `${indent}finally\n${list(statement.finalizer)}` : ''}`;
        case 'break':
        case 'continue':
          return `${indent}${statement.kind} ${statement.label}\n`;
        case 'return':
          return `${indent}return ${statement.value ? brief(statement.value) : ''}\n`;
        default:
          return '';
      }
    })
    .join('');
}

const at = ({ loc }: { readonly loc?: t.SourceLocation | null | undefined }): string =>
  loc ? ` @${loc.start.line}:${loc.start.column + 1}` : '';

const brief = (node: t.Expression): string =>
  t.isIdentifier(node) ? node.name : t.isCallExpression(node) && t.isIdentifier(node.callee) ? `${node.callee.name}(…)` : node.type;
