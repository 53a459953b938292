// What is done to the sources of a test: nothing, or compiling; and the function around a script.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import vm from 'node:vm';
import { compile } from '@fiberc/transform';
import { buildSync } from 'esbuild';

/** Thrown where the compiler gives up: by design (a code), or by a defect of its own (no code). */
export class NotCompiled extends Error {
  constructor(error) {
    super(error.reason ?? error.stack);
    this.code = error.code?.startsWith('ERR_FIBERC_')
      ? error.code.slice('ERR_FIBERC_'.length)
      : null;
  }
}

/** @param variant null: the source as it is */
export function translate(source, filename, sourceType, variant) {
  if (variant === null) return source;
  const torture = variant === 'quiet' ? {} : { torture: variant };
  try {
    return compile(source, { filename, sourceType, verify: true, ...torture }).code;
  } catch (error) {
    // What the engine refuses as well is the test's own error.
    if (error.code === 'ERR_FIBERC_SYNTAX' && !parses(source, sourceType))
      throw new SyntaxError(error.message);
    throw new NotCompiled(error);
  }
}

function parses(source, sourceType) {
  try {
    if (sourceType === 'module') new vm.SourceTextModule(source);
    else new vm.Script(source);
    return true;
  } catch {
    return false;
  }
}

/**
 * Code of a script itself cannot be suspended; in a function it can. The line numbers stay. Not every script means the
 * same afterwards: the test says so, which is run like this untransformed first.
 */
export const wrap = (source) => `(function () { ${source}\n}).call(this);`;

const harnesses = new Map();

/** A file of the harness, compiled like the tests. It is loaded as a script. */
export function harness(test262, name, variant) {
  const key = `${variant} ${name}`;
  let script = harnesses.get(key);
  if (script === undefined) {
    const file = `harness/${name}`;
    const source = readFileSync(join(test262, file), 'utf8');
    script = new vm.Script(translated(source, file, variant), { filename: file });
    harnesses.set(key, script);
  }
  return script;
}

/** What cannot be compiled is left as it is: nothing of the harness is being tested. */
function translated(source, file, variant) {
  try {
    return translate(source, file, 'script', variant);
  } catch (error) {
    if (error instanceof NotCompiled && error.code !== null) return source;
    throw error;
  }
}

/** A script whose value is an object from the runtime's module names to their exports, the same runtime for each. */
export function runtimeScript() {
  const require = createRequire(import.meta.url);
  const [abi, testing, ...builtins] = [
    'abi',
    'testing',
    'builtins',
    'builtins/before',
    'builtins/after',
    'builtins/entry',
  ].map((name) => `@fiberc/runtime/${name}`);
  const contents = `import { load as abi } from ${JSON.stringify(abi)};
import { load, plan } from ${JSON.stringify(testing)};
${builtins.map((name, i) => `import * as builtins${i} from ${JSON.stringify(name)};`).join('\n')}
export const runtime = { '${abi}': { load: abi }, '${testing}': { load, plan }, ${builtins.map((name, i) => `'${name}': builtins${i}`)} };`;
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: join(require.resolve('@fiberc/runtime/package.json'), '..') },
    bundle: true,
    format: 'iife',
    globalName: 'bundle',
    target: 'es2023',
    conditions: process.execArgv.includes('--conditions=fiberc-source') ? ['fiberc-source'] : [],
    write: false,
  });
  return new vm.Script(
    `(() => { 'use strict'; ${outputFiles[0].text}; return bundle.runtime; })()`,
    {
      filename: 'fiberc:runtime',
    },
  );
}
