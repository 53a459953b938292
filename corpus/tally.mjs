// What a process has compiled and suspended, for the command.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { keys } = Object;
const { stringify } = JSON;
let written = 0;

/** @param report where to write it */
export function tally({ report }) {
  const files = {};
  mkdirSync(report, { recursive: true });
  return {
    add(file, { compiled, left }) {
      files[file] = { compiled, left };
    },
    write(suspended) {
      written++;
      writeFileSync(
        join(report, `${process.pid}-${written}.json`),
        stringify({ files, suspended }),
      );
    },
  };
}

/** Adds each number of a record to another record. */
export function addAll(sum, more) {
  for (const key of keys(more)) sum[key] = (sum[key] ?? 0) + more[key];
}
