/** What the later steps know of one compiled function, and of the module around it. */
import * as t from '@babel/types';
import type { Form, Site, Torture } from '../contracts.ts';
import type { Unsupported } from '../errors.ts';

/** Where lifted declarations go: the outermost scope that sees all they use. */
export interface Home {
  readonly add: (declaration: t.FunctionDeclaration) => void;
}

export interface FunctionInfo {
  readonly node: t.Function;
  /** What the source calls it. */
  readonly title: string;
  /** The same as part of an identifier. */
  readonly name: string;
  readonly form: Form;
  /**
   * A generator keeps its activation itself and yields the token; that of an async generator also yields what is to be
   * awaited. An async function has its bodies in async arrows.
   */
  readonly kind: 'plain' | 'generator' | 'async generator' | 'async';
  /** Identifier that means the function object itself inside of it. */
  readonly self: string;
  /** `self` means the same in lifted code. */
  readonly selfAtHome: boolean;
  readonly home: Home;
  /** The compiled function around it. */
  readonly parent: FunctionInfo | null;
  readonly strict: boolean;
  readonly keepsThis: boolean;
  /** A constructor of a class that makes fields before it begins: it cannot be called once more without making them again. */
  readonly afterFields: boolean;
  /** An arrow that has `this` and its like from a compiled function, as names. */
  readonly sharesLexical: boolean;
  /** Own variables and values captured from outside that frames keep. Grows by temporaries. */
  readonly locals: Set<string>;
}

export const isGenerator = ({ kind }: FunctionInfo): boolean => kind === 'generator' || kind === 'async generator';

export interface ModuleContext {
  /** A name that nothing in the module has. */
  readonly fresh: (base: string) => string;
  /** A name that nothing in the source and in `taken` has: enough for a variable of one function. */
  readonly freshIn: (taken: ReadonlySet<string>, base: string) => string;
  /** Local name of a runtime function; asking for it makes it imported. */
  readonly runtime: (name: string) => string;
  /** The name that a renamed variable has in the source. */
  readonly sourceName: (name: string) => string;
  readonly isPoint: (node: t.Node) => boolean;
  readonly siteOf: (node: t.Node) => Site | null;
  /** Local name of the function that chooses equivalents of built-ins with this name; asking for it makes it imported. */
  readonly resolver: (name: string) => string;
  readonly infoOf: (node: t.Node) => FunctionInfo | undefined;
  /** The name that a closure gets from where it stands, or null; a node stands for a computed name. */
  readonly inferredName: (node: t.Node) => string | t.Expression | null;
  readonly homeOf: (node: t.Node) => Home;
  readonly refuse: (node: t.Node, what: Unsupported) => never;
  /** Module functions that are never reassigned: reading them early or late is the same. */
  readonly isStable: (name: string) => boolean;
  readonly torture: Torture | undefined;
  /** Calls say whom they expect to be called: torture, and where barriers are noticed at the switch. */
  readonly handshake: boolean;
}

/** Names that stand for `this`, `arguments` and `new.target` where closures share them or frames keep them. */
export const LEXICAL = { this: '$this', arguments: '$arguments', newTarget: '$newTarget' } as const;

/** The expression for a captured name inside the normal body of `fn`. */
export function lexical(fn: FunctionInfo, name: string): t.Expression {
  // They came as parameters of its factory.
  if (fn.sharesLexical) return t.identifier(name);
  switch (name) {
    case LEXICAL.this:
      return t.thisExpression();
    case LEXICAL.arguments:
      return t.identifier('arguments');
    case LEXICAL.newTarget:
      return t.metaProperty(t.identifier('new'), t.identifier('target'));
    default:
      return t.identifier(name);
  }
}
