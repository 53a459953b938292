/** Every pass in order. A pass is run by `cx.step`, which hands its result to whoever wants to see it. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { calmed } from './1-read/builtins.ts';
import { type Program, read } from './1-read/facts.ts';
import { type Decision, decide } from './2-decide/decide.ts';
import { rewriteAutoAccessors } from './3-lower/classes/auto-accessors.ts';
import { rewriteClasses } from './3-lower/classes/rewrite.ts';
import { emitDynamic } from './3-lower/dynamic/form.ts';
import { type FunctionInfo, isGenerator, LEXICAL, lexical, type ModuleContext } from './3-lower/function.ts';
import { lowerFunction } from './3-lower/lower.ts';
import { restoreNames } from './3-lower/names.ts';
import { placeMembers, placeSelves } from './3-lower/place.ts';
import { avoidReserved, prepare } from './3-lower/prepare.ts';
import { rememberBound } from './3-lower/toplevel.ts';
import { rewriteUsing } from './3-lower/using.ts';
import { plan } from './4-plan/plan.ts';
import { visible } from './4-plan/visible.ts';
import { untouchedTable } from './5-emit/decided.ts';
import { emitFunction } from './5-emit/function.ts';
import { emitGenerator } from './5-emit/generator.ts';
import type { Places, Registers } from './5-emit/names.ts';
import { outline } from './5-emit/outline.ts';
import { emitPrologue, type Format, redeclarable } from './5-emit/prologue.ts';
import { markPure } from './5-emit/pure.ts';
import { isGlobal } from './ast/globals.ts';
import { isAccessor } from './ast/keys.ts';
import { classesIn } from './ast/paths.ts';
import type { CompileDecisions, CompiledFunction, CompileOptions, Lowered, Origin, Site } from './contracts.ts';
import { CompileError, type Position, UNSUPPORTED, type Unsupported } from './errors.ts';
import { verifyPoints, verifyTree } from './verify.ts';

export const passes = ['read', 'decide', 'classes', 'prepare', 'lower', 'plan', 'emit'] as const;
export type Pass = (typeof passes)[number];

export const ABI_VERSION = 1;

export interface PipelineContext {
  readonly options: CompileOptions;
  readonly source: string;
  /** Where this is in what the source was made from. */
  readonly original: (at: Position) => Origin;
  /** Whether what stands there is to stay as it is, whatever it calls. */
  readonly stays: (node: t.Node | undefined) => boolean;
  /** What was decided for the functions of the source. */
  readonly decided: CompileDecisions['functions'];
  /** Runs one pass and shows what it left. */
  readonly step: <T>(pass: Pass, run: () => T, show?: (result: T) => string) => T;
}

