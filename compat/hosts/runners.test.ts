import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  engines,
  installCompiler,
  installProject,
  type Project,
  removeProject,
  run,
} from './project.ts';

const project: Project = installProject();
installCompiler(project);
const here = import.meta.dirname;
const { app } = project;
cpSync(join(here, '../../fixtures/hosts/tested/src'), join(app, 'tested'), { recursive: true });
for (const name of ['vitest', '@vitest', 'jest', 'babel-jest', '@babel'])
  symlinkSync(join(here, 'node_modules', name), join(app, 'node_modules', name), 'dir');
afterAll(() => removeProject(project));

const source = readFileSync(join(app, 'tested/work.test.ts'), 'utf8');

/** The test as a runner has it: what it imports, and how it compares. */
function writeTest(name: string, imports: string, equal: string): void {
  const text = source.replace(
    /declare const equal.*\n/,
    `const equal = (a: any, b: any): void => ${equal};\n`,
  );
  mkdirSync(join(app, 'run'), { recursive: true });
  writeFileSync(
    join(app, 'run', name),
    `${imports}\n${text.replace('./work.ts', '../tested/work.ts')}`,
  );
}

interface Coverage {
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>;
  readonly s: Readonly<Record<string, number>>;
  readonly fnMap: Readonly<Record<string, { readonly name: string }>>;
  readonly f: Readonly<Record<string, number>>;
  readonly branchMap: Readonly<
    Record<
      string,
      { readonly type: string; readonly loc: { readonly start: { readonly line: number } } }
    >
  >;
  readonly b: Readonly<Record<string, readonly number[]>>;
}

/** What was not run: lines, and named functions. Each line counts as run if any statement of it was. And all branches. */
function uncovered(): {
  readonly lines: number[];
  readonly functions: string[];
  readonly branches: string[];
} {
  const [file] = Object.values(
    JSON.parse(readFileSync(join(app, 'coverage/coverage-final.json'), 'utf8')) as Record<
      string,
      Coverage
    >,
  );
  if (!file) throw new Error('no coverage');
  const lines = new Map<number, number>();
  for (const [key, { start }] of Object.entries(file.statementMap))
    lines.set(start.line, (lines.get(start.line) ?? 0) + (file.s[key] ?? 0));
  rmSync(join(app, 'coverage'), { recursive: true });
  return {
    lines: [...lines]
      .filter(([, count]) => count === 0)
      .map(([line]) => line)
      .sort((a, b) => a - b),
    functions: Object.entries(file.fnMap)
      .filter(([key, { name }]) => file.f[key] === 0 && /^(?:work|never)/.test(name))
      .map(([, { name }]) => name),
    branches: Object.entries(file.branchMap)
      .map(([key, { type, loc }]) => `${loc.start.line} ${type} ${file.b[key]?.join()}`)
      .sort(),
  };
}

/** Of two bodies, each branch is one branch: what either has run is added up. */
const covered = {
  lines: [8, 14, 15, 19],
  functions: ['never'],
  branches: ['4 if 2,2', '7 if 0,1'],
};

test.each(['v8', 'istanbul'])('Vitest, coverage by %s', (provider) => {
  writeTest('work.test.ts', "import { expect, test } from 'vitest';", 'expect(a).toEqual(b)');
  writeFileSync(
    join(app, 'vitest.config.ts'),
    `import fiberc from '@fiberc/transform/vite';
import { defineConfig } from 'vitest/config';
export default defineConfig({
  plugins: [fiberc()],
  test: { include: ['run/*.test.ts'], coverage: { enabled: true, provider: '${provider}', include: ['tested/work.ts'], reporter: ['json'] } },
});
`,
  );
  const { stdout, stderr, status } = run(
    process.execPath,
    [join(app, 'node_modules/vitest/vitest.mjs'), 'run'],
    app,
    { VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined },
  );
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain('1 passed');
  expect(uncovered()).toEqual(covered);
});

test('Jest, with coverage', () => {
  writeTest('work.jest.ts', '', 'expect(a).toEqual(b)');
  writeFileSync(
    join(app, 'babel.config.json'),
    '{ "presets": [["@babel/preset-env", { "targets": { "node": "current" } }], "@babel/preset-typescript"] }',
  );
  writeFileSync(
    join(app, 'jest.config.json'),
    JSON.stringify({
      testRegex: 'run/.*\\.jest\\.ts$',
      transform: { '\\.[cm]?[jt]sx?$': ['@fiberc/transform/jest', {}] },
      transformIgnorePatterns: ['/node_modules/(?!@fiberc/runtime/)'],
      collectCoverageFrom: ['tested/work.ts'],
      coverageReporters: ['json'],
      cacheDirectory: join(project.folder, 'jest'),
    }),
  );
  const { stderr, status } = run(
    process.execPath,
    [join(app, 'node_modules/jest/bin/jest.js'), '--coverage'],
    app,
    { JEST_WORKER_ID: undefined },
  );
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('1 passed');
  expect(uncovered()).toEqual(covered);
  const wrong = join(app, 'jest.wrong.json');
  writeFileSync(
    wrong,
    readFileSync(join(app, 'jest.config.json'), 'utf8').replace(',{}]', ',{"barriers":"never"}]'),
  );
  expect(
    run(process.execPath, [join(app, 'node_modules/jest/bin/jest.js'), '-c', wrong], app).stderr,
  ).toContain("option 'barriers' must be 'late' or 'exact' or 'nested'");
});

test.each(engines)('node:test, on $name', ({ node }) => {
  writeTest(
    'work.node.ts',
    "import assert from 'node:assert';\nimport { test } from 'node:test';",
    'assert.deepEqual(a, b)',
  );
  const { stdout, status } = run(
    node,
    ['--import', '@fiberc/transform/register', '--test', '--test-reporter=tap', 'run/work.node.ts'],
    app,
  );
  expect(status, stdout).toBe(0);
  expect(stdout).toContain('# pass 1');
});
