// `--types`: what a program's types say of its calls.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { type Project, project } from './fiberc.ts';

const program = (files: Readonly<Record<string, string>> = {}): Project =>
  project({
    'main.ts': `import { current, Fiber } from '@fiberc/runtime';
interface Shape { readonly name: string; area(): number; }
const pause = (): unknown => current().parent?.switch();
class Square implements Shape { name = 'square'; area() { pause(); return 1; } }
class Land { area() { return measured(); } }
const measured = (): number => { pause(); return 2; };
const load = <T>(text: string): T => (0, eval)(text);
load<(all: unknown) => void>('(() => {})')({ Square, Land });
const shape = load<Shape>('({ name: "", area: () => 1 })');
new Fiber(() => shape.area()).switch();
`,
    'runtime.d.ts': `declare module '@fiberc/runtime' {
  export class Fiber { constructor(target: () => unknown); switch(value?: unknown): unknown; }
  export function current(): { parent: Fiber | null };
}
`,
    'tsconfig.json': `{ "compilerOptions": { "strict": true, "types": [], "target": "es2022" }, "files": ["main.ts", "runtime.d.ts"] }`,
    'node_modules/typescript/package.json': '{ "name": "typescript", "main": "index.js" }',
    'node_modules/typescript/index.js': `module.exports = require(${JSON.stringify(createRequire(import.meta.url).resolve('typescript'))});`,
    ...files,
  });

test('what the types rule out stays as it is', { timeout: 60_000 }, () => {
  const { fiberc } = program();
  const decided = (...flags: readonly string[]): string =>
    fiberc('explain', 'measured', 'main.ts', ...flags).stdout.split('\n')[0] ?? '';
  expect(decided()).toContain('compiled');
  expect(decided()).not.toContain('untouched');
  expect(decided('--types', 'tsconfig.json')).toContain('untouched');
  expect(fiberc('run', '--types', 'tsconfig.json', 'main.ts')).toMatchObject({ status: 0 });
});

test.for([
  ['no such file: nowhere.json', 'nowhere.json', {}],
  [
    'tsconfig.json: ',
    'tsconfig.json',
    { 'tsconfig.json': '{ "files": ["main.ts"], "compilerOptions": { "strict": 7 } }' },
  ],
  [
    'has no compiler to call',
    'tsconfig.json',
    { 'node_modules/typescript/index.js': 'exports.version = "7.0.0";' },
  ],
] as const)('%s', { timeout: 60_000 }, ([message, config, files]) => {
  const { status, stderr } = program(files).fiberc('check', 'main.ts', '--types', config);
  expect(stderr).toContain(message);
  expect(status).toBe(1);
});
