// Other agents (threads), for the tests of shared memory.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

const program = `
const { workerData: { state, port, script } } = require('node:worker_threads');
let receive;
port.on('message', ({ buffer, number }) => {
  Atomics.add(state, 1, 1);
  Atomics.notify(state, 1);
  receive?.(buffer, number);
});
globalThis.$262 = { agent: {
  receiveBroadcast(f) { receive = f; },
  report(message) { port.postMessage(String(message)); },
  sleep(ms) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms); },
  leaving() { port.unref(); },
  monotonicNow: () => performance.now(),
} };
Atomics.store(state, 0, 1);
Atomics.notify(state, 0);
(0, eval)(script);`;

const startTime = 5000;
const broadcastTime = 3000;

/** The agents of one test. */
export function makeAgents() {
  const agents = [];
  return {
    start(script) {
      const state = new Int32Array(new SharedArrayBuffer(8));
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(program, {
        eval: true,
        workerData: { script, state, port: port2 },
        transferList: [port2],
        execArgv: [],
      });
      worker.on('error', () => {});
      worker.unref();
      port1.unref();
      Atomics.wait(state, 0, 0, startTime);
      agents.push({ worker, state, port: port1, broadcasts: 0 });
    },
    broadcast(buffer, number) {
      for (const { port } of agents) port.postMessage({ buffer, number });
      for (const agent of agents) {
        agent.broadcasts += 1;
        for (;;) {
          const seen = Atomics.load(agent.state, 1);
          if (seen >= agent.broadcasts) break;
          if (Atomics.wait(agent.state, 1, seen, broadcastTime) === 'timed-out') break;
        }
      }
    },
    report() {
      for (const { port } of agents) {
        const received = receiveMessageOnPort(port);
        if (received) return received.message;
      }
      return null;
    },
    sleep(ms) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    },
    stop() {
      for (const { port, worker } of agents) {
        port.close();
        worker.terminate();
      }
    },
  };
}
