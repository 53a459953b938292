// The starters of examples/starters, as their READMEs say, with what would be published.
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pack } from './packed.ts';
import { run } from './project.ts';

const starters = join(import.meta.dirname, '../../examples/starters');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fiberc-starters-')));
let tarballs: readonly string[];
beforeAll(() => {
  tarballs = pack(folder).filter((file) => /-(?:runtime|transform)-/.test(file));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printed = 'a a same\nb b same\nc x different\nd d same';

/** What a page shows that has the script in it. */
const PAGE = `import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const output = {};
globalThis.document = {
  querySelector: (query) => (query === '#output' ? output : null),
  createElement: () => ({ relList: { supports: () => true } }),
};
const [file] = readdirSync('dist/assets').filter((name) => name.endsWith('.js'));
await import(pathToFileURL('dist/assets/' + file));
console.log(output.textContent);
`;

test.each(readdirSync(starters))('starter %s, in production', (name) => {
  const project = join(folder, name);
  cpSync(join(starters, name), project, { recursive: true });
  const install = run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...tarballs.map((file) => join(folder, file))],
    project,
  );
  expect(install.status, install.stderr).toBe(0);
  const built = run('npm', ['run', 'build'], project);
  expect(built.status, built.stdout + built.stderr).toBe(0);
  const shown =
    name === 'vite'
      ? run(process.execPath, ['--input-type=module', '-e', PAGE], project)
      : run('npm', ['--silent', 'start'], project);
  expect(shown).toEqual({ stdout: `${printed}\n`, stderr: '', status: 0 });
});

test('a starter that is TypeScript has no errors of types', () => {
  for (const name of ['vite', 'node-ts-patch'])
    expect(run('npx', ['tsc', '--noEmit'], join(folder, name))).toEqual({
      stdout: '',
      stderr: '',
      status: 0,
    });
});
