/**
 * The functions of a program: by the names under which objects and classes have them, and all that can be values.
 *
 *   class A { m() {} }            `m` of A
 *   { m: f, n: () => 1 }          `m` of the object: nobody knows which function; `n`: that arrow
 *   a.m = () => 2                 `m` of whatever has the type of `a`
 */
import type ts from 'typescript';
import type { SourceOffset } from '../analyze.ts';

/** A function, and what has it. */
export interface Member {
  /**
   * The class that has it as a method. Null: whatever has it has it as a value of its own, which may have got there by
   * `{ ...o }` or `Object.assign`.
   */
  readonly owner: ts.Node | null;
  /** The function, or the value that is one; null: nobody knows. */
  readonly value: ts.Node | null;
  /** Null: nobody knows which function. */
  readonly place: SourceOffset | null;
}

export interface Table {
  readonly members: ReadonlyMap<string, readonly Member[]>;
  readonly functions: readonly Member[];
}

export function tableOf(typescript: typeof ts, program: ts.Program): Table {
  const checker = program.getTypeChecker();
  const { TypeFlags } = typescript;
  const members = new Map<string, Member[]>();
  const loose: Member[] = [];
  const functions: Member[] = [];

  const add = (name: ts.Node, member: Member): void => {
    const isPlain = typescript.isIdentifier(name) || typescript.isStringLiteralLike(name) || typescript.isPrivateIdentifier(name);
    if (!isPlain) {
      // Under a name that is computed.
      loose.push(member);
      return;
    }
    const list = members.get(name.text);
    if (list) list.push(member);
    else members.set(name.text, [member]);
  };

  const mayBeCalled = (type: ts.Type): boolean =>
    (type.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.TypeParameter | TypeFlags.Object)) !== 0
      ? type.getCallSignatures().length > 0 || (type.flags & TypeFlags.Object) === 0
      : type.isUnionOrIntersection() && type.types.some(mayBeCalled);

  /** A property gets a value. */
  const put = (name: ts.Node, value: ts.Expression): void => {
    if (typescript.isArrowFunction(value) || typescript.isFunctionExpression(value))
      add(name, { owner: null, value, place: placeOf(value) });
    else {
      const type = checker.getTypeAtLocation(value);
      if (!mayBeCalled(type)) return;
      const [one, ...others] = typescript.isIdentifier(value) ? type.getCallSignatures() : [];
      const declared = one?.declaration;
      const isKnown = others.length === 0 && declared !== undefined && typescript.isFunctionDeclaration(declared) && declared.body;
      add(name, { owner: null, value, place: isKnown ? placeOf(declared) : null });
    }
  };

  const visit = (node: ts.Node): void => {
    if (isWritten(node, typescript)) functions.push({ owner: null, value: node, place: placeOf(node) });
    // What is bound has other parameters.
    if (isBinding(node, typescript)) functions.push({ owner: null, value: null, place: null });
    if (typescript.isMethodDeclaration(node) && node.body)
      add(node.name, { owner: isOfInstances(node, typescript) ? node.parent : null, value: node, place: placeOf(node) });
    else if (typescript.isGetAccessorDeclaration(node)) add(node.name, { owner: null, value: null, place: null });
    else if (typescript.isPropertyDeclaration(node) && node.initializer) put(node.name, node.initializer);
    else if (typescript.isPropertyAssignment(node)) put(node.name, node.initializer);
    else if (typescript.isShorthandPropertyAssignment(node)) put(node.name, node.name);
    else if (typescript.isParameter(node) && typescript.isParameterPropertyDeclaration(node, node.parent))
      put(node.name, node.name as ts.Identifier);
    // A namespace, or a module, is an object as well.
    else if (typescript.isFunctionDeclaration(node) && node.name && node.body)
      add(node.name, { owner: null, value: node, place: placeOf(node) });
    else if (typescript.isVariableDeclaration(node) && node.initializer && isOutermost(node, typescript)) put(node.name, node.initializer);
    else if (typescript.isExportSpecifier(node) && typescript.isIdentifier(node.name)) put(node.name, node.name);
    else if (typescript.isBinaryExpression(node) && isAssignment(node.operatorToken.kind, typescript)) {
      const { left, right } = node;
      if (typescript.isPropertyAccessExpression(left)) put(left.name, right);
      else if (typescript.isElementAccessExpression(left)) put(left.argumentExpression, right);
    } else if (isDefining(node, typescript)) loose.push({ owner: null, value: null, place: null });
    typescript.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles())
    if (!source.isDeclarationFile && !program.isSourceFileFromExternalLibrary(source)) visit(source);
  for (const list of members.values()) list.push(...loose);
  return { members, functions };
}

const isWritten = (
  node: ts.Node,
  typescript: typeof ts,
): node is ts.FunctionExpression | ts.ArrowFunction | ts.FunctionDeclaration | ts.MethodDeclaration =>
  typescript.isFunctionExpression(node) ||
  typescript.isArrowFunction(node) ||
  ((typescript.isFunctionDeclaration(node) || typescript.isMethodDeclaration(node)) && node.body !== undefined);

/** A call of a method by name. */
const calls = (node: ts.Node, names: RegExp, typescript: typeof ts): node is ts.CallExpression =>
  typescript.isCallExpression(node) && typescript.isPropertyAccessExpression(node.expression) && names.test(node.expression.name.text);

const isBinding = (node: ts.Node, typescript: typeof ts): boolean => calls(node, /^bind$/, typescript) && node.arguments.length > 1;
const isDefining = (node: ts.Node, typescript: typeof ts): boolean => calls(node, /^defineProperty$|^defineProperties$/, typescript);

const isOfInstances = ({ parent, modifiers }: ts.MethodDeclaration, { isClassLike, SyntaxKind }: typeof ts): boolean =>
  isClassLike(parent) && modifiers?.some(({ kind }) => kind === SyntaxKind.StaticKeyword) !== true;

const isOutermost = (node: ts.VariableDeclaration, typescript: typeof ts): boolean => {
  const holder = node.parent.parent.parent;
  return typescript.isSourceFile(holder) || typescript.isModuleBlock(holder);
};

const isAssignment = (kind: ts.SyntaxKind, { SyntaxKind }: typeof ts): boolean =>
  kind === SyntaxKind.EqualsToken ||
  kind === SyntaxKind.BarBarEqualsToken ||
  kind === SyntaxKind.AmpersandAmpersandEqualsToken ||
  kind === SyntaxKind.QuestionQuestionEqualsToken;

/** A place inside of the function, and in no function that is inside of it. */
export const placeOf = (node: ts.FunctionLikeDeclaration): SourceOffset => ({
  file: node.getSourceFile().fileName,
  offset: node.body?.getStart() ?? node.getStart(),
});
