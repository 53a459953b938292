// Decisions that were made from the sources, for texts that other tools have made of them: each
// program has to do what it does when everything is compiled, also in torture mode.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from '@babel/core';
import * as esbuild from 'esbuild';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { analyze, hashOf, type Program, type Resolver } from '../src/entries/analyze.ts';
import fiberc from '../src/entries/babel.ts';
import { type CompileOptions, compile } from '../src/entries/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const output = join(root, 'node_modules/.cache/joined');

interface Made {
  readonly code: string;
  readonly map: object;
}
type Tool = (text: string, file: string) => Made;

const typescript =
  (target: keyof typeof ts.ScriptTarget, more: ts.CompilerOptions = {}): Tool =>
  (text, file) => {
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget[target],
        module: ts.ModuleKind.ESNext,
        sourceMap: true,
        ...more,
      },
    });
    return {
      code: outputText.replace(/\n\/\/# sourceMappingURL.*/, ''),
      map: JSON.parse(sourceMapText ?? ''),
    };
  };

const withEsbuild =
  (target: string, minify = false): Tool =>
  (text, file) => {
    const options = { loader: 'ts', sourcefile: file, sourcemap: true, target, minify } as const;
    const { code, map } = esbuild.transformSync(text, options);
    return { code, map: JSON.parse(map) };
  };

/** Babel as a project has it. */
const withBabel =
  (version: 7 | 8, targets: string): Tool =>
  (text, file) => {
    const require = createRequire(join(root, `compat/babel${version}/package.json`));
    const { code, map } = require('@babel/core').transformSync(text, {
      filename: join(root, 'fixtures/joined', file),
      sourceFileName: file,
      configFile: false,
      babelrc: false,
      sourceMaps: true,
      presets: [
        [require.resolve('@babel/preset-env'), { targets, modules: false }],
        require.resolve('@babel/preset-typescript'),
      ],
      plugins: [[require.resolve('@babel/plugin-proposal-decorators'), { version: '2023-11' }]],
    });
    return { code, map };
  };

/** What leaves no helpers behind that would have to be suspended in torture mode as well. */
const close: Readonly<Record<string, Tool>> = {
  'TypeScript, ES2023': typescript('ES2023'),
  'TypeScript, ES2022': typescript('ES2022', { useDefineForClassFields: false }),
  'esbuild, es2023': withEsbuild('es2023'),
};
const far: Readonly<Record<string, Tool>> = {
  'TypeScript, ES2015': typescript('ES2015'),
  'TypeScript, ES2017': typescript('ES2017'),
  'esbuild, es2015': withEsbuild('es2015'),
  'esbuild, minified': withEsbuild('es2022', true),
  'Babel 7, old': withBabel(7, 'chrome 50'),
  'Babel 8, new': withBabel(8, 'chrome 100'),
};

/** All are tried with the program that has all of TypeScript. */
const FEW: ReadonlySet<string> = new Set(['TypeScript, ES2023', 'TypeScript, ES2015']);

const home = join(root, 'fixtures/decisions');
const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => /\.[jt]s$/.test(file))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
const programs: Readonly<Record<string, Record<string, string>>> = {
  joined: filesIn(join(root, 'fixtures/joined')),
  ...Object.fromEntries(
    ['classes', 'callbacks', 'bindings', 'generators', 'targets'].map((name) => [
      name,
      filesIn(join(home, name)),
    ]),
  ),
};

