import assert from 'node:assert/strict';

const WARM_UP_MS = 1500;
const ROUNDS = 25;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function time(run) {
  const started = performance.now();
  const result = run();
  return { ms: performance.now() - started, result };
}

/** Times the three ways in turn, so that none of them has the machine to itself. */
export function measure({ switches, ticker, ...ways }) {
  for (const until = performance.now() + WARM_UP_MS; performance.now() < until; ) {
    for (const run of Object.values(ways)) run();
  }
  const times = Object.keys(ways).map((name) => ({ name, list: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    const results = times.map(({ name, list }) => {
      const { ms, result } = time(ways[name]);
      list.push(ms);
      return result;
    });
    assert.equal(new Set(results).size, 1, 'every way has to see every token');
  }
  const [plain, compiled, pulled] = times.map(({ list }) => median(list));
  const perSwitch = times[2].list.map((ms, i) => ((ms - times[1].list[i]) * 1e6) / switches);
  console.log(`\nBoth files, median of ${ROUNDS} rounds in turn:`);
  console.log(`  plain acorn pushes             ${plain.toFixed(2)} ms`);
  console.log(
    `  compiled acorn pushes          ${compiled.toFixed(2)} ms (× ${(compiled / plain).toFixed(2)})`,
  );
  console.log(`  compiled acorn is pulled from  ${pulled.toFixed(2)} ms`);
  console.log(`
${switches} switches in each round; one took ${median(perSwitch).toFixed(0)} ns (the difference of the last two, shared out).
That includes capturing and resuming all that acorn has called since the last token.
A switch of a fiber that calls nothing takes ${bareSwitch(ticker).toFixed(0)} ns.`);
}

function bareSwitch(ticker) {
  const count = 100_000;
  const rounds = Array.from({ length: ROUNDS }, () =>
    time(() => {
      for (let i = 0; i < count; i++) ticker.switch();
    }),
  );
  return (median(rounds.map(({ ms }) => ms)) * 1e6) / (2 * count);
}
