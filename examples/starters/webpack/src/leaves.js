import { current, Fiber } from '@fiberc/runtime';

/** An ordinary recursive function with an ordinary callback. It knows nothing of fibers. */
function visit(tree, callback) {
  if (Array.isArray(tree)) for (const branch of tree) visit(branch, callback);
  else callback(tree);
}

/** Gives the next leaf at each call: the recursion waits in a fiber meanwhile. */
export function leavesOf(tree) {
  const fiber = new Fiber(() => visit(tree, (leaf) => current().parent.switch(leaf)));
  return () => fiber.switch();
}
