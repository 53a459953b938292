// Compiles in a thread of its own: lodash's tests replace Map, Set and Object.create while they
// load files, and no compiler survives that. Often all is remembered and the compiler not needed.
import { workerData } from 'node:worker_threads';
import { recall } from './cache.mjs';

const { port, flag } = workerData;

port.on('message', async ({ source, options }) => {
  let answer;
  try {
    const known = recall(source, options);
    answer = { result: known ?? (await import('./compile.mjs')).compileFile(source, options) };
  } catch (error) {
    answer = { error: `${options.file}: ${error.stack}` };
  }
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
