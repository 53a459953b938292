import type { WriteStream } from 'node:tty';
import type { Input } from './inputs.ts';

/** Fewer files than this are done before anybody wonders. */
const MANY = 20;
/** Where nothing can be overwritten (a log file), one line for so many files. */
const STEP = 100;

/** Reports on many files: one line that changes in a terminal, a line now and then elsewhere. */
export function showProgress(total: number, stream: WriteStream = process.stderr) {
  let done = 0;
  const clear = stream.isTTY && total >= MANY ? '\r\x1b[2K' : '';
  return {
    file(input: Input): void {
      done++;
      if (clear !== '') {
        const text = `[${done}/${total}] ${input.path}`;
        stream.write(clear + text.slice(0, (stream.columns ?? 80) - 1));
      } else if (total >= STEP && done % STEP === 0) {
        stream.write(`${done} of ${total} files\n`);
      }
    },
    end(): void {
      if (clear !== '') stream.write(clear);
    },
  };
}
