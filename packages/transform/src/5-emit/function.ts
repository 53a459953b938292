/** Puts both bodies of a function where they belong. */
import * as t from '@babel/types';
import { block, call, id, undef } from '../ast/build.ts';
import { whileHeld } from '../ast/held.ts';
import { hidesArguments } from '../ast/walk.ts';
import type { Lowered, Plan } from '../contracts.ts';
import type { EmitContext } from './names.ts';
import { inAsync, normalBody } from './normal.ts';
import { resumeBody } from './resume.ts';
import { settle, shownAs } from './stops.ts';

interface Place extends Omit<EmitContext, 'fn' | 'plan'> {
  readonly node: t.Function;
  /** What the source calls it. */
  readonly title: string;
  /** What takes the resume body. */
  readonly home: { readonly add: (declaration: t.FunctionDeclaration) => void };
  readonly strict: boolean;
  /** What it does where code that is not compiled has called it. `nest`: the runtime calls it once more. */
  readonly handshake: 'none' | 'nest' | 'hold';
  readonly arrow: boolean;
  readonly constructs: boolean;
  readonly accessor: boolean;
  readonly method: boolean;
}

export function emitFunction(fn: Lowered, plan: Plan, place: Place): void {
  const cx: EmitContext = { ...place, fn, plan };
  const { node } = place;
  const old = node.body as t.BlockStatement;
  // The resume body copies what it needs, so it comes first.
  place.home.add(sameFunction(resumeBody(cx, place.strict), place));
  const statements = inAsync(normalBody(cx), cx);
  settle(statements);
  const body = block(statements);
  body.directives = old.directives;
  body.loc = old.loc ?? null;
  if (place.handshake === 'nest') body.body.unshift(...enterStatements(place));
  node.body = place.handshake === 'hold' ? heldBody(body, place) : body;
}

/** For whoever reads source maps, coverage above all, both bodies are one function of the source. */
function sameFunction(resume: t.FunctionDeclaration, { node, title }: Place): t.FunctionDeclaration {
  const name = 'id' in node && node.id ? node.id : 'key' in node && t.isIdentifier(node.key) ? node.key : null;
  resume.loc = node.loc ?? null;
  resume.body.loc = node.body.loc ?? null;
  if (resume.id) shownAs(resume.id, name === null && title === 'anonymous' ? '(anonymous)' : title, name?.loc ?? node.loc);
  return resume;
}

/** Its fiber cannot be left until it has returned. */
function heldBody(body: t.BlockStatement, { self, runtime, fresh }: Place): t.BlockStatement {
  const { directives } = body;
  body.directives = [];
  const whole = block(whileHeld(body, fresh('$held'), self, runtime));
  whole.directives = directives;
  whole.loc = body.loc ?? null;
  return whole;
}

/** A function that code which is not compiled has called tells the runtime, which calls it once more. */
function enterStatements({ node, self, runtime, arrow, constructs, method, accessor }: Place): t.Statement[] {
  const entered = accessor ? call(runtime('enterAccessor'), id(self), t.thisExpression()) : call(runtime('enter'), id(self));
  const args =
    arrow || hidesArguments(node)
      ? t.arrayExpression(
          node.params.map((param) =>
            t.isRestElement(param) ? t.spreadElement(t.cloneNode(param.argument as t.Identifier)) : t.cloneNode(param as t.Identifier),
          ),
        )
      : id('arguments');
  const receiver = arrow || constructs ? undef() : t.thisExpression();
  const target = method ? [] : [t.metaProperty(id('new'), id('target'))];
  return [
    t.ifStatement(
      entered,
      t.returnStatement(call(runtime(accessor ? 'nestAccessor' : 'nest'), id(self), receiver, args, ...(arrow ? [] : target))),
    ),
  ];
}
