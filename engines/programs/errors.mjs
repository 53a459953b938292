// Errors and finalizers on their way through suspended frames.
import { current, Fiber } from '@fiberc/runtime';

function guarded(depth) {
  try {
    if (depth > 0) return guarded(depth - 1);
    return current().parent.switch('ready');
  } catch (error) {
    if (depth === 1) throw new RangeError(`${error.message}, seen at ${depth}`);
    throw error;
  } finally {
    console.log(`left ${depth}`);
  }
}

const fiber = new Fiber(() => guarded(2));
console.log(fiber.switch());
try {
  fiber.throw(new TypeError('thrown in'));
} catch (error) {
  console.log(`${error.name}: ${error.message}`);
}
console.log(fiber.isAlive());

// A conversion in between cannot be captured, and says so.
const stuck = new Fiber(() => `${{ toString: () => current().parent.switch(2) }}`);
try {
  stuck.switch();
  console.log('passed');
} catch (error) {
  console.log(error.code);
}