/** Compiles a module in place. */
export function compileProgram(path: NodePath<t.Program>, cx: PipelineContext): readonly CompiledFunction[] {
  const { options } = cx;
  const isScript = options.sourceType === 'script';
  const refuse = (node: t.Node, what: Unsupported): never => {
    throw unsupported(what, node.loc?.start ?? { line: 1, column: 0 }, 'this function', cx);
  };
  const names = namesOf(path.node);
  const namesInSource = new Set(names);
  /** Names that single functions use: a name for the whole module must not be one of them. */
  const locals = new Set<string>();
  const freshIn = (taken: ReadonlySet<string>, base: string): string => {
    let n = 0;
    while (names.has(numbered(base, n)) || taken.has(numbered(base, n))) n++;
    locals.add(numbered(base, n));
    return numbered(base, n);
  };
  /** Scripts share one scope: what is added to this one must not be what is added to another. */
  const suffix = isScript ? `$${fingerprint(`${options.filename}\n${cx.source}`)}` : '';
  /** Which numbers of a name are known to be taken. */
  const tried = new Map<string, number>();
  const fresh = (hint: string): string => {
    const base = hint + suffix;
    let n = tried.get(base) ?? 0;
    while (names.has(numbered(base, n)) || locals.has(numbered(base, n))) n++;
    tried.set(base, n + 1);
    names.add(numbered(base, n));
    return numbered(base, n);
  };
  const importing =
    (imported: Map<string, string>) =>
    (name: string): string => {
      const known = imported.get(name);
      if (known !== undefined) return known;
      const local = fresh(`$${name}`);
      imported.set(name, local);
      return local;
    };
  const imported = new Map<string, string>();
  const runtime = importing(imported);
  const resolvers = new Map<string, string>();
  const traces = new Map<string, string>();

  avoidReserved(path, names, fresh);
  const simplified = [rewriteAutoAccessors(path.node, { fresh, runtime }), rewriteUsing(path.node, { fresh, runtime })];
  if (simplified.includes(true)) path.scope.crawl();
  const analyse = (): { readonly program: Program; readonly decisions: readonly Decision[] } => {
    const program = cx.step(
      'read',
      () => read(path, isScript, options.intrinsics ?? [], builtinsModule(options) !== false, options.implicit ?? 'accessors'),
      (facts) => JSON.stringify(facts.units, null, 2),
    );
    const decisions = cx.step(
      'decide',
      () => decide(program.units, options.torture, (unit) => cx.stays(program.nodes.paths[unit]?.node)),
      (result) =>
        JSON.stringify(
          result.map((decision, unit) => ({ name: program.units[unit]?.name, at: program.units[unit]?.at, ...decision })),
          null,
          2,
        ),
    );
    return { program, decisions };
  };
  const first = analyse();
  const suspending = new Set(
    first.program.nodes.paths.flatMap(({ node }, unit) => (first.decisions[unit]?.kind === 'untouched' ? [] : [node])),
  );
  const parentSuspends = (node: t.Class): boolean => {
    if (cx.stays(node)) return false;
    const target = first.program.nodes.parents.get(node);
    if (target?.kind !== 'local') return target?.kind === 'unknown';
    return options.torture !== undefined || first.decisions[target.unit]?.kind !== 'untouched';
  };
  const rewritten = cx.step('classes', () =>
    rewriteClasses(path, {
      fresh,
      runtime,
      refuse,
      suspends: (node) => suspending.has(node),
      isDynamic: (node) => first.program.nodes.dynamic.has(node),
      parentSuspends,
      hasBuiltInParent: (node) => first.program.nodes.builtInParents.has(node),
      suspendsAtEntry: options.torture === 'entry',
    }),
  );
  if (rewritten.changed) path.scope.crawl();
  const { program, decisions } = rewritten.changed ? analyse() : first;
  const points = new Set<t.Node>();
  const compiled = program.units.flatMap((unit, index) => {
    const decision = decisions[index];
    const nodes = program.nodes.calls[index] ?? [];
    if (decision?.kind === 'unsupported' && options.unsupported !== 'barrier' && unit.hindrance)
      throw unsupported(unit.hindrance.what, unit.hindrance.at, unit.name, cx);
    if (decision?.kind !== 'compile' || !t.isFunction(program.nodes.paths[index]?.node)) return [];
    for (const point of decision.points) points.add(nodes[point] as t.Node);
    // A resume body has no `super`.
    for (const node of nodes) if (t.isCallExpression(node) && t.isSuper(node.callee) && node.extra?.native !== true) points.add(node);
    return [
      {
        path: program.nodes.paths[index] as NodePath<t.Function>,
        name: unit.name,
        form: unit.form,
        at: unit.at,
        points: decision.points.length,
      },
    ];
  });
  if (compiled.length === 0 && imported.size === 0) return [];
  const untouched = new Set<t.Node>(program.nodes.paths.flatMap(({ node }, unit) => (decisions[unit]?.kind === 'untouched' ? [node] : [])));
  /** Calls with a function, as it is written there, that cannot suspend. Soon it will be somewhere else. */
  const calm = new Set(
    [...program.nodes.sites.keys()].filter((node) => {
      const given = t.isCallExpression(node) ? node.arguments[0] : undefined;
      return t.isFunction(given) && untouched.has(given);
    }),
  );
  const isDynamic = ({ path: { node } }: { readonly path: NodePath<t.Function> }): boolean => program.nodes.dynamic.has(node);
  const suspends = (node: t.Node): boolean => {
    let found = points.has(node);
    t.traverseFast(node, (inner) => {
      found ||= points.has(inner);
    });
    return found;
  };

  const prepared = cx.step('prepare', () =>
    prepare(
      path,
      compiled.filter((one) => !isDynamic(one)),
      compiled.filter(isDynamic),
      {
        fresh,
        runtime,
        refuse,
        suspends,
        handshake: handshakes(options),
        isScript,
        evaluates: program.nodes.evaluates,
        classes: rewritten.parts,
      },
    ),
  );
  const nameInSource = (local: string, boxed: boolean): string | null => {
    const name = local === LEXICAL.this ? 'this' : prepared.sourceName(local);
    return name === 'this' || namesInSource.has(name) ? `${boxed ? '*' : ''}${name}` : null;
  };
  const classes = classesIn(path);
  const infos = new Map(prepared.functions.filter((info) => !isGenerator(info)).map((info) => [info.node as t.Node, info]));
  const stable = stableNames(path, isScript);
  const module: ModuleContext = {
    fresh,
    freshIn,
    runtime,
    refuse,
    sourceName: prepared.sourceName,
    isPoint: (node) => points.has(node),
    siteOf: (node) => {
      const site = siteFor(program.nodes.sites.get(node), options);
      return site !== null && calm.has(node) ? calmed(site) : site;
    },
    resolver: importing(resolvers),
    infoOf: (node) => infos.get(node),
    inferredName: (node) => prepared.inferred.get(node) ?? null,
    homeOf: prepared.outside.homeOf,
    isStable: (name) => stable.has(name),
    torture: options.torture,
    handshake: handshakes(options),
  };
  const isVariable = (local: string): boolean => nameInSource(prepared.boxes.get(local) ?? local, false) !== null && local !== LEXICAL.this;
  const placesFor = ({ title }: FunctionInfo): Places | null =>
    showsStacks(options)
      ? {
          file: options.filename,
          title,
          traced: importing(traces)('traced'),
          sourceName: (local) => nameInSource(prepared.boxes.get(local) ?? local, prepared.boxes.has(local)),
          original: cx.original,
        }
      : null;
  placeMembers(prepared, runtime, fresh);
  // Inner functions first: what a closure is has to be known when the function around it lifts it.
  const registers: Registers = { frame: fresh('$f'), value: fresh('$v'), thrown: fresh('$t'), point: fresh('$k'), where: fresh('$w') };
  for (const info of [...prepared.functions].reverse()) {
    const fn = cx.step('lower', () => lowerFunction(info, prepared.variables, module), describe);
    // What another plugin has made, an enum's function say, has no place in the source.
    if (options.verify && info.node.loc) verifyPoints(fn);
    const places = placesFor(info);
    if (isGenerator(info)) {
      emitGenerator(fn, info.node, {
        places,
        runtime: module.runtime,
        comments: options.mode === 'development',
        driven: fn.driven,
        awaits: info.kind === 'async generator',
      });
      continue;
    }
    const slots = cx.step(
      'plan',
      () => plan(fn, showsStacks(options) ? visible(fn, isVariable) : undefined),
      (result) => JSON.stringify({ function: fn.name, live: result.live, slots: [...result.slots] }),
    );
    emitFunction(fn, slots, emitContext(info, module, registers, places, options));
  }
  cx.step('emit', () => {
    placeSelves(prepared, classes, runtime, fresh);
    const added = (name: string): boolean => [imported, resolvers, traces].some((names) => [...names.values()].includes(name));
    for (const fn of [...prepared.dynamic].reverse()) emitDynamic(fn, { ...module, isImported: added });
    restoreNames(path.node, prepared.restored);
    rememberBound(path.node, runtime);
    const format = formatOf(path.node, options);
    if (showsStacks(options)) path.node.body.unshift(...untouchedTable(cx.decided, options.filename, () => importing(traces)('untouched')));
    if (format === 'module') markPure(path.node, imported);
    const others = [
      { from: builtinsModule(options) || '', names: resolvers },
      { from: STACK, names: traces },
    ];
    emitPrologue(path.node, format, { version: ABI_VERSION, from: runtimeModule(options), names: imported }, others, fresh);
    if (format === 'script') redeclarable(path.node, (name) => !namesInSource.has(name));
    if (options.verify) verifyTree(path.node);
  });
  return compiled.map(({ name, at, points: count }) => ({ name, line: at.line, column: at.column + 1, points: count }));
}

