/**
 * What a compiled module needs from the runtime, as constants of its own: reading an imported binding at each call
 * costs 1.4 times as much in fib. Equivalents of built-ins are imported one by one, so that bundlers see which are used.
 *
 *   import { load as $load } from "@fiberc/runtime/abi";
 *   import { map as $map$import } from "@fiberc/runtime/builtins";
 *   const { S: $S, cap2: $cap2 } = /*#__PURE__*\/ $load(1);
 *   const $map = $map$import;
 *
 * In CommonJS the right side is `require("@fiberc/runtime/abi").load(1)`, in a script
 * `globalThis["@fiberc/runtime/abi"].load(1)`.
 */
import * as t from '@babel/types';
import { call, declare, id, num } from '../ast/build.ts';
import { patternNames } from '../ast/walk.ts';
import { marked } from './pure.ts';

/** Names of a module, and what they are called here. */
interface Imported {
  readonly from: string;
  readonly names: ReadonlyMap<string, string>;
}

/** Where a source can take the runtime from. */
export type Format = 'module' | 'commonjs' | 'script';

export function emitPrologue(
  program: t.Program,
  format: Format,
  abi: Imported & { readonly version: number },
  others: readonly Imported[],
  fresh: (base: string) => string,
): void {
  if (format !== 'module') {
    const exportsOf = ({ from }: Imported): t.Expression =>
      format === 'script' ? t.memberExpression(id('globalThis'), t.stringLiteral(from), true) : call('require', t.stringLiteral(from));
    const taken = [destructure(abi, call(t.memberExpression(exportsOf(abi), id('load')), num(abi.version)))];
    for (const other of others) if (other.names.size > 0) taken.push(destructure(other, exportsOf(other)));
    program.body.unshift(...taken);
    return;
  }
  const load = fresh('$load');
  const imports = [importOf(abi.from, [['load', load]])];
  const copies = others.flatMap(({ from, names }) => {
    const copied = [...names].map(([name, local]) => ({ name, local, imported: fresh(`${local}$import`) }));
    if (copied.length > 0)
      imports.push(
        importOf(
          from,
          copied.map(({ name, imported }) => [name, imported]),
        ),
      );
    return copied.map(({ local, imported }) => declare('const', local, id(imported)));
  });
  // Where nothing is left that uses them, nothing needs to be loaded.
  program.body.unshift(...imports, destructure(abi, marked(call(load, num(abi.version)))), ...copies);
}

/** A script may be loaded twice, and declares with `var` what it has not declared itself. */
export function redeclarable(program: t.Program, isAdded: (name: string) => boolean): void {
  for (const statement of program.body)
    if (t.isVariableDeclaration(statement) && statement.declarations.flatMap(({ id: target }) => patternNames(target)).every(isAdded))
      statement.kind = 'var';
}

const destructure = ({ names }: Imported, from: t.Expression): t.Statement => {
  const properties = [...names].map(([name, local]) => t.objectProperty(id(name), id(local)));
  return t.variableDeclaration('const', [t.variableDeclarator(t.objectPattern(properties), from)]);
};

const importOf = (from: string, names: readonly (readonly [name: string, local: string])[]): t.Statement =>
  t.importDeclaration(
    names.map(([name, local]) => t.importSpecifier(id(local), id(name))),
    t.stringLiteral(from),
  );
