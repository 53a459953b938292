/**
 * What is done in the debugger, and what has to be seen. Lines of the source are named by comments, `// @name`.
 * A step is what is pressed, where the debugger has to pause then, and variables that it has to show there.
 */
import type { Action } from './play.ts';
import { asking, failing, halted, players, shapes, thrown } from './sources.ts';

type Step =
  | readonly [action: Action, at: string]
  | readonly [action: Action, at: string, variables: Readonly<Record<string, unknown>>];

export interface Scenario {
  readonly title: string;
  readonly source: string;
  readonly breakpoints: readonly string[];
  readonly exceptions?: 'none' | 'uncaught' | 'all';
  readonly steps: readonly Step[];
  /** The callers that have to be shown at the last pause, the innermost first. */
  readonly callers?: readonly string[];
}

export const scenarios: readonly Scenario[] = [
  {
    title: 'a breakpoint in a function that was not suspended yet',
    source: asking,
    breakpoints: ['call'],
    steps: [['resume', 'work:call', { n: 2, i: 0, sum: 0 }]],
    callers: ['(anonymous):target', 'main:first', '(anonymous):main'],
  },
  {
    title: 'a breakpoint behind the call is hit when the fiber is resumed',
    source: asking,
    breakpoints: ['add'],
    steps: [
      ['resume', 'work:add', { n: 2, i: 0, sum: 0, got: 20 }],
      ['resume', 'work:add', { n: 2, i: 1, sum: 20, got: 40 }],
      ['resume', 'ended'],
    ],
  },
  {
    title: 'a breakpoint in a loop that was resumed',
    source: asking,
    breakpoints: ['call'],
    steps: [
      ['resume', 'work:call', { i: 0 }],
      ['resume', 'work:call', { i: 1, sum: 20 }],
      ['resume', 'ended'],
    ],
  },
  {
    title: 'a breakpoint on the switch is hit once for each switch',
    source: asking,
    breakpoints: ['switch'],
    steps: [
      ['resume', 'ask:switch', { question: 0 }],
      ['resume', 'ask:switch', { question: 1 }],
      ['resume', 'ended'],
    ],
  },
  {
    title: 'stepping over a switch arrives where the other fiber goes on',
    source: asking,
    breakpoints: ['switch'],
    steps: [
      ['resume', 'ask:switch', { question: 0 }],
      ['over', 'main:second', { first: 0 }],
    ],
  },
  {
    title: 'stepping over a call that suspends',
    source: asking,
    breakpoints: ['call'],
    steps: [
      ['resume', 'work:call', { i: 0 }],
      ['over', 'main:second', { first: 0 }],
    ],
  },
  {
    title: 'stepping over a switch of main runs the fiber until it switches back',
    source: asking,
    breakpoints: ['first'],
    steps: [
      ['resume', 'main:first'],
      ['over', 'main:second', { first: 0 }],
      ['over', 'main:third', { second: 1 }],
      ['over', 'main:end', { total: 60 }],
    ],
  },
  {
    title: 'stepping into a switch begins the fiber',
    source: asking,
    breakpoints: ['first'],
    steps: [
      ['resume', 'main:first'],
      ['into', '(anonymous):target'],
      ['into', 'work:begin', { n: 2 }],
      ['over', 'work:loop', { sum: 0 }],
    ],
  },
  {
    title: 'stepping into a switch arrives where the fiber waits',
    source: asking,
    breakpoints: ['second'],
    steps: [
      ['resume', 'main:second'],
      ['into', 'ask:switch'],
      ['over', 'ask:answered', { answer: 10 }],
    ],
  },
  {
    title: 'stepping out of a resumed function arrives in its resumed caller',
    source: asking,
    breakpoints: ['answered'],
    steps: [
      ['resume', 'ask:answered', { answer: 10 }],
      ['out', 'work:call', { n: 2, i: 0, sum: 0 }],
      ['over', 'work:add', { got: 20 }],
    ],
  },
  {
    title: 'stepping from the end of a resumed function',
    source: asking,
    breakpoints: ['answered'],
    steps: [
      ['resume', 'ask:answered', { answer: 10 }],
      ['over', 'ask:answered'],
      ['over', 'work:call'],
      ['over', 'work:add', { got: 20, sum: 0 }],
      ['over', 'work:loop', { sum: 20 }],
    ],
  },
  {
    title: 'stepping out of a function before its switch',
    source: asking,
    breakpoints: ['home'],
    steps: [
      ['resume', 'ask:home', { question: 0 }],
      ['out', 'main:second', { first: 0 }],
    ],
  },
  {
    title: 'stepping through a loop that was resumed',
    source: asking,
    breakpoints: ['add'],
    steps: [
      ['resume', 'work:add', { i: 0, got: 20 }],
      ['over', 'work:loop', { sum: 20 }],
      ['over', 'work:loop', { i: 1 }],
      ['over', 'work:call', { i: 1 }],
      ['over', 'main:third', { second: 1 }],
    ],
  },
  {
    title: 'from one fiber into another, by stepping over',
    source: players,
    breakpoints: ['hit'],
    steps: [
      ['resume', 'ping:hit', { balls: 0 }],
      ['over', 'ping:to-pong', { balls: 1 }],
    ],
  },
  {
    title: 'a switch between two fibers that both have been suspended',
    source: players,
    breakpoints: ['return'],
    steps: [
      ['resume', 'returning:return', { returned: 0 }],
      ['over', 'returning:to-ping', { returned: 10 }],
      ['over', 'ping:to-pong', { balls: 1 }],
      ['resume', 'returning:return', { returned: 10 }],
    ],
  },
  {
    title: 'stepping out of a fiber arrives in main',
    source: players,
    breakpoints: ['ping-ends'],
    steps: [
      ['resume', 'ping:ping-ends', { balls: 2 }],
      ['out', '(anonymous):player'],
      ['out', '(anonymous):after'],
    ],
  },
  {
    title: 'an exception in a resumed function pauses where it is thrown',
    source: failing,
    breakpoints: [],
    exceptions: 'all',
    steps: [['resume', 'read:throw']],
  },
  {
    title: 'stepping on from an exception arrives in the handler of a captured caller',
    source: failing,
    breakpoints: ['throw'],
    steps: [
      ['resume', 'read:throw'],
      ['over', 'guarded:catch'],
    ],
  },
  {
    title: 'a breakpoint in a handler and in a finalizer, after a resumption',
    source: failing,
    breakpoints: ['catch', 'finally'],
    steps: [
      ['resume', 'guarded:catch', { error: 'Error: no such file' }],
      ['resume', 'guarded:finally'],
      ['resume', 'ended'],
    ],
  },
  {
    title: 'an error that is thrown into a fiber arrives in its handler',
    source: thrown,
    breakpoints: ['stop'],
    steps: [
      ['resume', 'main:stop'],
      ['into', 'job:wait'],
      // Where it is thrown.
      ['over', 'job:wait'],
      ['over', 'job:catch', { error: 'Error: stop' }],
    ],
  },
  {
    title: 'a debugger statement behind a switch',
    source: halted,
    breakpoints: [],
    steps: [
      ['resume', 'work:debugger', { value: 5 }],
      ['over', 'work:return', { value: 5 }],
      ['resume', 'ended'],
    ],
  },
  {
    title: 'a method that was resumed, and its this',
    source: `${shapes}run(() => new Counter(5).add(1), 3);\n`,
    breakpoints: ['counted'],
    steps: [['resume', 'add:counted', { more: 3, by: 1, this: 'Counter' }]],
  },
  {
    title: 'a callback of a built-in that was resumed',
    source: `${shapes}run(() => each([1, 2]), 10, 20);\n`,
    breakpoints: ['scaled', 'each-ends'],
    steps: [
      ['resume', '(anonymous):scaled', { item: 1, scale: 10 }],
      ['resume', '(anonymous):scaled', { item: 2, scale: 20 }],
      ['resume', 'each:each-ends'],
    ],
  },
  {
    title: 'a case of a switch that was resumed',
    source: `${shapes}run(() => choose('a'), 'w');\n`,
    breakpoints: ['case'],
    steps: [
      ['resume', 'choose:case', { kind: 'a' }],
      // The list, the next value of it, and what is done with that: three stops, as in any engine.
      ['over', 'run:feed'],
      ['over', 'run:feed'],
      ['over', 'run:feed', { value: 'w' }],
      ['into', 'wait:wait'],
      ['out', 'choose:case'],
      ['over', 'choose:chosen', { word: 'w', kind: 'a' }],
    ],
  },
  {
    title: 'loops in loops that were resumed',
    source: `${shapes}run(() => nested([['a', 'b'], ['c']]), 1, 0, 1);\n`,
    breakpoints: ['marked', 'nested-ends'],
    steps: [
      ['resume', 'nested:marked', { cell: 'a', mark: 1, seen: '' }],
      ['resume', 'nested:marked', { cell: 'b', mark: 0, seen: 'a' }],
      ['resume', 'nested:marked', { cell: 'c', mark: 1, seen: 'a' }],
      ['resume', 'nested:nested-ends', { seen: 'ac' }],
    ],
  },
  {
    title: 'a generator that was suspended in a call',
    source: `${shapes}run(() => [...numbers()], 7);\n`,
    breakpoints: ['yield'],
    steps: [['resume', 'numbers:yield', { one: 7 }]],
  },
];
