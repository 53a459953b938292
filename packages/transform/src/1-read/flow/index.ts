/** Syntax tree → flow: see `flow.ts` of the compiler. */
import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import type { ModuleFlow } from '../../flow.ts';
import { createReader, type Place } from './reader.ts';
import { readStatements } from './statements.ts';

export function readFlow(program: NodePath<t.Program>, source: string): ModuleFlow {
  const rd = createReader(program, source);
  const [receiver, result, yields] = [rd.isModule ? rd.cell() : rd.commonjs.exports, rd.cell(), rd.cell()];
  const unit = rd.unit(program.node, 'the module', 'module', { receiver, result, yields });
  const place: Place = { unit, scope: program.scope, receiver, result, yields, home: null, list: rd.cell };
  readStatements(program.node.body, place, rd);
  return rd.finish();
}
