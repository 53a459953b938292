// A tight loop around a call that may suspend, entered again and again.
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

export function run() {
  let sum = 0;
  for (let i = 0; i < 1200; i++) sum += loop(10_000);
  return sum;
}
