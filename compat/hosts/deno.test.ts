// What the command line has compiled, on Deno: it has no hooks for loading modules, so there is a step before.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deno,
  expected,
  expectedOther,
  installProject,
  type Project,
  removeProject,
  run,
  traced,
} from './project.ts';

const fiberc = join(import.meta.dirname, 'node_modules/@fiberc/cli/bin/fiberc.mjs');

describe.skipIf(!existsSync(deno))('Deno', () => {
  const project: Project = installProject();
  afterAll(() => removeProject(project));
  function compile(from: string, to: string, ...more: readonly string[]): void {
    const { status, stderr } = run(
      process.execPath,
      [fiberc, 'compile', from, '-o', to, ...more],
      project.folder,
    );
    expect(status, stderr).toBe(0);
  }

  /** A package of node_modules is compiled into a folder, and goes back. */
  function compileInPlace(folder: string): void {
    const out = join(project.folder, 'out');
    compile(folder, out);
    cpSync(out, folder, { recursive: true });
    rmSync(out, { recursive: true });
  }

  const start = (file: string) => {
    const { stdout, stderr, status } = run(
      deno,
      ['run', '--allow-env', '--allow-read', '--no-lock', file],
      project.app,
      { DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(project.folder, 'deno') },
    );
    return { stdout: traced(stdout), stderr, status };
  };

  beforeAll(() => {
    // As in a flat node_modules: a package that is compiled need not depend on the runtime, but has to find it.
    const modules = join(project.folder, 'store/leafwalk/node_modules');
    mkdirSync(join(modules, '@fiberc'));
    symlinkSync(
      join(project.folder, 'store/runtime/node_modules/@fiberc/runtime'),
      join(modules, '@fiberc/runtime'),
    );
    compileInPlace(join(project.folder, 'packages/queue/src'));
    compileInPlace(join(modules, 'leafwalk'));
  });

  test.each(['production', 'development'] as const)(
    'Deno runs what fiberc compile has written, %s',
    (mode) => {
      compile(join(project.app, 'src'), join(project.app, 'dist'), '--mode', mode);
      expect(start('dist/main.js')).toEqual({ stdout: expected, stderr: '', status: 0 });
      expect(start('dist/other.js')).toEqual({ stdout: expectedOther, stderr: '', status: 0 });
    },
  );

  test.each(['async-context', 'async-context-later', 'bound-context'])(
    'Deno has async contexts: %s',
    (name) => {
      const fixture = join(import.meta.dirname, '../../fixtures/fibers', name);
      const folder = join(project.app, 'contexts');
      mkdirSync(folder, { recursive: true });
      cpSync(join(fixture, 'input.js'), join(folder, 'input.js'));
      writeFileSync(
        join(folder, 'main.js'),
        "import { run } from './input.js';\nconst log = [];\nawait run((x) => log.push(structuredClone(x)));\nconsole.log(JSON.stringify(log));\n",
      );
      compile(folder, join(project.app, 'contexts-out'));
      const { stdout, stderr, status } = start('contexts-out/main.js');
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      expect(JSON.parse(stdout)).toEqual(
        JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')),
      );
    },
  );
});
