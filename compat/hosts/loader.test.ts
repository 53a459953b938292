import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  bun,
  engines,
  expected,
  expectedOther,
  installCompiler,
  installProject,
  type Project,
  removeProject,
  run,
  traced,
} from './project.ts';

const project: Project = installProject();
const compiler = installCompiler(project);
afterAll(() => removeProject(project));

const cache = join(project.app, 'node_modules/.cache/fiberc');
const load = ['--import', '@fiberc/transform/register'];

test.each(engines)('register, on $name', ({ node }) => {
  rmSync(cache, { recursive: true, force: true });
  for (const _ of ['compiled', 'from the disk']) {
    const main = run(node, [...load, 'src/main.ts'], project.app);
    expect({ ...main, stdout: traced(main.stdout) }).toEqual({
      stdout: expected,
      stderr: '',
      status: 0,
    });
  }
  expect(run(node, [...load, 'src/other.ts'], project.app)).toEqual({
    stdout: expectedOther,
    stderr: '',
    status: 0,
  });
});

test('a start from the disk does not load the compiler, and a change is compiled', () => {
  rmSync(cache, { recursive: true, force: true });
  const index = join(compiler, 'dist/index.mjs');
  // Its age is a part of the key.
  const built = new Date('2026-01-01');
  utimesSync(index, built, built);
  expect(run(process.execPath, [...load, 'src/other.ts'], project.app).stdout).toBe(expectedOther);
  const text = readFileSync(index);
  appendFileSync(index, "\nthrow new Error('the compiler was loaded');\n");
  utimesSync(index, built, built);
  expect(run(process.execPath, [...load, 'src/other.ts'], project.app)).toEqual({
    stdout: expectedOther,
    stderr: '',
    status: 0,
  });

  const other = join(project.app, 'src/other.ts');
  const source = readFileSync(other, 'utf8');
  writeFileSync(other, source.replace('x * x', 'x + x'));
  expect(run(process.execPath, [...load, 'src/other.ts'], project.app).stderr).toContain(
    'the compiler was loaded',
  );
  writeFileSync(index, text);
  utimesSync(index, built, built);
  expect(run(process.execPath, [...load, 'src/other.ts'], project.app).stdout).toContain(
    '2 4 6 undefined',
  );
  writeFileSync(other, source);
  expect(readdirSync(cache)).toHaveLength(1);
});

test('register() in a module of the program, with options; a wrong one is told', () => {
  const start = join(project.app, 'start.mjs');
  writeFileSync(
    start,
    "import { register } from '@fiberc/transform/node';\nregister({ include: [/leafwalk/, 'src/**', '../queue/**'], cache: false });\n",
  );
  const main = run(process.execPath, ['--import', './start.mjs', 'src/main.ts'], project.app);
  expect(traced(main.stdout)).toBe(expected);
  writeFileSync(
    start,
    "import { register } from '@fiberc/transform/node';\nregister({ includes: [] });\n",
  );
  const wrong = run(process.execPath, ['--import', './start.mjs', 'src/main.ts'], project.app);
  expect(wrong.stderr).toContain("there is no option 'includes'");
  expect(wrong.stderr).toContain('ERR_FIBERC_OPTIONS');
  expect(wrong.status).toBe(1);
});

/** Bun reads no map of what a plugin has made: its places are those of the compiled code. */
const withoutPlaces = (output: string): string =>
  output.replaceAll(/^at .*$|^.*@.*:\d+:\d+$/gm, 'at');
const withBun = test.skipIf(!existsSync(bun));

withBun('bun --preload', () => {
  const main = run(bun, ['--preload', '@fiberc/transform/register', 'src/main.ts'], project.app);
  expect({ ...main, stdout: withoutPlaces(main.stdout) }).toEqual({
    stdout: withoutPlaces(expected),
    stderr: '',
    status: 0,
  });
  expect(traced(main.stdout)).not.toBe(expected);
});

withBun.each(['development', 'production'])('Bun.build, %s', (mode) => {
  const out = join(project.folder, 'out/bun', mode);
  const script = join(project.app, 'build.mjs');
  writeFileSync(
    script,
    `import fiberc from '@fiberc/transform/bun';
const result = await Bun.build({
  entrypoints: ['src/main.ts', 'src/other.ts'],
  outdir: ${JSON.stringify(out)},
  target: 'node',
  splitting: true,
  sourcemap: 'linked',
  minify: ${mode === 'production'},
  plugins: [fiberc({ include: ['leafwalk'], mode: '${mode}' })],
});
if (!result.success) throw new AggregateError(result.logs);
`,
  );
  expect(run(bun, [script], project.app)).toEqual({ stdout: '', stderr: '', status: 0 });
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  const main = run(process.execPath, ['main.js'], out);
  expect({ ...main, stdout: withoutPlaces(main.stdout) }).toEqual({
    stdout: withoutPlaces(expected),
    stderr: '',
    status: 0,
  });
  expect(traced(main.stdout)).not.toBe(expected);
  expect(run(process.execPath, ['other.js'], out)).toEqual({
    stdout: expectedOther,
    stderr: '',
    status: 0,
  });
});
