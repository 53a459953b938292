// A recursive walk, suspended at every leaf, beside a second walk of the same code.
import { current, Fiber } from '@fiberc/runtime';

function walk(node, visit) {
  if (typeof node === 'string') return visit(node);
  let count = 0;
  for (const child of node) count += walk(child, visit);
  return count;
}

function hand(value) {
  current().parent.switch(value);
  return 1;
}

const tree = ['a', ['b', ['c', 'd']], [], 'e'];
const left = new Fiber(() => `left ${walk(tree, hand)}`);
const right = new Fiber(() => `right ${walk(tree.slice(0, 2), hand)}`);

while (left.isAlive() || right.isAlive()) {
  if (left.isAlive()) console.log(left.switch());
  if (right.isAlive()) console.log(right.switch());
}
