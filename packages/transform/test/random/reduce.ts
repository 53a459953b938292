/** Makes a failing program small: deletes and simplifies for as long as it fails in the same way. */
import { generate, parseSync } from '@babel/core';
import * as t from '@babel/types';
import type { Program } from './program.ts';
import { compare, type Difference, isSound } from './run.ts';

/** Where a node hangs in the tree. */
interface Slot {
  readonly get: () => t.Node | null;
  /** Puts something else there; what it returns takes that back. */
  readonly replace: (next: t.Node | readonly t.Node[] | null) => () => void;
  readonly inList: boolean;
}

type Fields = Record<string, t.Node | (t.Node | null)[] | null | undefined>;

/** Every slot of the tree, from the outside inwards. */
function slots(root: t.Node): {
  slots: Slot[];
  lists: { readonly owner: Fields; readonly field: string }[];
} {
  const found: Slot[] = [];
  const lists: { readonly owner: Fields; readonly field: string }[] = [];
  const queue: t.Node[] = [root];
  for (let node = queue.shift(); node; node = queue.shift()) {
    const owner = node as unknown as Fields;
    for (const field of t.VISITOR_KEYS[node.type] ?? []) {
      const value = owner[field];
      if (Array.isArray(value)) {
        lists.push({ owner, field });
        for (const child of value) {
          if (!child) continue;
          queue.push(child);
          const list = (): (t.Node | null)[] => owner[field] as (t.Node | null)[];
          found.push({
            get: () => (list().includes(child) ? child : null),
            replace: (next) => {
              const before = list();
              const instead = next === null ? [] : ([next].flat() as t.Node[]);
              owner[field] = before.flatMap((one) => (one === child ? instead : [one]));
              return () => {
                owner[field] = before;
              };
            },
            inList: true,
          });
        }
      } else if (value) {
        queue.push(value);
        found.push({
          get: () => (owner[field] === value ? value : null),
          replace: (next) => {
            owner[field] = next as t.Node | null;
            return () => {
              owner[field] = value;
            };
          },
          inList: false,
        });
      }
    }
  }
  return { slots: found, lists };
}

const children = (node: t.Node): t.Node[] =>
  (t.VISITOR_KEYS[node.type] ?? [])
    .flatMap((field) => [(node as unknown as Fields)[field]].flat())
    .filter((one): one is t.Node => Boolean(one));

/** Descendants of a kind that are not inside another one of that kind. */
const nearest = (node: t.Node, is: (one: t.Node) => boolean): t.Node[] =>
  children(node).flatMap((child) => (is(child) ? [child] : nearest(child, is)));

/** Smaller things that may stand in the place of a node. */
function smaller(node: t.Node, inList: boolean): (t.Node | readonly t.Node[] | null)[] {
  const options: (t.Node | readonly t.Node[] | null)[] = [null];
  if (t.isStatement(node)) {
    if (inList) {
      if (t.isBlockStatement(node)) options.push(node.body);
      options.push(
        ...nearest(node, (one) => t.isStatement(one)).map((one) =>
          t.isBlockStatement(one) ? one.body : one,
        ),
      );
      if (t.isSwitchStatement(node)) options.push(node.cases.flatMap((one) => one.consequent));
      if (!t.isExpressionStatement(node))
        options.push(
          ...nearest(node, (one) => t.isExpression(one))
            .slice(0, 4)
            .map((one) => t.expressionStatement(one as t.Expression)),
        );
    } else {
      options.push(t.blockStatement([]));
      options.push(
        ...nearest(node, (one) => t.isStatement(one)).filter((one) => t.isBlockStatement(one)),
      );
    }
  } else if (t.isExpression(node) || t.isPattern(node) || t.isSpreadElement(node)) {
    options.push(
      ...(t.isCallExpression(node) ? [...node.arguments].reverse() : []).filter((one) =>
        t.isExpression(one),
      ),
    );
    options.push(...nearest(node, (one) => t.isExpression(one)).slice(0, 6));
    if (!t.isLiteral(node)) options.push(t.numericLiteral(1));
    if (t.isFunction(node) && t.isBlockStatement(node.body)) {
      const [only] = node.body.body;
      if (node.body.body.length === 1 && t.isReturnStatement(only) && only.argument)
        options.push(t.arrowFunctionExpression(node.params as t.Identifier[], only.argument));
    }
    if (t.isNumericLiteral(node) && node.value > 1) options.push(t.numericLiteral(1));
  }
  return options;
}

