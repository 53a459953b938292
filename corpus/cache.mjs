// Compiled files on disk. The key holds the source, the options and the compiler itself, so that a
// run that changes nothing compiles nothing.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = dirname(fileURLToPath(import.meta.resolve('@fiberc/transform')));

/** Names the compiler that stands in `dist`. */
const compiler = readdirSync(built)
  .filter((file) => file.endsWith('.mjs'))
  .sort()
  .reduce((hash, file) => hash.update(readFileSync(join(built, file))), createHash('sha1'))
  .digest('hex');

const fileOf = (source, { file, kind, variant, cache }) => {
  const key = [compiler, variant, kind, file, source].join('\0');
  return join(cache, `${createHash('sha1').update(key).digest('hex')}.json`);
};

export function recall(source, options) {
  try {
    return JSON.parse(readFileSync(fileOf(source, options), 'utf8'));
  } catch {
    return undefined;
  }
}

export function remember(source, options, result) {
  const file = fileOf(source, options);
  mkdirSync(options.cache, { recursive: true });
  // Another process may be looking for the same file.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(result));
  renameSync(`${file}.${process.pid}`, file);
}
