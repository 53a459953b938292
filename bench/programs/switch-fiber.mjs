// A fiber that hands out numbers from the bottom of a call stack of the given depth.
import { current, Fiber } from '@fiberc/runtime';

export function start(depth) {
  const fiber = new Fiber(descend, [depth]);
  return () => fiber.switch();
}

// Not a tail call, so that every level is an activation with something to do afterwards.
function descend(depth) {
  return depth > 1 ? descend(depth - 1) + 1 : produce();
}

function produce() {
  const { parent } = current();
  for (let i = 0; ; i++) parent.switch(i);
}
