// A tight loop around a call that may suspend.
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

export const expected = 18000000;
export const run = () => loop(12_000_000);
