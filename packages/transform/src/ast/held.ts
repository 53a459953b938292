/** A constructor that cannot be called once more, as its fields have been made, holds its fiber until it has returned. */
import * as t from '@babel/types';
import { block, call, id, run } from './build.ts';

/** @param held a variable for what the runtime wants back */
export const whileHeld = (body: t.BlockStatement, held: string, self: string, runtime: (name: string) => string): t.Statement[] => [
  t.variableDeclaration('const', [t.variableDeclarator(id(held), call(runtime('hold'), id(self)))]),
  t.tryStatement(body, null, block([run(call(runtime('release'), id(held)))])),
];
