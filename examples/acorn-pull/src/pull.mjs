// The whole trick. fiberc compiles this file, and acorn itself.
import { current, Fiber } from '@fiberc/runtime';

/** What acorn does by itself: it pushes every token and comment, from the depths of its recursion. */
export function collect(parse, source, options, receive) {
  parse(source, {
    ...options,
    onToken: (token) => receive(token),
    onComment: (block, value, start, end) => {
      receive({ type: { label: block ? 'block comment' : 'line comment' }, value, start, end });
    },
  });
}

/**
 * The other way round: the parser runs in a fiber, where receiving means switching out of it. Each
 * `next()` switches back in and gives one item, or undefined at the end. A syntax error is thrown
 * by the `next()` that runs into it.
 */
export function pullTokens(parse, source, options) {
  const parser = new Fiber(() => {
    const consumer = current().parent;
    collect(parse, source, options, (item) => consumer.switch(item));
  });
  return {
    next() {
      const item = parser.switch();
      return parser.isAlive() ? item : undefined;
    },
  };
}

/** A fiber that does nothing but switch back, for comparison. */
export function ticker() {
  return new Fiber(() => {
    const { parent } = current();
    while (true) parent.switch();
  });
}
