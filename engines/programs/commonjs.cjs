// CommonJS takes the runtime by require().
const { current, Fiber, FiberError } = require('@fiberc/runtime');

class Counter {
  count = 0;
  run(steps) {
    for (let i = 0; i < steps; i++) this.count += this.step(i);
    return this.count;
  }
  step(i) {
    return current().parent.switch(i) ?? 0;
  }
}

const fiber = new Fiber(() => new Counter().run(3));
fiber.switch();
console.log(fiber.switch(10), fiber.switch(20), fiber.switch(30), fiber.isAlive());
try {
  fiber.switch();
} catch (error) {
  console.log(error instanceof FiberError, error.message);
}
