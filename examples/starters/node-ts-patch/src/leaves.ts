import { current, Fiber } from '@fiberc/runtime';

export type Tree = string | readonly Tree[];

/** An ordinary recursive function with an ordinary callback. It knows nothing of fibers. */
function visit(tree: Tree, callback: (leaf: string) => void): void {
  if (typeof tree === 'string') callback(tree);
  else for (const branch of tree) visit(branch, callback);
}

/** Gives the next leaf at each call: the recursion waits in a fiber meanwhile. */
export function leavesOf(tree: Tree): () => string | undefined {
  const fiber = new Fiber(() => visit(tree, (leaf) => current().parent?.switch(leaf)));
  return () => fiber.switch() as string | undefined;
}
