/** Which classes of a program inherit from which. */
import type ts from 'typescript';

/** A class with all that inherit from it. */
export type Families = (owner: ts.Node) => readonly ts.Node[];

export function familiesOf(typescript: typeof ts, program: ts.Program): Families {
  const checker = program.getTypeChecker();
  const children = new Map<ts.Node, ts.Node[]>();
  /** Classes that inherit from one that nobody knows, as mixins do. */
  const wild: ts.Node[] = [];

  const parentOf = (expression: ts.Expression): readonly ts.Node[] => {
    const symbol = checker.getSymbolAtLocation(expression);
    const target = symbol && (symbol.flags & typescript.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
    return (target?.declarations ?? []).flatMap((one): readonly ts.Node[] => {
      if (typescript.isClassLike(one)) return [one];
      return typescript.isVariableDeclaration(one) && one.initializer && typescript.isClassExpression(one.initializer)
        ? [one.initializer]
        : [];
    });
  };

  const visit = (node: ts.Node): void => {
    if (typescript.isClassLike(node))
      for (const { token, types } of node.heritageClauses ?? []) {
        if (token !== typescript.SyntaxKind.ExtendsKeyword) continue;
        const parents = types.flatMap(({ expression }) => parentOf(expression));
        if (parents.length === 0) wild.push(node);
        for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), node]);
      }
    typescript.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles()) if (!source.isDeclarationFile) visit(source);

  return (owner) => {
    const family = new Set([owner, ...wild]);
    for (const one of family) for (const child of children.get(one) ?? []) family.add(child);
    return [...family];
  };
}
