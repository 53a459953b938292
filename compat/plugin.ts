import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const programs = join(import.meta.dirname, '../engines/programs');

/** What the tests use of @babel/core, whichever major it is. */
export interface Babel {
  readonly version: string;
  transformSync(
    code: string,
    options: {
      readonly filename: string;
      readonly cwd?: string;
      readonly plugins: Item[];
      readonly presets?: Item[];
      readonly configFile: false;
      readonly babelrc: false;
    },
  ): { readonly code?: string | null | undefined } | null;
}

type Item = string | [string, object];

/** Compiles the programs with the plugin, named as a user would name it, and runs them. */
export function runsInside(babel: Babel, home: string, major: string): void {
  test(`is Babel ${major}`, () => {
    expect(babel.version.split('.')[0]).toBe(major);
  });

  const files = readdirSync(programs).filter((file) => !file.endsWith('.log'));
  test.each(files)('%s', (file) => {
    const result = babel.transformSync(readFileSync(join(programs, file), 'utf8'), {
      filename: join(home, file),
      plugins: ['module:@fiberc/transform/babel'],
      configFile: false,
      babelrc: false,
    });
    const compiled = join(home, 'dist', file);
    mkdirSync(join(home, 'dist'), { recursive: true });
    writeFileSync(compiled, result?.code ?? '');

    const { stdout, stderr } = spawnSync(process.execPath, [compiled], { encoding: 'utf8' });
    const log = join(programs, basename(file).replace(/\.[^.]+$/, '.log'));
    expect({ stdout, stderr }).toEqual({ stdout: readFileSync(log, 'utf8'), stderr: '' });
  });
}

/** The preset, by the name that Babel makes a package's of, and as a part of the compiler. */
const NAMES = ['@fiberc', '@fiberc/transform/preset'] as const;

const ORDERS: readonly (readonly [
  title: string,
  place: 'plugin' | 'first' | 'last',
  name: string,
  modules: false | 'commonjs',
])[] = ([false, 'commonjs'] as const).flatMap((modules) => [
  ['the plugin', 'plugin', '@fiberc/transform/babel', modules] as const,
  ...NAMES.flatMap((name) =>
    (['first', 'last'] as const).map(
      (place) => [`the preset ${name} ${place}`, place, name, modules] as const,
    ),
  ),
]);

/** Beside the presets that people have: TypeScript, JSX, decorators, and syntax that is compiled away. */
export function runsBeside(babel: Babel, home: string): void {
  test.each(ORDERS)('$0, modules: $3', (title, place, own, modules) => {
    const others: Item[] = [
      ['@babel/preset-env', { targets: { node: '20' }, modules }],
      ['@babel/preset-react', { runtime: 'classic', pragma: 'h' }],
      '@babel/preset-typescript',
    ];
    const result = babel.transformSync(
      readFileSync(join(import.meta.dirname, '../fixtures/hosts/presets.tsx'), 'utf8'),
      {
        filename: join(home, 'presets.tsx'),
        cwd: home,
        plugins: [
          ['@babel/plugin-proposal-decorators', { version: '2023-11' }],
          ...(place === 'plugin' ? [own] : []),
        ],
        presets:
          place === 'plugin' ? others : place === 'first' ? [own, ...others] : [...others, own],
        configFile: false,
        babelrc: false,
      },
    );
    const compiled = join(
      home,
      'dist',
      `${title.replaceAll(/\W+/g, '-')}.${modules ? 'cjs' : 'mjs'}`,
    );
    mkdirSync(join(home, 'dist'), { recursive: true });
    writeFileSync(compiled, result?.code ?? '');
    const { stdout, stderr } = spawnSync(process.execPath, [compiled], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '1 2 3 <b>7</b>\n', stderr: '' });
  });

  test.each(['@fiberc/transform/babel', ...NAMES])('options of %s are checked', (name) => {
    const compile = (options: object): unknown =>
      babel.transformSync('', {
        filename: join(home, 'a.js'),
        cwd: home,
        plugins: name.endsWith('/babel') ? [[name, options]] : [],
        presets: name.endsWith('/babel') ? [] : [[name, options]],
        configFile: false,
        babelrc: false,
      });
    expect(() => compile({ barrier: 'exact' })).toThrow("there is no option 'barrier'");
    expect(() => compile({ barriers: 'exactly' })).toThrow(
      "option 'barriers' must be 'late' or 'exact' or 'nested', not 'exactly'",
    );
  });
}
