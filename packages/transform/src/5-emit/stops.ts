/**
 * Where debuggers stop. An engine stops at the beginning of statements, and of calls and ends of functions; a debugger
 * looks the place up in the source map and steps on if it leads nowhere. So what the source does not have must be mapped
 * nowhere, and what it has to where it stands:
 *
 *   if ((got = f(i)) === $S) return $cap2(g$r, 1, g, f, i, sum);      if …: the call;  return …: nowhere
 *   $k = 0;  got = $v;                                                nowhere
 *   if (got) {                                                        the condition
 */
import * as t from '@babel/types';
import { withoutName } from '../ast/build.ts';
import { slots } from '../ast/walk.ts';

type Loc = t.SourceLocation | null | undefined;

/** What comes from no place of the source: a printer makes a segment of it that leads nowhere. */
const NOWHERE = { start: {}, end: {} } as unknown as t.SourceLocation;

/** Is not in the source, nor is anything in it. */
export function nowhere<T extends t.Node>(node: T): T {
  t.traverseFast(node, (inner) => {
    delete inner.loc;
  });
  node.loc = NOWHERE;
  return node;
}

/**
 * A place on the line of a call that is not where the call begins: a breakpoint on the line is set where its first column
 * is, so not here.
 */
export const inside = (loc: Loc): Loc =>
  loc && ({ start: { ...loc.start, column: loc.start.column + 1 }, end: NOWHERE.end } as t.SourceLocation);

/** As `loc`, and what is printed behind it is nowhere. */
export const upTo = (loc: Loc): t.SourceLocation | null => (loc ? ({ start: loc.start, end: NOWHERE.end } as t.SourceLocation) : null);

/** As `loc`, of which only the end is somewhere. */
export const endOf = ({ end }: t.SourceLocation): t.SourceLocation => ({ start: NOWHERE.start, end }) as t.SourceLocation;

/** A name that debuggers show for an identifier which the source does not have. */
export const shownAs = (node: t.Identifier, name: string, loc: Loc): t.Identifier => {
  if (loc) node.loc = { ...loc, identifierName: name } as t.SourceLocation;
  return node;
};

/** What a statement that was made has of the source, if anything. */
function sourceOf(node: t.Statement): Loc {
  switch (node.type) {
    case 'ExpressionStatement':
      return node.expression.loc;
    case 'IfStatement':
      return node.test.loc;
    case 'SwitchStatement':
      return node.discriminant.loc;
    case 'VariableDeclaration':
      return node.declarations[0]?.init?.loc;
    default:
      return null;
  }
}

/** Gives every statement of a body its place, or none. Functions in it have theirs. */
export function settle(body: readonly t.Statement[]): void {
  const visit = (node: t.Node): void => {
    // Behind a statement of the source a printer would go on with that place.
    if (!node.loc && (t.isStatement(node) || t.isSwitchCase(node))) {
      const loc = t.isStatement(node) ? sourceOf(node) : node.test?.loc;
      node.loc = loc ? withoutName(loc) : NOWHERE;
    }
    for (const { child } of slots(node)) if (t.isStatement(child) || t.isSwitchCase(child) || t.isCatchClause(child)) visit(child);
  };
  for (const statement of body) visit(statement);
}
