/**
 * Assignments that fail or do nothing. A constant may become a plain variable of a resume body; assigning to it is an
 * error all the same:
 *
 *   const x = f(); x += g()   →   x, g(), $constant("x")
 */
import type { Binding, NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { call, id, member, num } from '../ast/build.ts';
import { replaceTargets, type StorageContext } from './boxes.ts';

const LOGICAL: ReadonlySet<string> = new Set(['&&=', '||=', '??=']);

/** `for (const x of x)`: the expression sees the variable before it has any value. */
export function failInHead(binding: Binding, cx: StorageContext): void {
  const loop = binding.path.isVariableDeclarator() ? binding.path.parentPath.parentPath : null;
  if (!loop?.isForXStatement() || (binding.kind as string) === 'var') return;
  const { right } = loop.node;
  const inside = (use: NodePath): boolean => (use.node.start ?? 0) >= (right.start ?? 0) && (use.node.end ?? 0) <= (right.end ?? 0);
  const fail = (): t.Expression => call(cx.runtime('tdz'), t.stringLiteral(cx.sourceName(binding.identifier.name)));
  const isTarget = (use: NodePath): boolean =>
    use.parentPath?.isUpdateExpression() === true || (use.parentPath?.isAssignmentExpression() === true && use.key === 'left');
  for (const use of binding.referencePaths.filter(inside)) if (!isTarget(use)) use.replaceWith(fail());
  for (const use of binding.constantViolations.filter(inside)) use.replaceWith(fail());
  binding.referencePaths = binding.referencePaths.filter((use) => !inside(use) && !t.isCallExpression(use.node));
  binding.constantViolations = binding.constantViolations.filter((use) => !t.isCallExpression(use.node));
}

/**
 * Assigning to a constant is an error at run time, also where the constant has become a plain variable.
 *
 * @param isEarly may this use run before the constant has its value? A pattern that assigns to it then is left to its box.
 */
export function protectConstant(binding: Binding, cx: StorageContext, isEarly: (use: NodePath) => boolean): void {
  if ((binding.kind as string) === 'const') {
    const inPattern = (use: NodePath): boolean => (use.isAssignmentExpression() && !t.isIdentifier(use.node.left)) || use.isForXStatement();
    failAssignments(
      binding,
      binding.constantViolations.filter((use) => !(inPattern(use) && isEarly(use))),
      cx,
    );
  }
  // Inside of the class its name is a constant.
  const { node } = binding.path;
  if (t.isClass(node))
    failAssignments(
      binding,
      binding.constantViolations.filter((use) => use.findParent((up) => up.node === node)),
      cx,
    );
}

function failAssignments(binding: Binding, uses: readonly NodePath[], cx: StorageContext): void {
  const name = binding.identifier.name;
  /** What a reference is once more, of which the path has lost sight, as it stands deeper now. */
  const refer = (path: NodePath, right: t.Expression, place: string): void => {
    if (!t.isIdentifier(right, { name })) return;
    binding.referencePaths = binding.referencePaths.filter((use) => use.node !== right);
    binding.referencePaths.push(path.get(place) as NodePath);
  };
  for (const path of uses) {
    const fail = call(cx.runtime('constant'), t.stringLiteral(cx.sourceName(name)));
    if (path.isUpdateExpression()) path.replaceWith(t.sequenceExpression([id(name), fail]));
    else if (path.isAssignmentExpression() && t.isIdentifier(path.node.left)) {
      const { operator, right } = path.node;
      if (operator === '=') {
        // Reading it first: in its dead zone that is the error.
        path.replaceWith(t.sequenceExpression([right, id(name), fail]));
        binding.referencePaths.push(path.get('expressions.1') as unknown as NodePath);
        refer(path, right, 'expressions.0');
        continue;
      }
      path.replaceWith(
        LOGICAL.has(operator)
          ? t.logicalExpression(operator.slice(0, -1) as '&&', id(name), t.sequenceExpression([right, fail]))
          : t.sequenceExpression([id(name), right, fail]),
      );
      refer(path, right, path.isLogicalExpression() ? 'right.expressions.0' : 'expressions.1');
    } else {
      replaceTargets(path.node, name, () => member(call(cx.runtime('unassignable'), t.stringLiteral(cx.sourceName(name))), 'v'));
      continue;
    }
    // What is left of it reads the variable.
    binding.referencePaths.push(path.get(path.isLogicalExpression() ? 'left' : 'expressions.0') as NodePath);
  }
  binding.constantViolations = binding.constantViolations.filter((use) => !uses.includes(use));
}

/** Assigning to a function expression's own name: an error in strict code, and nothing at all in sloppy code. */
export function protectOwnName(path: NodePath<t.Function>, strict: boolean, cx: StorageContext): void {
  const own = (path.node as { id?: t.Identifier | null }).id;
  const binding = own && path.scope.getOwnBinding(own.name);
  if (!binding || (binding.kind as string) !== 'local' || binding.constantViolations.length === 0) return;
  if (strict) {
    failAssignments(binding, binding.constantViolations, cx);
    return;
  }
  for (const use of binding.constantViolations) {
    if (use.isUpdateExpression()) use.replaceWith(t.unaryExpression('+', id(own.name)));
    else if (use.isAssignmentExpression() && t.isIdentifier(use.node.left)) {
      const { operator, right } = use.node;
      use.replaceWith(
        operator === '='
          ? t.sequenceExpression([num(0), right])
          : LOGICAL.has(operator)
            ? t.logicalExpression(operator.slice(0, -1) as '&&', id(own.name), right)
            : t.binaryExpression(operator.slice(0, -1) as '+', id(own.name), right),
      );
    } else replaceTargets(use.node, own.name, () => member(t.objectExpression([]), 'v'));
  }
}
