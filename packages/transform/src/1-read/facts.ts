/**
 * Text → facts: what each function is and whom it calls, as plain data. The nodes that the facts speak of are kept
 * beside them (`Program.nodes`), so that deciding needs no syntax tree.
 */
import type { NodePath, Scope } from '@babel/traverse';
import * as t from '@babel/types';
import { activationAround, activationOutside } from '../ast/activation.ts';
import { isConstructor, isField, isInstanceField, isStaticCode } from '../ast/classes.ts';
import { isDirectEval } from '../ast/evals.ts';
import { isGlobal } from '../ast/globals.ts';
import { eachPath } from '../ast/paths.ts';
import { superName } from '../ast/supers.ts';
import { walk } from '../ast/walk.ts';
import type { Form, Site, Target, Unit } from '../contracts.ts';
import type { Position } from '../errors.ts';
import { type Accessors, accessorsAt, collectAccessors } from './accessors.ts';
import { isBuiltInParent, siteOf } from './builtins.ts';
import { conversionAt, converts, definesConversion } from './conversions.ts';
import { definedNames } from './definitions.ts';
import { cannotBeGenerator, type Dynamic, findDynamic, isInHead } from './dynamic.ts';
import { importedName, isCalmParent, isHarmless } from './intrinsics.ts';
import { spreads } from './iteration.ts';

export interface Program {
  readonly units: readonly Unit[];
  readonly nodes: {
    readonly paths: readonly NodePath[];
    /** The call nodes of each unit, in the order of `Unit.calls`. */
    readonly calls: readonly (readonly t.Node[])[];
    readonly sites: ReadonlyMap<t.Node, Site>;
    /** Functions whose scopes are dynamic. */
    readonly dynamic: ReadonlySet<t.Node>;
    /** Is there a direct `eval`? */
    readonly evaluates: boolean;
    /** What `super(…)` reaches, for each derived class. */
    readonly parents: ReadonlyMap<t.Node, Target>;
    /** Derived classes whose parent may be a built-in that calls back. */
    readonly builtInParents: ReadonlySet<t.Node>;
  };
}

const start = (node: t.Node): Position => node.loc?.start ?? { line: 1, column: 0 };

/**
 * @param intrinsics see `CompileOptions.intrinsics`
 * @param iterates whether there are equivalents of built-ins, so that also spreading and array patterns may suspend
 * @param implicit see `CompileOptions.implicit`
 */