const numbered = (base: string, n: number): string => (base === '$' ? `$${n + 1}` : n === 0 ? base : `${base}$${n}`);

/** Lowered code as an indented outline. */
const describe = (fn: Lowered): string => `${fn.name}\n${outline(fn.body, '  ')}`;

/** Do functions ask at their entry who has called them? */
const handshakes = ({ barriers = 'late', torture }: CompileOptions): boolean => barriers !== 'late' || torture !== undefined;

const RUNTIMES = { late: 'abi', exact: 'exact', nested: 'nested' } as const;

const runtimeModule = ({ runtime, torture, barriers = 'late' }: CompileOptions): string =>
  runtime ?? `@fiberc/runtime/${torture ? 'testing' : RUNTIMES[barriers]}`;

const builtinsModule = ({ builtins, runtime, torture, barriers = 'late' }: CompileOptions): string | false =>
  builtins ?? (runtime === undefined && `@fiberc/runtime/builtins${torture ? `/${torture}` : barriers === 'late' ? '' : '/exact'}`);

const STACK = '@fiberc/runtime/stack';

const showsStacks = ({ stacks, mode, runtime }: CompileOptions): boolean => runtime === undefined && (stacks ?? mode === 'development');

const siteFor = (site: Site | undefined, options: CompileOptions): Site | null =>
  site === undefined || (site.kind === 'builtin' && builtinsModule(options) === false) ? null : site;

