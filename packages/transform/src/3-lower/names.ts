/**
 * Gives every local of a compiled function a name of its own, so that from here on a name *is* a variable:
 * no local shadows another one, and none has the name of something that is used from outside.
 *
 *   let x; { let x; use(x) }   →   let x; { let x$1; use(x$1) }
 *
 * Sibling blocks may keep the same name (they are never alive together) unless the bindings differ in kind or one is captured.
 */
import type { Binding, NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround } from '../ast/activation.ts';
import { isVariable } from '../ast/walk.ts';

/** @returns new name → name in the source, for the names of functions and for messages */
export function separateNames(root: NodePath<t.Function>, fresh: (base: string) => string): ReadonlyMap<string, string> {
  const original = new Map<string, string>();
  const taken = outsideNames(root);
  const own = (root.node as { id?: t.Identifier | null }).id;
  if (own) taken.add(own.name);
  const rename = (scope: Scope, name: string): void => {
    const next = fresh(name);
    original.set(next, name);
    renameBinding(scope, name, next);
  };
  const siblings = new Map<string, Binding>();
  const visit = (scope: Scope, names: ReadonlySet<string>): ReadonlySet<string> => {
    const inner = new Set(names);
    for (const [name, binding] of Object.entries(scope.bindings)) {
      // The name of a function or class expression is bound inside it and nowhere else: it stays.
      // A class declaration is listed in its own scope as well.
      // So does `var arguments` in a function that is not compiled: it begins with the arguments object.
      const keeps = (binding.kind as string) === 'local' || ((binding.kind as string) === 'var' && name === 'arguments');
      if (keeps || binding.scope !== scope) {
        inner.add(name);
        continue;
      }
      const twin = siblings.get(name);
      const alike =
        !twin ||
        twin.scope.getFunctionParent() !== scope.getFunctionParent() ||
        (twin.kind === binding.kind && !isCaptured(twin) && !isCaptured(binding) && twin.constant === binding.constant);
      if (names.has(name) || !alike) rename(scope, name);
      else {
        siblings.set(name, binding);
        inner.add(name);
      }
    }
    return inner;
  };
  const seen = new Map<Scope, ReadonlySet<string>>([[root.scope, visit(root.scope, taken)]]);
  root.traverse({
    Scopable(path) {
      const scope = path.scope;
      if (seen.has(scope)) return;
      let parent: Scope | undefined = scope.parent;
      while (parent && !seen.has(parent)) parent = parent.parent;
      seen.set(scope, visit(scope, (parent && seen.get(parent)) ?? taken));
    },
  });
  return original;
}

/** Renames a variable everywhere. (Babel's own `rename` misses one of two equal names in a pattern.) */
export function renameBinding(scope: Scope, name: string, next: string): void {
  const binding = scope.getOwnBinding(name);
  if (!binding) return;
  const uses: NodePath<t.Identifier>[] = [];
  scope.path.traverse({
    Identifier(use) {
      // The name of a function stands outside of its parameters.
      if (use.key === 'id' && use.parentPath === scope.path) return;
      if (use.node.name === name && isVariable(use.node, use.parent) && use.scope.getBinding(name) === binding) uses.push(use);
    },
  });
  for (const use of uses) {
    const property = t.isAssignmentPattern(use.parent) && use.key === 'left' ? use.parentPath.parent : use.parent;
    if (t.isObjectProperty(property)) property.shorthand = false;
    use.node.name = next;
  }
  binding.identifier.name = next;
  delete scope.bindings[name];
  scope.bindings[next] = binding;
}

export const isCaptured = (binding: Binding): boolean => {
  const owner = binding.scope.getFunctionParent();
  return [...binding.referencePaths, ...binding.constantViolations].some((path) => activationAround(path) !== owner?.path.node);
};

/** Names used inside `root` that mean something outside of it, globals included. */
function outsideNames(root: NodePath<t.Function>): Set<string> {
  const names = new Set<string>();
  root.traverse({
    Identifier(path) {
      if (!isVariable(path.node, path.parent)) return;
      const binding = path.scope.getBinding(path.node.name);
      if (!binding || !(binding.scope === root.scope || binding.scope.path.findParent((up) => up === root))) names.add(path.node.name);
    },
  });
  return names;
}
