// Runs tests in several processes, and starts a new one when a test has hung or killed its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('./worker.mjs', import.meta.url));
const batchSize = 20;
/** What a process may take beyond the time of a run before it is killed. */
const patience = 2000;

/**
 * @param report called with each result: `{ file, mode, step, status, … }`
 * @param finish called with each file of which all results have been reported
 */
export async function runAll(files, options, report, finish) {
  let given = 0;
  const end = Date.now() + options.seconds * 1000;
  const take = () => {
    if (Date.now() > end) return [];
    const batch = files.slice(given, given + batchSize);
    given += batch.length;
    return batch.map((file) => ({ file, known: {} }));
  };
  const lane = async () => {
    let batch = take();
    while (batch.length > 0) batch = await oneProcess(batch, take, options, report, finish);
  };
  await Promise.all(Array.from({ length: options.jobs }, lane));
}

/** Resolves to what is left of the work when the process has ended. */
function oneProcess(first, take, { node, test262, variants, timeout }, report, finish) {
  return new Promise((resolve) => {
    const child = fork(worker, [JSON.stringify({ test262, variants, timeout })], {
      execPath: node,
      execArgv: [
        ...process.execArgv,
        '--experimental-vm-modules',
        '--expose-gc',
        '--no-warnings',
        '--stack-trace-limit=5',
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'],
    });
    let left = first;
    let running = null;
    let leaving = false;
    let killed = false;
    let heard = Date.now();
    let errors = '';

    const leave = () => {
      leaving = true;
      child.disconnect();
    };
    const handle = (message) => {
      heard = Date.now();
      if (message.next) {
        left = take();
        if (message.tired || left.length === 0) leave();
        else child.send(left);
      } else if (message.finished) {
        left = left.filter(({ file }) => file !== message.file);
        finish(message.file);
      } else if (message.status === undefined) running = message;
      else {
        running = null;
        remember(left, message);
        report(message);
      }
    };
    let buffer = '';
    child.stdio[3].setEncoding('utf8').on('data', (text) => {
      const lines = (buffer + text).split('\n');
      buffer = lines.pop();
      for (const line of lines) handle(JSON.parse(line));
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-1000);
    });
    const watchdog = setInterval(() => {
      if (Date.now() - heard < timeout + patience) return;
      killed = !leaving;
      child.kill('SIGKILL');
    }, 250);
    const ended = new Promise((end) => child.stdio[3].on('end', end));
    child.on('exit', async (code, signal) => {
      clearInterval(watchdog);
      await Promise.race([ended, new Promise((end) => setTimeout(end, 1000))]);
      child.stdio[3].destroy();
      child.stderr.destroy();
      if (!leaving) {
        const detail = killed ? 'did not end' : `exit ${code ?? signal}: ${errors}`;
        const victim = running ?? { file: left[0].file, mode: '', step: 'plain' };
        const result = { ...victim, status: killed ? 'timeout' : 'crash', detail };
        report(result);
        if (running) remember(left, result);
        else {
          finish(left[0].file);
          left = left.slice(1);
        }
      }
      resolve(left.length > 0 ? left : take());
    });
    child.send(left);
  });
}

const remember = (left, { file, mode, step, status }) => {
  const item = left.find((one) => one.file === file);
  if (item) item.known[`${mode}/${step}`] = { status };
};