function emitContext(
  info: FunctionInfo,
  module: ModuleContext,
  registers: Registers,
  places: Places | null,
  options: CompileOptions,
): Parameters<typeof emitFunction>[2] {
  const used = new Set(info.locals);
  const emitName = (base: string): string => {
    const name = module.freshIn(used, base);
    used.add(name);
    return name;
  };
  return {
    runtime: module.runtime,
    fresh: emitName,
    resume: module.fresh(`${info.name}$r`),
    self: info.self,
    selfAtHome: info.selfAtHome,
    lexical: (name) => lexical(info, name),
    comments: options.mode === 'development',
    registers,
    places,
    node: info.node,
    title: info.title,
    home: info.home,
    strict: info.strict,
    handshake: !handshakes(options) ? 'none' : info.afterFields ? 'hold' : 'nest',
    left: info.kind === 'async' ? emitName('$left') : null,
    arrow: t.isArrowFunctionExpression(info.node),
    constructs: info.form === 'constructor',
    accessor: isAccessor(info.node),
    method: info.form === 'method',
  };
}

/** Babel's default takes every file for a module; the extension knows better, if nobody has said how to parse. */
export function formatOf(program: t.Program, { sourceType, filename }: CompileOptions): Format {
  if (sourceType === 'script') return 'script';
  return program.sourceType === 'module' && (sourceType !== undefined || !/\.c[jt]s$/.test(filename)) ? 'module' : 'commonjs';
}

/** FNV-1a, as letters and digits. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

function unsupported(
  what: Unsupported,
  at: { readonly line: number; readonly column: number },
  name: string,
  { options, source }: PipelineContext,
): CompileError {
  return new CompileError(
    `ERR_FIBERC_UNSUPPORTED_${what}`,
    `${name} may have to suspend, but ${UNSUPPORTED[what]} can't be suspended yet`,
    options.filename,
    at,
    source,
  );
}

function namesOf(node: t.Node): Set<string> {
  const names = new Set<string>();
  t.traverseFast(node, (inner) => {
    if (t.isIdentifier(inner) || t.isJSXIdentifier(inner)) names.add(inner.name);
  });
  return names;
}

/** Module functions that are never reassigned. */
function stableNames(path: NodePath<t.Program>, isScript: boolean): ReadonlySet<string> {
  return new Set(
    Object.entries(path.scope.bindings).flatMap(([name, binding]) =>
      binding.constant && binding.path.isFunctionDeclaration() && !isGlobal(binding, isScript) ? [name] : [],
    ),
  );
}
