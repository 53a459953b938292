/** The programs that are debugged. Lines are named by comments, `// @name`. */
const imports = "import { Fiber, current } from '@fiberc/runtime';\n";

/** A fiber that asks main in a loop, two calls deep. */
export const asking = `${imports}
function ask(question) {
  const home = current().parent;      // @home
  const answer = home.switch(question); // @switch
  return answer * 2;                  // @answered
}
function work(n) {
  let sum = 0;                        // @begin
  for (let i = 0; i < n; i++) {       // @loop
    const got = ask(i);               // @call
    sum += got;                       // @add
  }
  return sum;                         // @sum
}
function main() {
  const fiber = new Fiber(() => work(2)); // @target
  const first = fiber.switch();       // @first
  const second = fiber.switch(10);    // @second
  const total = fiber.switch(20);     // @third
  return first + second + total;      // @end
}
globalThis.result = main();           // @main
`;

/** Two fibers that switch to one another. */
export const players = `${imports}
function ping() {
  let balls = 0;
  while (balls < 2) {
    balls++;                          // @hit
    pong.switch();                    // @to-pong
  }
  return balls;                       // @ping-ends
}
function returning() {
  let returned = 0;
  for (;;) {
    returned += 10;                   // @return
    player.switch();                  // @to-ping
  }
}
const player = new Fiber(() => ping()); // @player
const pong = new Fiber(() => returning(), [], undefined, player);
globalThis.result = player.switch();  // @main
globalThis.after = 1;                 // @after
`;

export const failing = `${imports}
function read() {
  current().parent.switch();          // @wait
  throw new Error('no such file');    // @throw
}
function guarded() {
  try {
    read();                           // @try
  } catch (error) {
    return error.message;             // @catch
  } finally {
    globalThis.closed = true;         // @finally
  }
}
function main() {
  const fiber = new Fiber(() => guarded());
  fiber.switch();                     // @first
  return fiber.switch();              // @second
}
globalThis.result = main();
`;

export const thrown = `${imports}
function job() {
  try {
    current().parent.switch();        // @wait
  } catch (error) {
    return error.message;             // @catch
  }
  return 'never';
}
function main() {
  const fiber = new Fiber(() => job());
  fiber.switch();                     // @first
  return fiber.throw(new Error('stop')); // @stop
}
globalThis.result = main();
`;

export const shapes = `${imports}
const wait = (value) => current().parent.switch(value); // @wait
class Counter {
  constructor(start) {
    this.count = start;
  }
  add(by) {
    const more = wait(by);            // @method
    this.count += more;               // @counted
    return this.count;
  }
}
function each(list) {
  let sum = 0;
  list.forEach((item) => {
    const scale = wait(item);         // @callback
    sum += item * scale;              // @scaled
  });
  return sum;                         // @each-ends
}
function choose(kind) {
  switch (kind) {
    case 'a': {
      const word = wait('a?');        // @case
      return word + kind;             // @chosen
    }
    default:
      return kind;
  }
}
function nested(rows) {
  let seen = '';
  for (const row of rows)
    for (const cell of row) {
      const mark = wait(cell);        // @inner
      if (mark) seen += cell;         // @marked
    }
  return seen;                        // @nested-ends
}
function* numbers() {
  const one = wait('generator');      // @generator
  yield one;                          // @yield
}
function run(target, ...values) {
  const fiber = new Fiber(target);
  fiber.switch();                     // @start
  for (const value of values) fiber.switch(value); // @feed
}
`;

export const halted = `${imports}
function work() {
  const value = current().parent.switch(); // @switch
  debugger;                           // @debugger
  return value;                       // @return
}
const fiber = new Fiber(() => work());
fiber.switch();
globalThis.result = fiber.switch(5);  // @main
`;