export function read(
  program: NodePath<t.Program>,
  isScript: boolean,
  intrinsics: readonly string[],
  iterates: boolean,
  implicit: 'none' | 'accessors' | 'conversions',
): Program {
  const paths: NodePath[] = [];
  const index = new Map<t.Node, number>();
  const callPaths = new Map<t.Node, NodePath[]>();
  const sites = new Map<t.Node, Site>();
  const defined = iterates ? definedNames(program.node) : new Set<string>();
  const { functions: dynamic, evaluates } = findDynamic(program);
  const convertsObjects = iterates && implicit === 'conversions' && definesConversion(program.node);
  const add = (path: NodePath): void => {
    index.set(path.node, paths.length);
    paths.push(path);
    callPaths.set(path.node, []);
  };
  const call = (path: NodePath): void => {
    const owner = activationAround(path);
    if (!owner || (dynamic.has(owner) && !isPlainCall(path, owner))) return;
    callPaths.get(owner)?.push(path);
    const conversion = convertsObjects ? conversionAt(path) : null;
    const site = conversion ?? (importedName(path, intrinsics) === 'call' ? ({ kind: 'uncurried' } as const) : siteOf(path, defined));
    if (site) sites.set(path.node, site);
    if (t.isCallExpression(path.node) && (t.isSuper(path.node.callee) || path.node.extra?.constructs === true)) constructed.push(path);
  };
  /** Calls of the parent, in constructors. */
  const constructed: NodePath[] = [];
  const derived: NodePath<t.Class>[] = [];
  const properties: NodePath[] = [];
  const conversion = (path: NodePath): void => {
    if (convertsObjects && converts(path.node)) call(path);
  };
  const addClass = (path: NodePath<t.Class>): void => {
    add(path);
    if (path.node.superClass) derived.push(path);
    const owner = activationAround(path);
    for (const element of path.get('body.body') as NodePath[]) {
      // Making the class runs its static code, making an instance the rest.
      if (isConstructor(element.node) || isInstanceField(element.node)) callPaths.get(path.node)?.push(element);
      else if (owner && isStaticCode(element.node)) callPaths.get(owner)?.push(element);
    }
  };
  // Otherwise a `Symbol.hasInstance` is one of another module, and a barrier.
  const asksClasses = implicit !== 'none' && defined.has('[Symbol.hasInstance]');
  let hindered = false;
  eachPath(program, (path) => {
    const { node } = path;
    hindered ||= t.isClassAccessorProperty(node) || t.isJSX(node);
    if (t.isFunction(node) || t.isStaticBlock(node) || isField(node)) add(path);
    switch (node.type) {
      case 'ClassDeclaration':
      case 'ClassExpression':
        addClass(path as NodePath<t.Class>);
        break;
      case 'CallExpression':
        if (superName(node) === undefined) call(path);
        else properties.push(path);
        break;
      case 'OptionalCallExpression':
      case 'NewExpression':
      case 'TaggedTemplateExpression':
      case 'ForOfStatement':
        call(path);
        break;
      case 'BinaryExpression':
        if (asksClasses && node.operator === 'instanceof') call(path);
        else conversion(path);
        break;
      case 'UnaryExpression':
      case 'UpdateExpression':
      case 'AssignmentExpression':
        conversion(path);
        break;
      case 'TemplateLiteral':
        if (!t.isTaggedTemplateExpression(path.parent)) conversion(path);
        break;
      case 'SpreadElement':
        if (iterates && !t.isObjectExpression(path.parent)) call(path);
        break;
      case 'ArrayPattern':
        if (iterates) call(path);
        break;
      case 'MemberExpression':
      case 'OptionalMemberExpression':
      case 'ObjectProperty':
        properties.push(path);
        break;
      case 'YieldExpression':
        // Delegating calls the methods of an iterator.
        if (node.delegate) call(path);
        break;
      default:
    }
  });
  const accessors: Accessors = implicit === 'none' ? new Map() : collectAccessors(paths);
  const accessed = new Map<t.Node, Target>();
  for (const path of accessors.size > 0 ? properties : []) {
    const units = accessorsAt(path, accessors);
    if (units.length === 0) continue;
    accessed.set(path.node, { kind: 'any', units });
    call(path);
  }
  const builtInParents = new Set<t.Node>(iterates ? derived.filter(isBuiltInParent).map(({ node }) => node) : []);
  for (const path of constructed) if (builtInParents.has(classAround(path) as t.Node)) sites.set(path.node, { kind: 'parent' });
  const parents = new Map(
    derived.map((path) => [path.node as t.Node, builtInParents.has(path.node) ? UNKNOWN : parentOf(path, index, isScript)]),
  );
  for (const path of derived) if (!path.node.body.body.some((element) => isConstructor(element))) callPaths.get(path.node)?.push(path);
  const calls = paths.map((path) => callPaths.get(path.node) ?? []);
  const units = paths.map(
    (path, unit): Unit => ({
      name: unitName(path),
      form: formOf(path.node),
      at: start(path.node),
      calls: (calls[unit] ?? []).map((site) =>
        dynamic.has(path.node) && CALLS.has(site.node.type)
          ? targetIn(site)
          : sites.get(site.node)?.kind === 'conversion'
            ? UNKNOWN
            : (accessed.get(site.node) ?? targetOf(site, index, parents, isScript, intrinsics)),
      ),
      hindrance: hindered || dynamic.size > 0 ? hindranceOf(path, dynamic) : null,
    }),
  );
  return {
    units,
    nodes: {
      paths,
      calls: calls.map((paths) => paths.map((path) => path.node)),
      sites,
      dynamic: new Set(dynamic.keys()),
      evaluates,
      parents,
      builtInParents,
    },
  };
}

/**
 * In a function with dynamic scopes only calls may suspend, and none in its head: what the language calls by itself
 * cannot be spelled out there. An async function stays as it is.
 */
const isPlainCall = (path: NodePath, owner: t.Node): boolean =>
  t.isFunction(owner) && !owner.async && CALLS.has(path.node.type) && !isInHead(path, owner);

const CALLS: ReadonlySet<string> = new Set(['CallExpression', 'OptionalCallExpression', 'NewExpression', 'TaggedTemplateExpression']);

/** There, a name may mean anything. */
const targetIn = ({ node, scope }: NodePath): Target => {
  if (node.extra?.harmless === true || (t.isCallExpression(node) && t.isImport(node.callee))) return HARMLESS;
  return isDirectEval(node) && isHarmless(node, scope) ? HARMLESS : UNKNOWN;
};

const UNKNOWN: Target = { kind: 'unknown' };
const HARMLESS: Target = { kind: 'harmless' };

