// Runs something that pushes values, in a fiber, and takes them one at a time. What it gives is what it pushes outside of
// fibers, where the same functions run.
import assert from 'node:assert/strict';
import { current, Fiber } from '@fiberc/runtime';

/** @param target gets a function that takes a value away; in a fiber that suspends it */
export function pull(target) {
  const pulled = [];
  const main = current();
  const fiber = new Fiber(() => target((value) => main.switch(value)));
  for (;;) {
    const value = fiber.switch();
    if (!fiber.isAlive()) break;
    // A tracer listens. Of a console the analysis knows that it keeps nothing.
    console.debug(fiber);
    pulled.push(value);
  }
  const pushed = [];
  target((value) => {
    pushed.push(value);
  });
  assert.ok(pushed.length > 0);
  assert.deepEqual(pulled, pushed);
  console.log(JSON.stringify(pulled));
}
