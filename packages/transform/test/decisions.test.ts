// Decides for each program of fixtures/decisions, compiles it as decided, and runs it: it has to do
// what it does when everything is compiled, also in torture mode. What stays untouched is compared
// byte for byte.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  analyze,
  analyzeAsync,
  changedModules,
  type OpaqueModule,
  type Program,
  type Resolver,
} from '../src/entries/analyze.ts';
import { type CompileOptions, compile } from '../src/entries/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const home = join(root, 'fixtures/decisions');
const output = join(root, 'node_modules/.cache/decisions');

/** A program as a table of files; a specifier is a file name. */
const table = (files: Readonly<Record<string, string>>): Resolver => ({
  resolve: (specifier) => {
    const name = specifier.replace(/^\.\//, '');
    return name in files ? name : null;
  },
  read: (file) => files[file] as string,
});

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file !== 'decisions.json')
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );

const reasons = ({ modules, warnings, unresolved, barriers }: Program): unknown => ({
  functions: Object.fromEntries(
    modules.map(({ file, functions }) => [
      file,
      Object.fromEntries(
        functions.map((one) => [
          `${one.name} ${one.line}:${one.column}`,
          {
            [one.decision]: one.reason,
            ...(one.decision === 'compile' && {
              from: one.reachable?.map(({ line, text }) => `${line}: ${text}`),
              to: one.reaching?.map(({ line, text }) => `${line}: ${text}`),
            }),
          },
        ]),
      ),
    ]),
  ),
  warnings: warnings.map(({ line, message }) => `${line}: ${message}`),
  unresolved: unresolved.map(({ line, why }) => `${line}: ${why}`),
  barriers: barriers.map(({ line, calls, callback }) => `${line}: ${calls} calls ${callback}`),
});

/** Compiles all files of a program into a folder; what comes out for each. */
function write(
  name: string,
  files: Readonly<Record<string, string>>,
  decisions: Program | null,
  options: Partial<CompileOptions>,
): Record<string, string> {
  const folder = join(output, name);
  mkdirSync(folder, { recursive: true });
  const written: Record<string, string> = {};
  for (const [file, source] of Object.entries(files)) {
    const own = decisions?.modules.find((one) => one.file === file);
    const code = file.endsWith('.json')
      ? source
      : compile(source, {
          filename: file,
          verify: true,
          ...(own && { decisions: own }),
          ...options,
        }).code;
    written[file] = code;
    writeFileSync(join(folder, file), code);
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
  return written;
}

async function run(name: string): Promise<string> {
  const script = join(output, name, 'drive.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=fiberc-source', script],
    { cwd: dirname(script) },
  );
  return stdout;
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'package.json'), '{ "type": "module" }\n');

describe('decisions', { timeout: 120_000 }, () => {
  const names = readdirSync(home, { withFileTypes: true }).filter((one) => one.isDirectory());
  it.for(names.map(({ name }) => name))('%s', async (name) => {
    const files = filesOf(join(home, name));
    const program = analyze(['main.js'], table(files));
    expect(program.precision).toBe('fine');
    await expect(`${JSON.stringify(reasons(program), null, 2)}\n`).toMatchFileSnapshot(
      join(home, name, 'decisions.json'),
    );
    write(`${name}/full`, files, null, {});
    const decided = write(`${name}/decided`, files, program, {});
    const expected = await run(`${name}/full`);
    expect(expected).not.toBe('');
    expect(await run(`${name}/decided`)).toBe(expected);
    for (const { file, functions } of program.modules) {
      const source = files[file] as string;
      const compiled = functions.filter(({ decision }) => decision === 'compile');
      for (const { decision, start, end } of functions) {
        // A function around one that is compiled has changed in that place.
        if (
          decision !== 'untouched' ||
          compiled.some((one) => one.start >= start && one.end <= end)
        )
          continue;
        expect(decided[file]).toContain(source.slice(start, end));
      }
    }
    // In torture mode whatever is compiled suspends, so that its callers have to be compiled as well.
    const closed = analyze(['main.js'], table(files), { callers: 'all' });
    for (const torture of ['before', 'after', 'entry'] as const) {
      write(`${name}/full-${torture}`, files, null, { torture });
      write(`${name}/${torture}`, files, closed, { torture });
      const [full, selected] = await Promise.all([
        run(`${name}/full-${torture}`),
        run(`${name}/${torture}`),
      ]);
      expect(full, `everything, ${torture}`).toBe(expected);
      expect(selected, torture).toBe(expected);
    }
  });
});

