/**
 * Functions with dynamic scopes. Their names may not be changed, nor can anything in them be moved. So a body stays
 * where it is, as that of a generator, which keeps its activation itself. The function around it calls it, and is what
 * frames speak of:
 *
 *   function f(a, b = 1) { eval(a); return g(b); }
 *   → function f($1) { return $asGenerator($self, this, arguments, function* (a, b = 1) {
 *       let $2, $3;
 *       eval(a);
 *       return $2 = g, ($3 = $2(b)) === $S ? $woken(yield $held($2)) : $3;
 *     }) }
 *
 * Parameters, `arguments`, `this` and what is declared by `eval` are the generator's, and the same. An arrow keeps its
 * own parameters, and its generator gets `this` and `arguments` of the function around. What is `super` there is asked
 * of the method by way of a proxy.
 */
import * as t from '@babel/types';
import { assign, block, call, declare, id, is, member, run, undef } from '../../ast/build.ts';
import { isDirectEval } from '../../ast/evals.ts';
import { whileHeld } from '../../ast/held.ts';
import { isAccessor } from '../../ast/keys.ts';
import { replaceLexical, walkLexical } from '../../ast/lexical.ts';
import { freeNames, hidesArguments, patternNames, walkActivation } from '../../ast/walk.ts';
import { type PointContext, rewritePoints } from './points.ts';

/** A function that is compiled in generator form. */
export interface DynamicFunction {
  readonly node: t.Function;
  /** Identifier that means the function object. */
  readonly self: string;
  readonly strict: boolean;
  /** It begins when the fields of its class have been made. */
  readonly afterFields: boolean;
  /** It stands in the body of a `with`. */
  readonly inWith: boolean;
  /** What `this` and `arguments` in it belong to: itself or, for an arrow, the function or class element around, or null. */
  readonly owner: t.Node | null;
}

export interface FormContext extends Omit<PointContext, 'temporary' | 'known'> {
  readonly fresh: (base: string) => string;
  /** Is this something that the module takes from the runtime? */
  readonly isImported: (name: string) => boolean;
}

export function emitDynamic(fn: DynamicFunction, cx: FormContext): void {
  const { node } = fn;
  const body = bodyOf(node);
  const temporaries: string[] = [];
  const temporary = (): string => {
    const name = cx.fresh('$');
    temporaries.push(name);
    return name;
  };
  const isGenerator = node.generator === true;
  rewritePoints(body, fn.inWith, { ...cx, temporary, known: !isGenerator });
  if (isGenerator) {
    declareAll(body, temporaries);
    return;
  }
  if (cx.torture === 'entry') body.body.unshift(run(entryTick(cx, temporary)));
  node.body = surround(fn, body, cx);
  declareAll(body, temporaries);
  isolateWiths(body, temporaries, cx);
}

function bodyOf(node: t.Function): t.BlockStatement {
  if (t.isBlockStatement(node.body)) return node.body;
  const value = node.body as t.Expression;
  const body = block([Object.assign(t.returnStatement(value), { loc: value.loc })]);
  if (t.isArrowFunctionExpression(node)) node.expression = false;
  node.body = body;
  return body;
}

function declareAll(body: t.BlockStatement, names: readonly string[]): void {
  if (names.length === 0) return;
  body.body.unshift(
    t.variableDeclaration(
      'let',
      names.map((name) => t.variableDeclarator(id(name))),
    ),
  );
}

function entryTick({ runtime }: FormContext, temporary: () => string): t.Expression {
  const asked = is(assign(temporary(), call(runtime('tick'))), id(runtime('S')));
  return t.logicalExpression('&&', asked, call(runtime('woken'), t.yieldExpression(call(runtime('held'), id(runtime('tick'))))));
}

