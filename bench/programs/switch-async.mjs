// The same with async functions. Nothing can be pulled here: the innermost one awaits, which is a
// suspension and a resumption through the microtask queue, and hands its number to a callback.
export function start(depth) {
  return (count, receive) => descend(depth, count, receive);
}

async function descend(depth, count, receive) {
  return depth > 1 ? (await descend(depth - 1, count, receive)) + 1 : produce(count, receive);
}

async function produce(count, receive) {
  for (let i = 0; i < count; i++) receive(await i);
  return 0;
}