describe('analyze', () => {
  const files = filesOf(join(home, 'modules'));
  it('reads a module again only if its text has changed', () => {
    const read: string[] = [];
    const facts = new Map();
    const cache = {
      get: (key: string) => facts.get(key),
      set: (key: string, value: unknown) => {
        read.push(key);
        facts.set(key, JSON.parse(JSON.stringify(value)));
      },
    };
    const before = analyze(['main.js'], table(files), { cache });
    expect(read).toHaveLength(5);
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
    expect(analyze(['main.js'], table(files), { cache })).toEqual(before);
    const edited = {
      ...files,
      'leaf.js': (files['leaf.js'] as string).replace('=> n;', '=> pause(n);'),
    };
    const after = analyze(['main.js'], table(edited), { cache });
    expect(read).toHaveLength(6);
    expect(changedModules(before, after)).toEqual(['main.js', 'leaf.js']);
  });

  it('finds that decisions are those of another text', () => {
    const [decisions] = analyze(['main.js'], table(files)).modules;
    expect(() => compile('1', { filename: 'main.js', ...(decisions && { decisions }) })).toThrow(
      expect.objectContaining({ code: 'ERR_FIBERC_STALE_DECISIONS' }),
    );
  });

  it('tells, while developing, why what is in the way was left as it is', async () => {
    const program = {
      'main.js': `import { Fiber, current } from '@fiberc/runtime';
const leaf = () => current().parent.switch();
/* @no-fiber */
function lose() {
  return leaf();
}
/* @no-fiber */
const use = () => leaf() + 1;
export default async (log) => {
  for (const between of [lose, use, () => lose()])
    try {
      new Fiber(() => (leaf.length === 0 ? between() : leaf()) + 1).switch();
    } catch ({ message }) {
      log(message);
    }
};
`,
    };
    write('way', program, analyze(['main.js'], table(program)), { mode: 'development' });
    const message = (way: string): string =>
      `cannot switch in leaf: ${way}, left as it is: the directive @no-fiber; /* @fiber */ before it compiles it) ` +
      'or a function between is not compiled for fibers: include it';
    expect(JSON.parse((await run('way')).replaceAll(root, ''))).toEqual([
      message('lose (main.js:4:1'),
      message('use (main.js:8:13'),
      'cannot switch in leaf: anonymous (main.js:10:37, left as it is: it reaches no switch; /* @fiber */ before it compiles it) or a function between is not compiled for fibers: include it',
    ]);
  });

  it('leaves out packages, or takes them whole', () => {
    const program = {
      'main.js':
        "import { Fiber } from '@fiberc/runtime'; import { f } from 'node_modules/p/index.js'; new Fiber(f);",
      'node_modules/p/index.js':
        "import { current } from '@fiberc/runtime'; export const f = () => current().switch(); export const g = () => f();",
    };
    const compiled = (options: Parameters<typeof analyze>[2]): readonly (readonly string[])[] =>
      analyze(['main.js'], table(program), options).modules.map(({ functions }) =>
        functions.filter(({ decision }) => decision === 'compile').map(({ name }) => name),
      );
    expect(compiled({})).toEqual([[], ['f']]);
    expect(compiled({ include: ['p'] })).toEqual([[], ['f', 'g']]);
    expect(compiled({ exclude: ['p'] })).toEqual([[]]);
  });

  it('asks resolvers that take their time the same', async () => {
    const { resolve, read } = table(files);
    const slow = {
      resolve: async (...args: Parameters<typeof resolve>) => resolve(...args),
      read: async (file: string) => read(file),
    };
    expect(await analyzeAsync(['main.js'], slow)).toEqual(analyze(['main.js'], table(files)));
  });

  describe('with a module that cannot be read', () => {
    const program = {
      'main.js': `import { Fiber, current } from '@fiberc/runtime';
import { view } from './view.vue';
import { pass } from './store.js';
const pause = () => current().switch();
const given = (f) => f() + pause();
const quiet = (x) => x + 1;
const begin = () => { view(1); quiet(1); };
const outside = () => { pass(1); pause(); };
new Fiber(begin);
view(given);
outside();
`,
      'store.js': `import { current } from '@fiberc/runtime';
const local = () => current().switch();
export const pass = (f) => { helper(f); };
const helper = (f) => f.x();
export const wait = () => local();
`,
    };
    const compiled = (imports: OpaqueModule['imports']): Readonly<Record<string, boolean>> => {
      const { modules } = analyze(['main.js'], {
        ...table(program),
        resolve: (specifier) =>
          specifier.endsWith('.vue')
            ? { opaque: specifier, imports }
            : specifier.replace(/^\.\//, ''),
      });
      const all = modules.flatMap(({ functions }) => functions);
      return Object.fromEntries(all.map(({ name, decision }) => [name, decision === 'compile']));
    };
    // What it is given may run in its fibers; what it gives may suspend.
    const alone = { begin: true, given: true, pause: true, quiet: false, outside: false };

    it('knows what it imports', () => {
      const unused = { pass: false, helper: false, wait: false, local: false };
      expect(compiled([])).toEqual({ ...alone, ...unused });
      const used = { pass: true, helper: true, wait: true, local: true };
      expect(compiled(['./store.js'])).toEqual({ ...alone, ...used });
    });

    it('may be one that cannot be parsed', () => {
      const files = { ...program, 'view.vue.js': "import { wait } from './store.js'; §" };
      const resolver: Resolver = {
        ...table(files),
        resolve: (specifier) => specifier.replace(/^\.\//, '').replace('.vue', '.vue.js'),
      };
      expect(() => analyze(['main.js'], resolver)).toThrow(
        expect.objectContaining({ code: 'ERR_FIBERC_SYNTAX' }),
      );
      const { modules } = analyze(['main.js'], resolver, { unreadable: 'opaque' });
      const compiled = modules.flatMap(({ functions }) =>
        functions.flatMap(({ name, decision }) => (decision === 'compile' ? [name] : [])),
      );
      expect(compiled).toEqual(
        expect.arrayContaining(['begin', 'given', 'pause', 'wait', 'local']),
      );
      expect(compiled).not.toContain('quiet');
    });

    it('takes it to import everything', () => {
      expect(compiled(null)).toMatchObject({ ...alone, wait: true, pass: true });
    });
  });
});