const table = (files: Readonly<Record<string, string>>): Resolver => ({
  resolve: (specifier) => {
    const name = specifier.replace(/^\.\//, '');
    return [name, name.replace(/\.js$/, '.ts')].find((one) => one in files) ?? null;
  },
  read: (file) => files[file] as string,
});

function write(
  name: string,
  files: Readonly<Record<string, string>>,
  tool: Tool,
  decisions: Program | null,
  options: Partial<CompileOptions>,
): { readonly compiled: number } {
  const folder = join(output, name.replace(/[^\w/]+/g, '-'));
  mkdirSync(folder, { recursive: true });
  let compiled = 0;
  for (const [file, source] of Object.entries(files)) {
    const { code, map } = tool(source, file);
    const own = decisions?.modules.find((one) => one.file === file);
    const filename = join(folder, file.replace(/\.ts$/, '.js'));
    const result = compile(code, {
      filename,
      verify: true,
      inputSourceMap: { ...map, sourcesContent: [source] },
      ...(own && { decisions: own }),
      ...options,
    });
    compiled += result.functions.length;
    writeFileSync(filename, result.code);
  }
  writeFileSync(
    join(folder, 'drive.mjs'),
    `import run from ${JSON.stringify(pathToFileURL(join(folder, 'main.js')).href)};
${options.torture ? "import { plan } from '@fiberc/runtime/testing';\nplan(() => true);" : ''}
const log = [];
await run((value) => log.push(value));
console.log(JSON.stringify(log));
`,
  );
  return { compiled };
}

const run = async (name: string): Promise<string> => {
  const script = join(output, name.replace(/[^\w/]+/g, '-'), 'drive.mjs');
  const args = ['--conditions=fiberc-source', script];
  return (await promisify(execFile)(process.execPath, args)).stdout;
};

describe.each(Object.entries(programs))('%s', (name, files) => {
  const entry = 'main.ts' in files ? 'main.ts' : 'main.js';
  const program = analyze([entry], table(files));
  const closed = analyze([entry], table(files), { callers: 'all' });

  const tools = Object.entries({ ...close, ...far }).filter(
    ([how]) => name === 'joined' || FEW.has(how),
  );
  it.each(tools)('%s', { timeout: 60_000 }, async (how, tool) => {
    const full = write(`${name}/${how}/full`, files, tool, null, {});
    const decided = write(`${name}/${how}/decided`, files, tool, program, {});
    const tortures = how in close ? (['before', 'entry'] as const) : [];
    for (const torture of tortures)
      write(`${name}/${how}/${torture}`, files, tool, closed, { torture });
    const modes = ['full', 'decided', ...tortures];
    const logs = await Promise.all(modes.map((mode) => run(`${name}/${how}/${mode}`)));
    expect(logs[0]?.length).toBeGreaterThan(3);
    expect(logs, modes.join()).toEqual(modes.map(() => logs[0]));
    expect(decided.compiled).toBeLessThan(full.compiled);
  });
});

describe('what a map says', () => {
  const source = `import { current } from '@fiberc/runtime';
export const outer = () => [(x) => x(), () => current().switch()];
export const other = (f) => f();
`;
  const files = { 'main.js': source };
  const [decisions] = analyze(['main.js'], table(files)).modules;
  const compiledWith = (code: string, map: object): readonly string[] =>
    compile(code, {
      filename: join(dirname(output), 'main.js'),
      inputSourceMap: map,
      ...(decisions && { decisions }),
    }).functions.map(({ name }) => name);

  it('is believed where words are the same', () => {
    const { code, map } = withEsbuild('es2020')(source, 'main.js');
    expect(compiledWith(code, { ...map, sourcesContent: [source] })).toEqual([]);
  });

  it('is not believed where it is rough', () => {
    // One place for each line.
    const map = { version: 3, sources: ['main.js'], names: [], sourcesContent: [source] };
    const rough = { ...map, mappings: 'AAAA;AACA;AACA' };
    expect(compiledWith(`${source} `, rough)).not.toEqual([]);
  });

  it('leads to the text that was decided about', () => {
    const { code, map } = withEsbuild('es2020')(source, 'main.js');
    expect(() => compiledWith(code, { ...map, sourcesContent: [`${source} `] })).toThrow(
      expect.objectContaining({ code: 'ERR_FIBERC_STALE_DECISIONS' }),
    );
  });
});

describe('a decisions file', () => {
  const source = `const quiet = (f) => f();
const loud = (f) => f();
`;
  const stored = (hash: string) => ({
    version: 1,
    modules: [
      {
        file: 'main.js',
        hash,
        functions: [
          { name: 'quiet', line: 1, column: 15, start: 14, end: 24, decision: 'untouched' },
          { name: 'loud', line: 2, column: 14, start: 39, end: 49, decision: 'compile' },
        ],
      },
    ],
  });
  const compiledWith = (hash: string): readonly string[] => {
    mkdirSync(output, { recursive: true });
    const file = join(output, 'fibers.json');
    writeFileSync(file, JSON.stringify(stored(hash)));
    const code = transformSync(source, {
      filename: join(output, 'main.js'),
      configFile: false,
      babelrc: false,
      plugins: [[fiberc as never, { decisions: file }]],
    })?.code;
    return [...(code ?? '').matchAll(/function (\w+)\$r\(/g)].map(([, name]) => name as string);
  };

  it('is taken by the Babel plugin, as long as the text is the same', () => {
    expect(compiledWith(hashOf(source))).toEqual(['loud']);
    expect(compiledWith(hashOf(`${source} `))).toEqual(['loud', 'quiet']);
  });
});
