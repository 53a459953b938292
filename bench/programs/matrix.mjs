// A matrix product; a function that may suspend is called for each element of the result.
import { current } from '@fiberc/runtime';

let stopAt = -1;
const size = 160;
const a = Float64Array.from({ length: size * size }, (_, i) => (i % 7) + 1);
const b = Float64Array.from({ length: size * size }, (_, i) => (i % 5) + 1);
const c = new Float64Array(size * size);

function store(at, value) {
  if (at === stopAt) current().parent.switch(at);
  c[at] = value;
  return value % 10;
}

function multiply() {
  let checksum = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += a[row * size + k] * b[k * size + column];
      checksum += store(row * size + column, sum);
    }
  }
  return checksum;
}

export const expected = 102240;
export const run = multiply;
