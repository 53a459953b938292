/** Ends with a suspended fiber: nothing of it runs. */
import { current, Fiber } from '@fiberc/runtime';
import { compiled, on } from './compiled.ts';

const main = current();
const f = new Fiber(
  compiled(function* () {
    try {
      yield on(main, 'switch', 'suspended');
    } finally {
      console.log('finally');
    }
  }),
);
console.log(f.switch());
