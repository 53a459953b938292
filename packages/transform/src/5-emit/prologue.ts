/**
 * What a compiled module needs from the runtime, as constants of its own: reading an imported binding at each call
 * costs 1.4 times as much in fib.
 *
 *   import { load as $load } from "@fiberc/runtime/abi";
 *   const { S: $S, cap2: $cap2 } = $load(1);
 *
 * In CommonJS the right side is `require("@fiberc/runtime/abi").load(1)`, in a script
 * `globalThis["@fiberc/runtime/abi"].load(1)`.
 */
import * as t from '@babel/types';
import { call, id, num } from '../ast/build.ts';

/** Where a source can take the runtime from. */
export type Format = 'module' | 'commonjs' | 'script';

export function emitPrologue(
  program: t.Program,
  format: Format,
  imported: ReadonlyMap<string, string>,
  version: number,
  from: string,
  load: string,
): void {
  const names = t.objectPattern([...imported].map(([name, local]) => t.objectProperty(id(name), id(local))));
  const loaded = call(load, num(version));
  if (format === 'module') {
    program.body.unshift(
      t.importDeclaration([t.importSpecifier(id(load), id('load'))], t.stringLiteral(from)),
      t.variableDeclaration('const', [t.variableDeclarator(names, loaded)]),
    );
    return;
  }
  const exports =
    format === 'script' ? t.memberExpression(id('globalThis'), t.stringLiteral(from), true) : call('require', t.stringLiteral(from));
  program.body.unshift(
    t.variableDeclaration('const', [t.variableDeclarator(names, call(t.memberExpression(exports, id('load')), num(version)))]),
  );
}
