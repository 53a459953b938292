// Nothing but calls: the recursion that makes two of them for each value.
import { current } from '@fiberc/runtime';

let stopAt = -1; // never reached, but no compiler can know

function fib(n) {
  if (n < 2) {
    if (n === stopAt) current().parent.switch(n);
    return n;
  }
  return fib(n - 1) + fib(n - 2);
}

export const expected = 2178309;
export const run = () => fib(32);