/** What stands around the generator: the body of the function itself. */
function surround(fn: DynamicFunction, body: t.BlockStatement, cx: FormContext): t.BlockStatement {
  const { node, owner, strict } = fn;
  const uses = usesOf(node);
  const before: t.Statement[] = [];
  const newTarget = uses.newTarget ? cx.fresh('$newTarget') : null;
  if (newTarget !== null) {
    replaceLexical(node, (inner) => (isNewTarget(inner) ? id(newTarget) : null));
    before.push(declare('const', newTarget, t.metaProperty(id('new'), id('target'))));
  }
  const { params, args, first } = t.isArrowFunctionExpression(node) ? shared(fn, node, body, uses, before, cx) : taken(fn, uses, cx);
  body.body.unshift(...first);
  const inElement = t.isMethod(owner) || t.isProperty(owner) || t.isStaticBlock(owner);
  const hasSuper = inElement && owner.extra?.remembered === undefined && (uses.super || uses.eval);
  const made = hasSuper
    ? withSuper(params, body, cx)
    : Object.assign(t.functionExpression(null, params as t.FunctionExpression['params'], body, true), { loc: node.loc });
  // The constructor of a derived class has it in a variable.
  const receiver = (): t.Expression => (node.extra?.derived === true ? undef() : t.thisExpression());
  const begin = (self: string): t.Expression => call(cx.runtime('asGenerator'), id(self), receiver(), args, made);
  const result = block([...before, ...entered(fn, begin, cx)]);
  if (strict) result.directives = body.directives.map((one) => t.cloneNode(one, true));
  result.loc = body.loc ?? null;
  return result;
}

interface Uses {
  readonly eval: boolean;
  readonly arguments: boolean;
  readonly super: boolean;
  readonly newTarget: boolean;
}

const isNewTarget = (node: t.Node): boolean => t.isMetaProperty(node) && node.meta.name === 'new';

/** What a function and its arrows use of what belongs to the function. */
function usesOf(node: t.Function): Uses {
  const found = { eval: false, arguments: false, super: false, newTarget: false };
  walkLexical(node, (inner) => {
    found.eval ||= isDirectEval(inner);
    found.arguments ||= t.isIdentifier(inner, { name: 'arguments' });
    found.super ||= t.isSuper(inner);
    found.newTarget ||= isNewTarget(inner);
  });
  return found;
}

/** How the generator gets parameters and arguments, and what it does first. */
interface Head {
  readonly params: t.Function['params'];
  readonly args: t.Expression;
  readonly first: readonly t.Statement[];
}

/** Of a function: they are the generator's, and the function keeps its length. */
function taken({ node, strict, self }: DynamicFunction, uses: Uses, { fresh }: FormContext): Head {
  const { params } = node;
  const hasCallee = !strict && (uses.eval || uses.arguments) && params.every((param) => t.isIdentifier(param)) && !hidesArguments(node);
  const counted = params.findIndex((param) => t.isAssignmentPattern(param) || t.isRestElement(param));
  const names = params.slice(0, counted < 0 ? params.length : counted).map(() => id(fresh('$')));
  const isSetter = t.isMethod(node) && node.kind === 'set';
  node.params = isSetter && names.length === 0 ? [t.assignmentPattern(id(fresh('$')), undef())] : names;
  return { params, args: id('arguments'), first: hasCallee ? [run(assign(member(id('arguments'), 'callee'), id(self)))] : [] };
}

/** Of an arrow: it keeps its parameters. Variables of the body that have the name of one begin with its value. */
function shared(
  { owner, strict }: DynamicFunction,
  node: t.ArrowFunctionExpression,
  body: t.BlockStatement,
  uses: Uses,
  before: t.Statement[],
  { fresh }: FormContext,
): Head {
  const first: t.Statement[] = [];
  for (const name of variablesLikeParameters(node, body)) {
    const held = fresh(`$${name}`);
    before.push(declare('const', held, id(name)));
    first.push(run(assign(name, id(held))));
  }
  const hasArguments = t.isFunction(owner) && (uses.eval || uses.arguments);
  if (!hasArguments) return { params: [], args: t.arrayExpression([]), first };
  // Strict code can have no variable of that name, but then nothing shares its values either.
  if (strict) return { params: [], args: id('arguments'), first };
  return { params: [id('arguments')], args: t.arrayExpression([id('arguments')]), first };
}

