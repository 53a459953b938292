// Writes docs/errors.md: every code that the sources mention, what it means, and the message of a
// program that runs into it. Usage: errors.mjs [--check]; with --check it only tells whether the
// file is up to date. A code without a text, and a text without a code, is an error.
// Uses what is published (dist): build first.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiler, ordinary, runtime } from './error-texts.mjs';
import { root } from './shell.mjs';

const require = createRequire(join(root, 'packages/transform/package.json'));
const distOf = (name) => join(root, 'packages', name, 'dist');
const { compile } = await import(pathToFileURL(join(distOf('transform'), 'index.mjs')));

// Inside the workspace, where the programs find @fiberc/runtime.
const folder = join(root, 'node_modules/.cache/fiberc/errors');

function textsOf(name) {
  const source = join(root, 'packages', name, 'src');
  return readdirSync(source, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n');
}

/** The codes that the sources mention; `UNSUPPORTED_…` are the keys of a table in errors.ts. */
function codes() {
  const found = ['transform', 'cli', 'runtime'].map(textsOf).join('\n');
  const mentioned = [...found.matchAll(/['"`](ERR_FIBERC?_[A-Z_]*[A-Z])['"`]/g)].map(
    ([, code]) => code,
  );
  const table = /export const UNSUPPORTED = \{([^}]*)\}/.exec(textsOf('transform'))?.[1] ?? '';
  const unsupported = [...table.matchAll(/^\s*([A-Z_]+):/gm)].map(
    ([, key]) => `ERR_FIBERC_UNSUPPORTED_${key}`,
  );
  return new Set([...mentioned, ...unsupported]);
}

function compare(found, written) {
  const missing = [...found].filter((code) => !written.has(code));
  const extra = [...written].filter((code) => !found.has(code));
  if (missing.length > 0)
    throw new Error(`scripts/error-texts.mjs says nothing of ${missing.join(', ')}`);
  if (extra.length > 0)
    throw new Error(
      `scripts/error-texts.mjs explains codes that do not exist: ${extra.join(', ')}`,
    );
}

/** The error that a program gives when it is compiled. */
async function refused({ source, filename = 'example.mjs', babel, decisions, options }) {
  try {
    if (babel === undefined) compile(source, { filename, ...(decisions && { decisions }) });
    else {
      const { transformSync } = await import(pathToFileURL(require.resolve('@babel/core')));
      const plugin = join(distOf('transform'), 'babel.mjs');
      const { default: fiberc } = await import(pathToFileURL(plugin));
      transformSync(source, {
        filename,
        configFile: false,
        babelrc: false,
        plugins: [[fiberc, options ?? {}]],
        ...babel,
      });
    }
  } catch (error) {
    return error;
  }
  throw new Error(`this was compiled:\n${source}`);
}

/** The error that a program gives when it runs. */
async function thrown({ source, compiled = true }, code) {
  const file = join(folder, `${code}.mjs`);
  writeFileSync(file, compiled ? compile(source, { filename: 'example.mjs' }).code : source);
  try {
    await import(pathToFileURL(file));
  } catch (error) {
    return error;
  }
  throw new Error(`this ran to its end:\n${source}`);
}

function verify(error, code) {
  if (error.code !== code) throw new Error(`expected ${code}, got: ${error.stack}`);
  return error;
}

const fence = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;

function section(code, { means, help, source }, output) {
  return [
    `### ${code}`,
    means,
    fence('js', source),
    fence('text', output),
    `**What to do.** ${help}`,
  ].join('\n\n');
}

/** What `fiberc` prints: the place, the message, the code, the frame. */
function printed({ message, code, filename, line, column, frame }) {
  // An option has no place in a source.
  if (filename === undefined) return `${/@fiberc.*?(?= \(While|$)/.exec(message)[0]} [${code}]`;
  const text = message.slice(message.indexOf(`:${line}:${column}: `)).split('\n')[0];
  return `${filename.split(/[\\/]/).at(-1)}${text} [${code}]${frame === '' ? '' : `\n\n${frame}`}`;
}

/** `() => f(x)` without its head and tail. */
const shown = (call) => `${call}`.replace(/^[^=]*=>\s*/, '').replace(/^\{\s*([^;]*);\s*\}$/, '$1');

async function rows() {
  const { Fiber } = await import(pathToFileURL(join(distOf('runtime'), 'index.mjs')));
  return ordinary.map(([when, call]) => {
    const ended = new Fiber(() => {});
    ended.switch();
    try {
      call({ Fiber, ended, fresh: new Fiber(() => {}) });
    } catch (error) {
      return `| \`${shown(call)}\` | \`${error.name}: ${error.message}\` | ${when} |`;
    }
    throw new Error(`no error: ${call}`);
  });
}

async function generate() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(distOf('runtime'), join(folder, 'another-copy'), { recursive: true });

  // This one first: it is about a process in which nothing has been compiled.
  const order = Object.keys(runtime).sort(
    (a, b) => Number(b.endsWith('NOT_COMPILED')) - Number(a.endsWith('NOT_COMPILED')),
  );
  const errors = new Map();
  for (const code of order) errors.set(code, verify(await thrown(runtime[code], code), code));
  const running = Object.entries(runtime).map(([code, entry]) =>
    section(code, entry, `${errors.get(code).name}: ${errors.get(code).message}`),
  );
  const compiling = [];
  for (const [key, entry] of Object.entries(compiler)) {
    const code = `ERR_FIBERC_${key}`;
    compiling.push(section(code, entry, printed(verify(await refused(entry), code))));
  }

  const template = readFileSync(new URL('errors-template.md', import.meta.url), 'utf8');
  const parts = {
    compiler: compiling.join('\n\n'),
    runtime: running.join('\n\n'),
    ordinary: ['| call | error | when |', '| --- | --- | --- |', ...(await rows())].join('\n'),
  };
  return template.replaceAll(/<!-- (\w+) -->/g, (_, name) => parts[name]);
}

compare(
  codes(),
  new Set([...Object.keys(compiler).map((key) => `ERR_FIBERC_${key}`), ...Object.keys(runtime)]),
);
const text = await generate();
const file = join(root, 'docs/errors.md');
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/errors.md is out of date; run: node scripts/errors.mjs');
  process.exitCode = 1;
} else
  console.log(
    `errors: ${Object.keys(compiler).length + Object.keys(runtime).length} codes, docs/errors.md is up to date`,
  );
