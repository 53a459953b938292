/**
 * What a compiled module needs from the runtime, as constants of its own: reading an imported binding at each call
 * costs 1.4 times as much in fib.
 *
 *   import { load as $load } from "@fiberc/runtime/abi";
 *   const { S: $S, cap2: $cap2 } = $load(1);
 */
import * as t from '@babel/types';
import { call, id, num } from '../ast/build.ts';

export function emitPrologue(
  program: t.Program,
  isModule: boolean,
  imported: ReadonlyMap<string, string>,
  version: number,
  from: string,
  load: string,
): void {
  const names = t.objectPattern([...imported].map(([name, local]) => t.objectProperty(id(name), id(local))));
  const loaded = call(load, num(version));
  if (isModule) {
    program.body.unshift(
      t.importDeclaration([t.importSpecifier(id(load), id('load'))], t.stringLiteral(from)),
      t.variableDeclaration('const', [t.variableDeclarator(names, loaded)]),
    );
    return;
  }
  const required = call(t.memberExpression(call('require', t.stringLiteral(from)), id('load')), num(version));
  program.body.unshift(t.variableDeclaration('const', [t.variableDeclarator(names, required)]));
}
