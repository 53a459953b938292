// The same loop, but one that is entered once and never left: the engine has to replace its code
// while it runs (on-stack replacement), and how good that is depends on the engine's mood.
import { current } from '@fiberc/runtime';

let stopAt = -1;

function step(i) {
  if (i === stopAt) current().parent.switch(i);
  return i & 3;
}

function loop(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += step(i);
  return sum;
}

export const expected = 18_000_000;
export const run = () => loop(12_000_000);
