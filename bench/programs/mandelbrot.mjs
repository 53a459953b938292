// Floating point; a function that may suspend is called for each point.
import { current } from '@fiberc/runtime';

let stopAt = -1;

function point(x, y, limit) {
  if (x === stopAt) current().parent.switch(x);
  let re = 0;
  let im = 0;
  let n = 0;
  while (n < limit && re * re + im * im <= 4) {
    const next = re * re - im * im + x;
    im = 2 * re * im + y;
    re = next;
    n++;
  }
  return n;
}

function mandelbrot(size, limit) {
  let total = 0;
  for (let row = 0; row < size; row++) {
    const y = (2.5 * row) / size - 1.25;
    for (let column = 0; column < size; column++) {
      total += point((3 * column) / size - 2.1, y, limit);
    }
  }
  return total;
}

export const expected = 1809523;
export const run = () => mandelbrot(200, 200);
