/** Source → syntax tree with scopes, for those who only read it. */
import * as babel from '@babel/core';
import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { JSX, SYNTAX, sourceType, TYPESCRIPT } from './babel.ts';

/** @throws Babel's own error where the text cannot be parsed */
export function parse(source: string, filename: string): NodePath<t.Program> {
  const file = babel.parseSync(source, {
    filename,
    sourceType: sourceType(filename),
    configFile: false,
    babelrc: false,
    parserOpts: {
      plugins: [
        ...SYNTAX,
        'decorators',
        ...(TYPESCRIPT.test(filename) ? (['typescript'] as const) : []),
        ...(JSX.test(filename) ? (['jsx'] as const) : []),
      ],
    },
  } as babel.InputOptions);
  let found: NodePath<t.Program> | null = null;
  babel.traverse(file as babel.types.File, {
    Program(path) {
      found = path as unknown as NodePath<t.Program>;
      path.stop();
    },
  });
  if (!found) throw new TypeError('a file without a program');
  return found;
}
