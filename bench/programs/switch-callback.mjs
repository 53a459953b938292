// The same with a callback: nothing is suspended, the consumer is called.
export function start(depth) {
  return (count, receive) => descend(depth, count, receive);
}

function descend(depth, count, receive) {
  return depth > 1 ? descend(depth - 1, count, receive) + 1 : produce(count, receive);
}

function produce(count, receive) {
  for (let i = 0; i < count; i++) receive(i);
  return 0;
}