const parsed = (source: string): t.File | null =>
  parseSync(source, { sourceType: 'commonjs', configFile: false, babelrc: false }) as t.File | null;

/** A source as Babel prints it, so that lengths compare. */
function printed(source: string): string {
  const ast = parsed(source);
  return ast ? generate(ast).code : source;
}

/** What must stay the same for a program to fail "in the same way". */
function signature({ variant, kind, ticks, detail }: Difference): string {
  const what =
    kind === 'crash'
      ? detail
          .replace(/^.*?input\.cjs:\d+:\d+: /s, '')
          .split('\n')[0]
          ?.replace(/\d+|[\w$]+ may/g, '')
      : kind === 'log'
        ? /got.*?(ERR_FIBER\w+|\w+Error)(?=.*, expected)/.exec(detail)?.[1]
        : '';
  return [variant, kind, ticks === 'none', what].join(' ');
}

export interface Reduced {
  readonly program: Program;
  readonly difference: Difference;
  /** The reducer stopped early, because this thread cannot run programs any more. */
  readonly broken: boolean;
}

/** `limit`: how many candidates are tried at most. */
export async function reduce(
  program: Program,
  difference: Difference,
  seed: number,
  limit = 2500,
): Promise<Reduced> {
  const wanted = signature(difference);
  let best = printed(program.source);
  let latest = difference;
  let left = limit;
  let broken = false;
  const fails = async (source: string): Promise<boolean> => {
    if (broken || left-- <= 0) return false;
    const outcome = await compare(
      { ...program, source },
      {
        seed,
        variants: [difference.variant],
        singles: typeof difference.ticks === 'number' ? 25 : 0,
      },
    );
    if (outcome.verdict !== 'different') {
      broken =
        outcome.verdict === 'invalid' &&
        /ERR_FIBER|Timeout|TIMEOUT/.test(outcome.detail) &&
        !(await isSound());
      return false;
    }
    if (!(await isSound())) broken = true;
    if (signature(outcome.difference) !== wanted) return false;
    latest = outcome.difference;
    return true;
  };
  const attempt = async (ast: t.File): Promise<boolean> => {
    let source: string;
    try {
      source = generate(ast).code;
    } catch {
      return false;
    }
    if (source.length > best.length + 2 || source === best || !(await fails(source))) return false;
    best = source;
    return true;
  };
  const parse = (): t.File | null => parsed(best);
  const halves = async (): Promise<boolean> => {
    const ast = parse();
    if (!ast) return false;
    let changed = false;
    for (const { owner, field } of slots(ast).lists) {
      for (
        let size = Math.ceil((owner[field] as t.Node[]).length / 2);
        size > 1;
        size = Math.floor(size / 2)
      ) {
        for (let from = 0; from < (owner[field] as t.Node[]).length; ) {
          const whole = owner[field] as t.Node[];
          owner[field] = [...whole.slice(0, from), ...whole.slice(from + size)];
          if (await attempt(ast)) changed = true;
          else {
            owner[field] = whole;
            from += size;
          }
        }
      }
    }
    return changed;
  };
  const singly = async (): Promise<boolean> => {
    const ast = parse();
    if (!ast) return false;
    let changed = false;
    for (const slot of slots(ast).slots) {
      const node = slot.get();
      if (!node) continue;
      for (const option of smaller(node, slot.inList)) {
        const undo = slot.replace(option);
        if (await attempt(ast)) {
          changed = true;
          break;
        }
        undo();
      }
    }
    return changed;
  };
  while (left > 0 && !broken) {
    const one = await halves();
    if (!(await singly()) && !one) break;
  }
  return { program: { ...program, source: best }, difference: latest, broken };
}
