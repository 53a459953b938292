/** The semantics as a state machine, to compare the runtime with. It runs programs of the corpus. */
import type { Op, Program } from './corpus.ts';

interface Failure {
  readonly kind: string;
  readonly message: string;
}
type Outcome = { readonly value: unknown } | { readonly error: Failure };
type State = 'unstarted' | 'running' | 'suspended' | 'ended';

const fiberError = (message: string): Outcome => ({ error: { kind: 'FiberError', message } });
const rangeError = (message: string): Outcome => ({ error: { kind: 'RangeError', message } });

/** The log of one program. */
export const simulate = ({ script: { parents, progs } }: Pick<Program, 'script'>): unknown[] => {
  const log: unknown[] = [];
  const states: State[] = parents.map((_, i) => (i === 0 ? 'running' : 'unstarted'));
  const parentOf = [...parents];
  const position = parents.map(() => 0);
  let current = 0;
  let over = false;

  const end = (f: number, outcome: Outcome): void => {
    states[f] = 'ended';
    if (f === 0) {
      over = true;
      return;
    }
    let p = parentOf[f] as number;
    while (states[p] !== 'suspended') p = parentOf[p] as number;
    resume(p, outcome);
  };

  /** The operation that a fiber is at completes. */
  const complete = (f: number, outcome: Outcome): void => {
    const index = position[f] as number;
    const op = (progs[f] as Op[])[index] as Op;
    if ('value' in outcome) log.push([f, index, 'ok', outcome.value ?? null]);
    else {
      log.push([f, index, 'err', outcome.error.kind, outcome.error.message]);
      if (op.propagate) {
        end(f, outcome);
        return;
      }
    }
    position[f] = index + 1;
  };

  const resume = (f: number, outcome: Outcome): void => {
    const started = states[f] === 'suspended';
    if (!started && 'error' in outcome) {
      end(f, outcome);
      return;
    }
    states[f] = 'running';
    current = f;
    if (started) complete(f, outcome);
  };

  const leaveFor = (f: number, verb: string, outcome: Outcome): Outcome | undefined => {
    if (f === current) return fiberError(`cannot ${verb} from a Fiber to itself`);
    if (states[f] === 'ended') return fiberError('Fiber has ended');
    if ('value' in outcome && states[f] === 'unstarted' && outcome.value !== undefined)
      return rangeError("cannot specify a value when the Fiber wasn't started");
    states[current] = 'suspended';
    resume(f, outcome);
    return undefined;
  };

  const reparent = (f: number, parent: number): Outcome => {
    for (let p: number | null = parent; p !== null; p = parentOf[p] as number | null)
      if (p === f) return rangeError('cyclic parent chain');
    if (states[parent] === 'ended') return rangeError('parent must not have ended');
    parentOf[f] = parent;
    return { value: null };
  };

  /** The outcome of an operation, if it has one at once. */
  const perform = ({ op, to, value, parent }: Op): Outcome | undefined => {
    switch (op) {
      case 'switch':
        return leaveFor(to, 'switch', { value: value ?? undefined });
      case 'throw':
        return leaveFor(to, 'throw', { error: { kind: 'user', message: value ?? '' } });
      case 'throwbad':
        return {
          error: {
            kind: 'TypeError',
            message: 'exceptions must be classes, or instances, not number',
          },
        };
      case 'setparent':
        return reparent(to, parent);
      case 'getparent':
        return { value: parentOf[to] };
      case 'alive':
        return { value: states[to] !== 'ended' };
      default:
        return { value: current };
    }
  };

  while (!over) {
    const f = current;
    const index = position[f] as number;
    const op = (progs[f] as Op[])[index];
    if (op === undefined) end(f, { value: null });
    else if (op.op === 'return' || op.op === 'raise') {
      log.push([f, index, op.op, op.value]);
      const error = { kind: 'user', message: op.value ?? '' };
      end(f, op.op === 'return' ? { value: op.value } : { error });
    } else {
      const outcome = perform(op);
      if (outcome) complete(f, outcome);
    }
  }
  return log;
};
