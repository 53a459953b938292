import { current, Fiber } from '@fiberc/runtime';

type Method = (this: Counter, x: number) => number;

/** A decorator whose wrapper calls on. */
function counted(method: Method, _context: unknown): Method {
  return function (this: Counter, x: number): number {
    this.calls++;
    return method.call(this, x);
  };
}

class Counter {
  calls: number = 0;

  @counted
  step(x: number): number {
    current().parent!.switch(x);
    return x + 1;
  }
}

const h = (tag: string, _: object | null, ...children: unknown[]): string =>
  `<${tag}>${children.join('')}</${tag}>`;

const counter = new Counter();
const fiber = new Fiber(() => {
  let sum = 0;
  for (const x of [1, 2, 3]) sum += counter?.step(x) ?? 0;
  return <b>{sum - counter.calls + 1}</b>;
});
const seen: unknown[] = [];
while (fiber.isAlive()) seen.push(fiber.switch());
console.log(seen.join(' '));
