/** Runs programs of the corpus by functions that yield their calls. */
import { current, Fiber, FiberError } from '@fiberc/runtime';
import { type Call, compiled, on } from './compiled.ts';
import type { Op, Program } from './corpus.ts';

class UserError extends Error {}

/** The log of one program. */
export const run = ({ script }: Pick<Program, 'script'>): unknown[] => {
  const log: unknown[] = [];
  const fibers: Fiber[] = [current()];
  const perform = function* (op: Op): Generator<Call, unknown, unknown> {
    const target = fibers[op.to] as Fiber;
    switch (op.op) {
      case 'switch':
        return yield on(target, 'switch', ...(op.value === null ? [] : [op.value]));
      case 'throw':
        return yield on(target, 'throw', new UserError(op.value ?? ''));
      case 'throwbad':
        return yield on(target, 'throw', 42);
      case 'setparent':
        target.parent = fibers[op.parent] as Fiber;
        return null;
      case 'getparent':
        return target.parent ? fibers.indexOf(target.parent) : null;
      case 'alive':
        return target.isAlive();
      default:
        return fibers.indexOf(current());
    }
  };
  const interpret = function* (me: number): Generator<Call, unknown, unknown> {
    for (const [index, op] of (script.progs[me] as Op[]).entries()) {
      if (op.op === 'return' || op.op === 'raise') log.push([me, index, op.op, op.value]);
      if (op.op === 'return') return op.value;
      if (op.op === 'raise') throw new UserError(op.value ?? '');
      try {
        log.push([me, index, 'ok', (yield* perform(op)) ?? null]);
      } catch (e) {
        const { message } = e as Error;
        const kind =
          e instanceof UserError
            ? 'user'
            : e instanceof FiberError
              ? 'FiberError'
              : (e as Error).name;
        log.push([me, index, 'err', kind, message]);
        if (op.propagate) throw e;
      }
    }
    return null;
  };
  const target = compiled(interpret);
  const { parents } = script;
  for (let i = 1; i < parents.length; i++)
    fibers[i] = new Fiber({ target, args: [i], parent: fibers[parents[i] as number] });
  const body = interpret(0);
  // Main is not captured: its calls are made where it stands.
  try {
    let step = body.next();
    while (!step.done) {
      const [callee, receiver, ...args] = step.value;
      let result: unknown;
      let failed = false;
      try {
        result = Reflect.apply(callee as () => unknown, receiver, args);
      } catch (e) {
        result = e;
        failed = true;
      }
      step = failed ? body.throw(result) : body.next(result);
    }
  } catch (e) {
    // Main ends; what it threw has been logged.
    if (!(e instanceof Error)) throw e;
  }
  return log;
};
