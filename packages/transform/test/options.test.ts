// Every option reaches the compiler from every host, and wrong ones are refused. What a host does with its files is tried in
// compat/hosts; here each compiles one module in memory.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as babel from '@babel/core';
import typescript from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import plugin from '../src/entries/babel.ts';
import { type CompileOptions, compile } from '../src/entries/index.ts';
import preset from '../src/entries/preset.ts';
import { hashOf } from '../src/hash.ts';
import { bunPlugin } from '../src/hosts/bun.ts';
import { fiberc } from '../src/hosts/bundlers.ts';
import { createTransformer } from '../src/hosts/jest.ts';
import { loadOptions } from '../src/hosts/node/options.ts';
import { createTranslator } from '../src/hosts/node/translate.ts';
import type { PluginOptions } from '../src/hosts/options.ts';
import { findRuntime } from '../src/hosts/runtime.ts';
import { createProgramTransformer, type PluginConfig } from '../src/hosts/typescript.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-options-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');

const CALLS = 'export function f(list, g) { return list.map((x) => g(x)); }\n';

/** An option that is not the default, and what tells by the output that the compiler knew of it. */
interface Case {
  readonly value: unknown;
  readonly source: string;
  /** Null: it cannot be told by the output. */
  readonly shows: ((code: string) => boolean) | null;
}

const has = (part: string) => (code: string) => code.includes(part);

const CASES: { readonly [Name in keyof Required<PluginOptions>]: Case } = {
  mode: { value: 'development', source: CALLS, shows: has('suspension point') },
  stacks: { value: true, source: CALLS, shows: has('@fiberc/runtime/stack') },
  runtime: { value: 'other/abi', source: CALLS, shows: has('other/abi') },
  builtins: { value: 'other/builtins', source: CALLS, shows: has('other/builtins') },
  intrinsics: {
    value: ['./native.js'],
    source:
      "import { native } from './native.js';\nexport function f(x) { return native(x) + 1; }\n",
    shows: (code) => !code.includes('f$r'),
  },
  unsupported: {
    value: 'barrier',
    source:
      'export class Wait extends Array { constructor(f, big) { super(); f(eval("big.n")); } }\n',
    shows: has('eval("big.n")'),
  },
  implicit: {
    value: 'none',
    source:
      'export const o = { get x() { return globalThis.f(); } };\nexport function f() { return o.x; }\n',
    shows: (code) => !/\bf\$r/.test(code),
  },
  barriers: { value: 'exact', source: CALLS, shows: has('@fiberc/runtime/exact') },
  torture: { value: 'before', source: CALLS, shows: has('@fiberc/runtime/testing') },
  verify: { value: true, source: CALLS, shows: null },
  decisions: {
    value: join(folder, 'fibers.json'),
    source: CALLS,
    shows: (code) => !code.includes('f$r'),
  },
};

type Host = (options: object, source: string, file: string) => string | Promise<string>;

/** What the transformer for ts-patch has handed to `compile()` last. */
let handed: CompileOptions | undefined;

const HOSTS: Readonly<Record<string, Host>> = {
  Babel: (options, source, filename) =>
    transformed(source, filename, { plugins: [[plugin, options]] }),
  'Babel, as a preset': (options, source, filename) =>
    transformed(source, filename, { presets: [[preset, options]] }),
  bundlers: async (options, source, file) => {
    const [made] = [
      fiberc.raw({ root: folder, ...options }, { framework: 'rollup', versions: {} }),
    ].flat();
    const { handler } = (made as { readonly transform: object }).transform as {
      readonly handler: (code: string, id: string) => Promise<{ code: string } | null>;
    };
    return (await handler.call({}, source, file))?.code ?? source;
  },
  Bun: (options, _, path) => {
    let load = (_: { readonly path: string }): object => ({});
    bunPlugin({ root: folder, ...options }).setup({
      onResolve: () => undefined,
      onLoad: (_, given) => {
        load = given;
      },
    });
    return (load({ path }) as { readonly contents: string }).contents;
  },
  Node: (options, _, file) =>
    createTranslator(
      loadOptions({ root: folder, cache: false, ...options }),
      findRuntime([]),
    ).translate(file).code,
  Jest: (options, source, file) => {
    const config = { cwd: folder, rootDir: folder };
    // Jest's own default; each test of an option says what it is.
    const given = {
      root: folder,
      ...('mode' in options ? {} : { mode: 'production' as const }),
      ...options,
    };
    return createTransformer(given).process(source, file, {
      config,
      configString: '',
      transformerConfig: {},
      cacheFS: new Map(),
    }).code;
  },
  'ts-patch': (options, source, file) =>
    emitted(
      { transform: '@fiberc/transform/typescript', transformProgram: true, ...options },
      source,
      file,
    ),
};

function transformed(source: string, filename: string, more: object): string {
  return (
    babel.transformSync(source, {
      filename,
      configFile: false,
      babelrc: false,
      cwd: folder,
      ...more,
    })?.code ?? ''
  );
}

/** Builds a program of one module, which is JavaScript, so that it is emitted as it is. */
function emitted(
  config: PluginConfig & { readonly transform: string; readonly transformProgram: true },
  source: string,
  file: string,
): string {
  const options = {
    allowJs: true,
    target: 99,
    module: 99,
    noLib: true,
    types: [],
    outDir: join(folder, 'dist'),
    configFilePath: join(folder, 'tsconfig.json'),
  };
  const host = typescript.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) =>
    name === file ? typescript.createSourceFile(name, source, 99) : read(name, ...rest);
  const transform = createProgramTransformer((code, given) => {
    handed = given;
    return compile(code, given);
  });
  const program = transform(typescript.createProgram([file], options, host), host, config, {
    ts: typescript,
  });
  let output = '';
  const { diagnostics } = program.emit(undefined, (_, text) => {
    output = text;
  });
  if (diagnostics.length > 0) throw new Error(String(diagnostics[0]?.messageText));
  return output;
}

describe.each(Object.entries(HOSTS))('%s', (_, host) => {
  test.each(Object.entries(CASES))('%s', async (name, { value, source, shows }) => {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, source);
    const decided = {
      name: 'f',
      line: 1,
      column: 8,
      start: source.indexOf('function'),
      end: source.lastIndexOf('}') + 1,
      decision: 'untouched',
      reason: 'a test',
    };
    const module = { file, hash: hashOf(source), functions: [decided] };
    writeFileSync(join(folder, 'fibers.json'), JSON.stringify({ version: 1, modules: [module] }));
    const compiled = async (options: object) => host(options, source, file);
    // Without `unsupported` the module is refused.
    const without = await compiled({}).catch(() => '');
    handed = undefined;
    const code = await compiled({ [name]: value });
    if (shows === null) {
      if (host === HOSTS['ts-patch']) expect(handed).toMatchObject({ [name]: value });
      expect(code).toBe(without);
    } else expect([shows(without), shows(code)]).toEqual([false, true]);
  });

  test('wrong ones are refused', async () => {
    const file = join(folder, 'wrong.js');
    writeFileSync(file, CALLS);
    const refused = (options: object) => expect(async () => host(options, CALLS, file)).rejects;
    await refused({ barrier: 'exact' }).toThrow(
      "there is no option 'barrier'; the options are mode, stacks,",
    );
    await refused({ stacks: 'yes' }).toThrow("option 'stacks' must be true or false, not 'yes'");
  });
});
