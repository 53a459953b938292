import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pack, packages } from './packed.ts';
import { run } from './project.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-published-')));
let tarballs: readonly string[];

beforeAll(() => {
  tarballs = pack(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tarball = (name: string): Buffer =>
  readFileSync(join(folder, tarballs.find((file) => file.includes(`-${name}-`)) ?? ''));

test.each(packages)('%s: publint finds nothing', async (name) => {
  const { buffer, byteOffset, byteLength } = tarball(name);
  const { messages } = await publint({
    pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer },
    level: 'warning',
  });
  expect(messages).toEqual([]);
});

test.each(['runtime', 'transform', 'babel-preset'])(
  '%s: types are found wherever the code is',
  async (name) => {
    const result = await checkPackage(createPackageFromTarballData(tarball(name)));
    if (!result.types) throw new Error('no types');
    // ES modules alone: the old resolution of CommonJS knows no exports, and `require` of them is Node's newer business.
    const ours = result.problems.filter(
      (problem) =>
        problem.kind !== 'CJSResolvesToESM' &&
        !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
    );
    expect(ours).toEqual([]);
  },
);

test('installed with npm in an empty project, and used as the documentation says', () => {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "empty", "private": true, "type": "module" }',
  );
  const install = run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      ...tarballs.map((file) => join(folder, file)),
      'vite@8.3.8',
      'typescript@6.0.3',
    ],
    project,
  );
  expect(install.status, install.stderr).toBe(0);
  writeFileSync(
    join(project, 'app.ts'),
    `import { current, Fiber } from '@fiberc/runtime';
const each = (list: number[], f: (x: number) => void): void => list.forEach(f);
const fiber = new Fiber((): void => each([1, 2], (x) => current().parent!.switch(x)));
console.log(fiber.switch(), fiber.switch());
`,
  );
  const prints = { stdout: '1 2\n', stderr: '', status: 0 };
  expect(
    run(process.execPath, ['--import', '@fiberc/transform/register', 'app.ts'], project),
  ).toEqual(prints);
  expect(run('npx', ['fiberc', 'run', 'app.ts'], project)).toEqual(prints);
  writeFileSync(
    join(project, 'vite.config.ts'),
    `import fiberc from '@fiberc/transform/vite';
import { defineConfig } from 'vite';
export default defineConfig({ plugins: [fiberc({ include: ['acorn'], barriers: 'late' })], build: { lib: { entry: 'app.ts', formats: ['es'], fileName: 'app' } } });
`,
  );
  const built = run('npx', ['vite', 'build'], project);
  expect(built.status, built.stderr).toBe(0);
  expect(run(process.execPath, ['dist/app.js'], project)).toEqual(prints);

  // The types of the options, wrong ones too.
  writeFileSync(
    join(project, 'types.ts'),
    `import fiberc, { type BundlerOptions } from '@fiberc/transform/vite';
import esbuild from '@fiberc/transform/esbuild';
import { register } from '@fiberc/transform/node';
const options: BundlerOptions = { include: 'acorn', exclude: [/test/], unsupported: 'barrier' };
fiberc(options); esbuild(); register({ cache: false });
// @ts-expect-error
fiberc({ barriers: 'never' });
// @ts-expect-error
register({ includes: [] });
`,
  );
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: [],
      },
      files: ['types.ts'],
    }),
  );
  expect(run('npx', ['tsc', '-p', '.'], project)).toEqual({ stdout: '', stderr: '', status: 0 });
});
