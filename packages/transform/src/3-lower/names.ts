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
import { eachPath } from '../ast/paths.ts';
import { isVariable } from '../ast/walk.ts';

/** What a function and everything in it consists of, as far as names go. */
export interface Survey {
  readonly root: NodePath<t.Function>;
  readonly scopes: ReadonlySet<Scope>;
  /** Where variables are used and declared. */
  readonly uses: readonly NodePath<t.Identifier>[];
  readonly privateNames: readonly NodePath<t.PrivateName>[];
  readonly classes: readonly NodePath<t.Class>[];
}

export function survey(root: NodePath<t.Function>): Survey {
  const scopes = new Set<Scope>([root.scope]);
  const uses: NodePath<t.Identifier>[] = [];
  const privateNames: NodePath<t.PrivateName>[] = [];
  const classes: NodePath<t.Class>[] = [];
  eachPath(root, (path) => {
    if (path.isIdentifier()) {
      if (isVariable(path.node, path.parent)) uses.push(path);
    } else if (path.isPrivateName()) privateNames.push(path);
    else if (t.isScopable(path.node)) scopes.add(path.scope);
    if (path.isClass()) classes.push(path);
  });
  return { root, scopes, uses, privateNames, classes };
}

export interface Renamed {
  readonly scope: Scope;
  readonly from: string;
  readonly to: string;
}

export function separateNames({ root, scopes, uses }: Survey, fresh: (base: string) => string): readonly Renamed[] {
  const renamed: Renamed[] = [];
  const byName = new Map<string, NodePath<t.Identifier>[]>();
  for (const use of uses) {
    const known = byName.get(use.node.name);
    if (known) known.push(use);
    else byName.set(use.node.name, [use]);
  }
  const taken = outsideNames(root, uses);
  for (const name of ownNames(root)) taken.add(name);
  const rename = (scope: Scope, name: string): void => {
    const next = fresh(name);
    renamed.push({ scope, from: name, to: next });
    renameUses(scope, name, next, byName.get(name) ?? []);
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
  const seen = new Map<Scope, ReadonlySet<string>>();
  for (const scope of scopes) {
    let parent: Scope | undefined = scope.parent;
    while (parent && !seen.has(parent)) parent = parent.parent;
    seen.set(scope, visit(scope, (parent && seen.get(parent)) ?? taken));
  }
  return renamed;
}

/** Renames a variable everywhere. (Babel's own `rename` misses one of two equal names in a pattern.) */
export function renameBinding(scope: Scope, name: string, next: string): void {
  if (!scope.hasOwnBinding(name)) return;
  const uses: NodePath<t.Identifier>[] = [];
  scope.path.traverse({
    Identifier(use) {
      if (use.node.name === name && isVariable(use.node, use.parent)) uses.push(use);
    },
  });
  renameUses(scope, name, next, uses);
}

/** Renames a variable where it is used among what has its name. */
function renameUses(scope: Scope, name: string, next: string, candidates: readonly NodePath<t.Identifier>[]): void {
  const binding = scope.getOwnBinding(name);
  if (!binding) return;
  // The name of a function stands outside of its parameters.
  const uses = candidates.filter(
    (use) => use.node.name === name && !(use.key === 'id' && use.parentPath === scope.path) && use.scope.getBinding(name) === binding,
  );
  for (const use of uses) {
    const property = t.isAssignmentPattern(use.parent) && use.key === 'left' ? use.parentPath.parent : use.parent;
    if (t.isObjectProperty(property) && property.shorthand) {
      property.shorthand = false;
      property.extra = { ...property.extra, shorthand: true };
    }
    use.node.name = next;
  }
  binding.identifier.name = next;
  delete scope.bindings[name];
  scope.bindings[next] = binding;
}

/**
 * Which variables can have their names back in the end: those of functions that stay as they are. There, what a name
 * means is left to the engine, and closures are called what the source calls them.
 */
export function restorable(renamed: readonly Renamed[], isCompiled: (node: t.Node) => boolean): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { scope, from, to } of renamed) {
    const owner = scope.path.isFunction() || scope.path.isStaticBlock() ? scope.path.node : activationAround(scope.path);
    if (owner && !isCompiled(owner)) names.set(to, from);
  }
  return names;
}

/** Gives variables other names. Nothing but these variables has the names that they have. */
export function restoreNames(root: t.Node, names: ReadonlyMap<string, string>): void {
  if (names.size === 0) return;
  const restored = (name: string): string => names.get(name) ?? name;
  t.traverseFast(root, (node) => {
    if (t.isIdentifier(node)) node.name = restored(node.name);
    else if (t.isObjectProperty(node) && node.extra?.shorthand === true) {
      const target = t.isAssignmentPattern(node.value) ? node.value.left : node.value;
      node.shorthand = t.isIdentifier(target) && t.isIdentifier(node.key, { name: restored(target.name) });
    }
  });
}

export const isCaptured = (binding: Binding): boolean => {
  const owner = binding.scope.getFunctionParent();
  return [...binding.referencePaths, ...binding.constantViolations].some((path) => activationAround(path) !== owner?.path.node);
};

/** By which names a function may know itself. */
function ownNames({ node, parent, parentPath }: NodePath<t.Function>): string[] {
  const own = (node as { id?: t.Identifier | null }).id;
  const holder = t.isVariableDeclarator(parent)
    ? parent.id
    : t.isClassMethod(node)
      ? ((parentPath as NodePath).parent as t.Class).id
      : null;
  return [own, holder].flatMap((name) => (t.isIdentifier(name) ? [name.name] : []));
}

/** Names used inside `root` that mean something outside of it, globals included. */
function outsideNames(root: NodePath<t.Function>, uses: Survey['uses']): Set<string> {
  const names = new Set<string>();
  for (const { node, scope } of uses) {
    const binding = names.has(node.name) ? null : scope.getBinding(node.name);
    if (binding !== null && !(binding?.scope === root.scope || binding?.scope.path.findParent((up) => up === root))) names.add(node.name);
  }
  return names;
}
