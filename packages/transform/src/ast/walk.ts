/** Plain tree walks over Babel nodes, without scopes. */
import * as t from '@babel/types';

export interface Slot {
  readonly key: string;
  readonly index: number | null;
  readonly child: t.Node;
}

/** Children of a node with the slot they stand in, as they are now. */
export function slots(node: t.Node): readonly Slot[] {
  const record = node as unknown as Record<string, unknown>;
  const found: Slot[] = [];
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const value = record[key];
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) if (value[index]) found.push({ key, index, child: value[index] as t.Node });
    } else if (value) found.push({ key, index: null, child: value as t.Node });
  }
  return found;
}

/** Calls `visit` for each child, for walks that change nothing. */
export function eachChild(node: t.Node, visit: (child: t.Node, key: string) => void): void {
  const record = node as unknown as Record<string, t.Node | readonly (t.Node | null)[] | null | undefined>;
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const value = record[key];
    if (Array.isArray(value)) {
      for (const child of value) if (child) visit(child, key);
    } else if (value) visit(value as t.Node, key);
  }
}

/** Calls `enter` for the node and everything below it; a result of `false` leaves out what is below. */
export function walk(node: t.Node, enter: (node: t.Node) => unknown): void {
  if (enter(node) === false) return;
  eachChild(node, (child) => walk(child, enter));
}

/** Replaces nodes in place: `swap` gives the new node, or null to go on below. What it returns is not walked again. */
export function replace(root: t.Node, swap: (node: t.Node, parent: t.Node, key: string) => t.Node | null): void {
  const record = root as unknown as Record<string, unknown>;
  for (const { key, index, child } of slots(root)) {
    const next = swap(child, root, key);
    if (next === null) replace(child, swap);
    else if (index === null) record[key] = next;
    else (record[key] as unknown[])[index] = next;
  }
}

/** Puts another node in the place of a child. */
export function replaceChild(parent: t.Node, before: t.Node, after: t.Node): boolean {
  const record = parent as unknown as Record<string, unknown>;
  for (const { key, index, child } of slots(parent)) {
    if (child !== before) continue;
    if (index === null) record[key] = after;
    else (record[key] as t.Node[])[index] = after;
    return true;
  }
  return false;
}

/** Like {@link replace}, for the node itself as well. */
export function replaced<T extends t.Node>(node: T, swap: (node: t.Node, parent: t.Node, key: string) => t.Node | null): T {
  const holder = { type: 'ExpressionStatement', expression: node } as unknown as t.ExpressionStatement;
  replace(holder, swap);
  return holder.expression as unknown as T;
}

/** Is this identifier read or written as a variable (not a property name, label or key)? */
export function isVariable(node: t.Node, parent: t.Node | null): boolean {
  if (parent === null) return true;
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === node || (parent.property === node && parent.computed);
    case 'ObjectProperty':
      return parent.value === node || (parent.key === node && parent.computed);
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassProperty':
    case 'ClassAccessorProperty':
      return parent.key !== node || parent.computed === true;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'PrivateName':
      return false;
    default:
      return true;
  }
}

/** Every name that stands for a variable below `node`, declarations included, nested functions included. */
export function variableNames(node: t.Node, into: Set<string> = new Set()): Set<string> {
  const visit = (current: t.Node, parent: t.Node | null): void => {
    if ((current.type === 'Identifier' || current.type === 'JSXIdentifier') && isVariable(current, parent)) into.add(current.name);
    eachChild(current, (child) => visit(child, current));
  };
  visit(node, null);
  return into;
}

/** Names that one activation declares; nested functions and classes only count by their names. */
export function declaredNames(root: t.Node): Set<string> {
  const names = new Set<string>();
  const add = (pattern: t.Node | null | undefined): void => {
    if (pattern) for (const name of patternNames(pattern)) names.add(name);
  };
  const visit = (node: t.Node): void => {
    if (t.isVariableDeclaration(node)) add(node);
    if (t.isCatchClause(node)) add(node.param);
    eachChild(node, (child) => {
      if (t.isFunctionDeclaration(child) || t.isClassDeclaration(child)) add(child.id);
      else if (!isClosure(child)) visit(child);
    });
  };
  if (isClosure(root)) add((root as { id?: t.Identifier | null }).id);
  if (t.isFunction(root)) {
    for (const param of root.params) add(param);
    visit(root.body);
  }
  return names;
}