function variablesLikeParameters(node: t.ArrowFunctionExpression, body: t.BlockStatement): ReadonlySet<string> {
  const params = new Set(node.params.flatMap((param) => patternNames(param)));
  const names = new Set<string>();
  walkActivation(body, (inner) => {
    if (t.isVariableDeclaration(inner, { kind: 'var' })) for (const name of patternNames(inner)) if (params.has(name)) names.add(name);
  });
  for (const statement of body.body) if (t.isFunctionDeclaration(statement)) names.delete(statement.id?.name ?? '');
  return names;
}

/** `{ __proto__: $superOf(…), *m() { … } }.m`: `super` in the generator is that of the method around. */
function withSuper(params: t.Function['params'], body: t.BlockStatement, { runtime }: FormContext): t.Expression {
  const found = (): t.MemberExpression => t.memberExpression(t.super(), id('key'), true);
  const proxy = call(
    runtime('superOf'),
    t.arrowFunctionExpression([id('key')], found()),
    t.arrowFunctionExpression([id('key'), id('value')], assign(found(), id('value'))),
  );
  const method = t.objectMethod('method', id('m'), params as t.ObjectMethod['params'], body, false, true);
  return member(t.objectExpression([t.objectProperty(id('__proto__'), proxy), method]), 'm');
}

/** With the handshake: called by code that is not compiled, the function runs under a trampoline of its own. */
function entered(
  { node, self, afterFields }: DynamicFunction,
  begin: (self: string) => t.Expression,
  { fresh, runtime, handshake }: FormContext,
): t.Statement[] {
  if (!handshake) return [t.returnStatement(begin(self))];
  if (afterFields) return whileHeld(block([t.returnStatement(begin(self))]), fresh('$held'), self, runtime);
  const accessor = isAccessor(node);
  const enters = accessor ? call(runtime('enterAccessor'), id(self), t.thisExpression()) : call(runtime('enter'), id(self));
  const nest = (...args: t.Expression[]): t.Statement => t.returnStatement(call(runtime(accessor ? 'nestAccessor' : 'nest'), ...args));
  if (t.isArrowFunctionExpression(node)) {
    // Nobody can call it again with the same arguments: what is run is its body, which then is who was called.
    const [runs, who] = [fresh('$run'), fresh('$who')];
    return [
      declare('const', runs, t.arrowFunctionExpression([id(who)], begin(who))),
      t.ifStatement(enters, nest(id(runs), undef(), t.arrayExpression([id(runs)]))),
      t.returnStatement(call(runs, id(self))),
    ];
  }
  const constructs = t.isClassMethod(node) && node.kind === 'constructor';
  const target = t.isMethod(node) && !constructs ? [] : [t.metaProperty(id('new'), id('target'))];
  const receiver = constructs ? undef() : t.thisExpression();
  return [t.ifStatement(enters, nest(id(self), receiver, id('arguments'), ...target)), t.returnStatement(begin(self))];
}

/**
 * In a `with` our own names would be looked for in its object, which a proxy would see. They stand in an object of ours
 * around the body, which the generator is given whenever it yields nothing:
 *
 *   with (o) f()   →   yield { __proto__: null, $S, … };  …  with (o) with (yield) …
 */
function isolateWiths(body: t.BlockStatement, temporaries: readonly string[], cx: FormContext): void {
  const own = new Set(temporaries);
  const names = new Set<string>();
  const withs: t.WithStatement[] = [];
  walkActivation(body, (node) => {
    if (t.isWithStatement(node)) withs.push(node);
  });
  for (const node of withs) {
    for (const name of freeNames(node.body)) if (own.has(name) || cx.isImported(name)) names.add(name);
    node.body = t.withStatement(t.yieldExpression(null), node.body);
  }
  if (withs.length === 0) return;
  const entries = [...names].map((name) => t.objectProperty(id(name), own.has(name) ? undef() : id(name)));
  body.body.unshift(run(t.yieldExpression(t.objectExpression([t.objectProperty(id('__proto__'), t.nullLiteral()), ...entries]))));
}
