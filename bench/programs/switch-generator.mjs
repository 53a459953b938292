// The same with native generators: every level has to delegate.
export function start(depth) {
  const generator = descend(depth);
  return () => generator.next().value;
}

function* descend(depth) {
  return depth > 1 ? (yield* descend(depth - 1)) + 1 : yield* produce();
}

function* produce() {
  for (let i = 0; ; i++) yield i;
}
