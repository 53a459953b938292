/** Ends by an exception that a fiber throws and main does not catch. */
import { Fiber } from '@fiberc/runtime';

new Fiber(() => {
  throw new Error('from a fiber');
}).switch();