function targetOf(
  path: NodePath,
  index: ReadonlyMap<t.Node, number>,
  parents: ReadonlyMap<t.Node, Target>,
  isScript: boolean,
  intrinsics: readonly string[],
): Target {
  const node = path.node;
  if (t.isClass(node)) return parents.get(node) ?? HARMLESS;
  if (node.extra?.harmless === true) return HARMLESS;
  const element = t.isMethod(node) || t.isProperty(node) || t.isStaticBlock(node) ? index.get(node) : undefined;
  if (element !== undefined) return { kind: 'local', unit: element };
  if (t.isCallExpression(node) && t.isSuper(node.callee)) {
    const owner = classAround(path);
    return (owner && parents.get(owner)) ?? UNKNOWN;
  }
  if (t.isSpreadElement(node) || t.isArrayPattern(node)) return spreads(path) ? UNKNOWN : HARMLESS;
  if (t.isForOfStatement(node)) return { kind: t.isArrayExpression(node.right) && !node.await ? 'harmless' : 'unknown' };
  if (!t.isCallExpression(node) && !t.isNewExpression(node)) return { kind: 'unknown' };
  if (t.isImport(node.callee)) return { kind: 'harmless' };
  if (isHarmless(node, path.scope)) return { kind: 'harmless' };
  const imported = importedName(path, intrinsics);
  if (imported !== null) return { kind: imported === 'call' ? 'unknown' : 'harmless' };
  if (!t.isIdentifier(node.callee)) return { kind: 'unknown' };
  const target = localFunction(node.callee.name, path.scope, isScript);
  const unit = target && index.get(target);
  return unit === undefined || unit === null ? { kind: 'unknown' } : { kind: 'local', unit };
}

/** The class in whose constructor something stands. */
const classAround = (path: NodePath): t.Node | undefined =>
  path.findParent((up) => up.isClassMethod() && isConstructor(up.node))?.parentPath?.parent;

/** What the constructor of a derived class calls. */
function parentOf(path: NodePath<t.Class>, index: ReadonlyMap<t.Node, number>, isScript: boolean): Target {
  const parent = path.node.superClass;
  if (path.node.extra?.native === true || path.node.extra?.calmParent === true || t.isNullLiteral(parent)) return HARMLESS;
  if (!t.isIdentifier(parent)) return UNKNOWN;
  if (isCalmParent(parent.name, path.scope)) return HARMLESS;
  const binding = path.scope.getBinding(parent.name);
  if (!binding?.constant || isGlobal(binding, isScript)) return UNKNOWN;
  const { node } = binding.path;
  const made = t.isVariableDeclarator(node) && t.isIdentifier(node.id) && (binding.kind as string) === 'const' ? node.init : node;
  const unit = made && (t.isClass(made) || t.isFunction(made)) ? index.get(made) : undefined;
  return unit === undefined || made === path.node ? UNKNOWN : { kind: 'local', unit };
}

/** The function that a never reassigned binding holds. */
function localFunction(name: string, scope: Scope, isScript: boolean): t.Node | null {
  const binding = scope.getBinding(name);
  if (!binding?.constant || isGlobal(binding, isScript)) return null;
  const node = binding.path.node;
  if (t.isFunctionDeclaration(node)) return node;
  if (t.isVariableDeclarator(node) && t.isIdentifier(node.id) && t.isFunction(node.init)) return node.init;
  return null;
}

function formOf(node: t.Node): Form {
  if (node.extra?.native === true) return 'other';
  if (t.isArrowFunctionExpression(node)) return 'arrow';
  if (t.isFunctionDeclaration(node) || t.isFunctionExpression(node)) return 'function';
  if (t.isClassMethod(node)) return node.kind === 'constructor' ? 'constructor' : 'method';
  if (t.isObjectMethod(node) || t.isClassPrivateMethod(node)) return 'method';
  return 'other';
}

/** The name that a reader would call the unit by. */
function unitName(path: NodePath): string {
  const { node, parent } = path;
  if (typeof node.extra?.title === 'string') return node.extra.title;
  const named =
    'id' in node && t.isIdentifier(node.id)
      ? node.id
      : 'key' in node
        ? node.key
        : t.isVariableDeclarator(parent)
          ? parent.id
          : t.isAssignmentExpression(parent)
            ? parent.left
            : t.isObjectProperty(parent) || t.isClassProperty(parent)
              ? parent.key
              : null;
  if (t.isClassMethod(node) && node.kind === 'constructor')
    return `${(t.isClass(path.parentPath?.parent) && path.parentPath.parent.id?.name) || 'class'}.constructor`;
  if (t.isIdentifier(named)) return named.name;
  if (t.isPrivateName(named)) return `#${named.id.name}`;
  if (t.isStringLiteral(named)) return named.value;
  if (t.isMemberExpression(named) && t.isIdentifier(named.property)) return named.property.name;
  return 'anonymous';
}

function hindranceOf(path: NodePath, dynamic: Dynamic['functions']): Unit['hindrance'] {
  const { node } = path;
  const why = dynamic.get(node);
  if (path.isFunction() && why && (path.node.async || cannotBeGenerator(path))) return { what: why.what, at: start(why.at) };
  if (t.isClass(node) || (isStaticCode(node) && !activationOutside(path))) return null;
  if (t.isClassAccessorProperty(node)) return { what: 'FIELD', at: start(node) };
  let first: Unit['hindrance'] = null;
  walk(node, (inner) => {
    if (t.isJSX(inner)) first ??= { what: 'JSX', at: start(inner) };
    return first === null;
  });
  return first;
}
