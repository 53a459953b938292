/**
 * Bundlers leave out what nobody uses, if they can see that making it has no effect. A function declaration they see
 * through; not what we put around other functions and in classes, so that is marked:
 *
 *   const f = $asyncFunction({ f() { … } }.f)    →   const f = /*#__PURE__*\/ (() => $asyncFunction({ f() { … } }.f))()
 *   class C { static { $self = this.prototype.m; } … }   →   let C = /*#__PURE__*\/ (() => class C { … })()
 *
 * An arrow around the whole, because bundlers look at the arguments of a pure call, and at the body of an arrow not.
 * Only where the program itself does nothing there either: a static field may have an initialiser with an effect.
 */
import * as t from '@babel/types';
import { call } from '../ast/build.ts';
import { slots } from '../ast/walk.ts';

/** What of the runtime has no effect but its result. */
const PURE = ['asyncFunction', 'generatorFunction', 'asyncGeneratorFunction', 'accessor', 'anonymous', 'derives', 'parent'] as const;

/** @param imported what the runtime's names are called in this module */
export function markPure(program: t.Program, imported: ReadonlyMap<string, string>): void {
  const runtime = new Set(PURE.flatMap((name) => imported.get(name) ?? []));
  program.body.forEach((statement, index) => {
    const exported = t.isExportNamedDeclaration(statement);
    const declaration = exported ? statement.declaration : statement;
    if (t.isVariableDeclaration(declaration)) {
      for (const declarator of declaration.declarations)
        if (declarator.init && hasOurs(declarator.init) && isInert(declarator.init, runtime)) declarator.init = pure(declarator.init);
    } else if (t.isClassDeclaration(declaration) && declaration.id && tellsUs(declaration) && isInert(declaration, runtime)) {
      const made = t.variableDeclaration('let', [t.variableDeclarator(t.identifier(declaration.id.name), pure(asExpression(declaration)))]);
      made.loc = declaration.loc ?? null;
      if (exported) statement.declaration = made;
      else program.body[index] = t.inheritsComments(made, declaration);
    }
  });
}

const asExpression = (node: t.ClassDeclaration): t.ClassExpression =>
  ({ ...node, type: 'ClassExpression', leadingComments: null, trailingComments: null }) as t.ClassExpression;

const pure = (value: t.Expression): t.Expression => marked(call(t.arrowFunctionExpression([], value)));

/** A call that bundlers may leave out when nobody uses its result. */
export const marked = <T extends t.Node>(node: T): T => t.addComment(node, 'leading', '#__PURE__');

/** Whether evaluating it does what the source has not said. */
function hasOurs(node: t.Node): boolean {
  if (typeof node.start !== 'number' && (t.isCallExpression(node) || t.isAssignmentExpression(node))) return true;
  return !t.isFunction(node) && !t.isClass(node) && slots(node).some(({ child }) => hasOurs(child));
}

const tellsUs = (node: t.Class): boolean => node.body.body.some((member) => t.isStaticBlock(member) && typeof member.start !== 'number');

/** Whether evaluating it changes nothing but variables of ours. */
function isInert(node: t.Node | null | undefined, runtime: ReadonlySet<string>): boolean {
  const all = (nodes: readonly (t.Node | null | undefined)[]): boolean => nodes.every((one) => isInert(one, runtime));
  if (!node || (t.isFunction(node) && !t.isMethod(node))) return true;
  switch (node.type) {
    case 'Identifier':
    case 'ThisExpression':
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'BigIntLiteral':
    case 'PrivateName':
      return true;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return !node.decorators?.length && (!node.superClass || t.isIdentifier(node.superClass)) && all(node.body.body);
    case 'ClassMethod':
    case 'ClassPrivateMethod':
    case 'ObjectMethod':
      return !node.decorators?.length && (!node.computed || t.isLiteral(node.key));
    case 'ClassProperty':
    case 'ClassPrivateProperty':
      return (
        !node.decorators?.length &&
        (t.isClassPrivateProperty(node) || !node.computed || t.isLiteral(node.key)) &&
        (!node.static || isInert(node.value, runtime))
      );
    case 'StaticBlock':
      return typeof node.start !== 'number' && all(node.body);
    case 'ExpressionStatement':
      return isInert(node.expression, runtime);
    case 'VariableDeclaration':
      return node.declarations.every(({ id, init }) => t.isIdentifier(id) && isInert(init, runtime));
    case 'AssignmentExpression':
      return typeof node.start !== 'number' && (t.isIdentifier(node.left) || isInert(node.left, runtime)) && isInert(node.right, runtime);
    case 'CallExpression':
      return t.isIdentifier(node.callee) && runtime.has(node.callee.name) && all(node.arguments);
    case 'MemberExpression':
      // Of what has just been made.
      return typeof node.start !== 'number' && isInert(node.object, runtime) && (!node.computed || isInert(node.property, runtime));
    case 'ObjectExpression':
    case 'SequenceExpression':
    case 'ArrayExpression':
    case 'ParenthesizedExpression':
    case 'ObjectProperty':
      return [...slots(node)].every(({ child }) => isInert(child, runtime));
    default:
      return false;
  }
}