/** Does a parameter or a variable of a function expression, not one of a block in it, have its name? */
export function hidesOwnName(node: t.FunctionExpression, name: string): boolean {
  const declares = (current: t.Node, top: boolean): boolean => {
    for (const { child } of slots(current)) {
      if (t.isFunctionDeclaration(child) || t.isClassDeclaration(child)) {
        if (top && child.id?.name === name) return true;
      } else if (!isClosure(child)) {
        if (t.isVariableDeclaration(child) && (top || child.kind === 'var') && patternNames(child).includes(name)) return true;
        if (declares(child, false)) return true;
      }
    }
    return false;
  };
  return node.params.some((param) => patternNames(param).includes(name)) || declares(node.body, true);
}

/**
 * Names used in a closure that mean something outside of it.
 *
 * @param known those of closures that have been asked for before, as long as nothing changes
 */
export function freeNames(root: t.Node, known: Map<t.Node, ReadonlySet<string>> = new Map()): ReadonlySet<string> {
  const before = known.get(root);
  if (before) return before;
  const names = new Set<string>();
  const visit = (node: t.Node, parent: t.Node | null): void => {
    if (t.isIdentifier(node) && isVariable(node, parent)) names.add(node.name);
    const home = homeOf(node);
    if (home !== null) names.add(home);
    eachChild(node, (child) => {
      if (isClosure(child)) for (const name of freeNames(child, known)) names.add(name);
      else visit(child, node);
    });
  };
  visit(root, null);
  if (t.isFunctionDeclaration(root) || t.isClassDeclaration(root)) names.delete(root.id?.name ?? '');
  for (const name of declaredNames(root)) names.delete(name);
  known.set(root, names);
  return names;
}

/** The variable that holds the home object of a `super` which stays as it is in the normal body. */
export const homeOf = (node: t.Node): string | null => (t.isSuper(node) && typeof node.extra?.home === 'string' ? node.extra.home : null);

/** Functions and classes: the borders of one activation. */
export const isClosure = (node: t.Node): node is t.Function | t.Class => t.isFunction(node) || t.isClass(node);

/** Walks one activation: does not enter nested functions, nor the parts of nested classes that run later. */
export function walkActivation(node: t.Node, enter: (node: t.Node) => unknown, root = true): void {
  if (!root && t.isFunction(node)) {
    if ((t.isObjectMethod(node) || t.isClassMethod(node) || t.isClassPrivateMethod(node)) && 'computed' in node && node.computed)
      walkActivation(node.key, enter, false);
    return;
  }
  if (t.isClassProperty(node) || t.isClassAccessorProperty(node)) {
    if (node.computed) walkActivation(node.key, enter, false);
    return;
  }
  if (t.isStaticBlock(node) || t.isClassPrivateProperty(node)) return;
  if (enter(node) === false) return;
  eachChild(node, (child) => walkActivation(child, enter, false));
}

/** Names that an expression or statement assigns to (not declares), in its own activation. */
export function assignedNames(node: t.Node, into: Set<string> = new Set()): Set<string> {
  walkActivation(
    node,
    (current) => {
      const target = t.isAssignmentExpression(current)
        ? current.left
        : t.isUpdateExpression(current)
          ? current.argument
          : t.isForXStatement(current)
            ? current.left
            : null;
      if (target && !t.isVariableDeclaration(target)) for (const name of patternNames(target)) into.add(name);
    },
    false,
  );
  return into;
}

/** Names that a pattern binds or assigns; member targets give none. */
export function patternNames(node: t.Node): string[] {
  switch (node.type) {
    case 'Identifier':
      return [node.name];
    case 'AssignmentPattern':
      return patternNames(node.left);
    case 'RestElement':
      return patternNames(node.argument);
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element ? patternNames(element) : []));
    case 'ObjectPattern':
      return node.properties.flatMap((property) => patternNames(property.type === 'RestElement' ? property : property.value));
    case 'VariableDeclaration':
      return node.declarations.flatMap((declaration) => patternNames(declaration.id));
    default:
      return [];
  }
}

/** Does `arguments` mean something else than the list of arguments? */
export const hidesArguments = (node: t.Function): boolean =>
  node.params.some((param) => patternNames(param).includes('arguments')) ||
  (t.isBlockStatement(node.body) ? node.body.body : []).some((statement) =>
    t.isFunctionDeclaration(statement) || t.isClassDeclaration(statement)
      ? statement.id?.name === 'arguments'
      : t.isVariableDeclaration(statement) && statement.kind !== 'var' && patternNames(statement).includes('arguments'),
  );
