// explain, check and report: what is told of a program, and the exit codes.
import { expect, test, vi } from 'vitest';
import { project } from './fiberc.ts';
import { PROGRAM } from './program.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 60_000 });

const RISKY = {
  ...PROGRAM,
  'src/risky.ts': `import { Fiber } from '@fiberc/runtime';
import { pause } from './pause.ts';
function waits(): void {
  process.on('exit', () => pause(1));
  held(() => pause(2));
}
/* @fiber */
export function lonely(): void {}
/* @no-fiber */
function held(f: () => void): void {
  f();
}
new Fiber(() => waits()).switch();
`,
};

test('explain: why compiled, as the calls that lead there', () => {
  const p = project(PROGRAM);
  const text = `src/pause.ts:4:8 pause compiled: it can be on the stack of a switch
  a fiber runs it
    src/main.ts:10:31  anonymous → numbers
    src/main.ts:7:3    numbers → anonymous, called by each
    src/main.ts:7:21   anonymous → pause
  it reaches a switch
    src/pause.ts:5:3   pause → leave
    src/pause.ts:8:44  leave → a switch
`;
  for (const target of ['pause', 'src/pause.ts:4', 'src/pause.ts:5', 'src/pause.ts:5:3']) {
    expect(p.fiberc('explain', target, 'src/main.ts'), target).toEqual({
      status: 0,
      stdout: text,
      stderr: '',
    });
  }
  const framed = p.fiberc('explain', 'pause', 'src/main.ts', '--code').stdout;
  expect(framed).toContain(
    '    > 10 | const fiber = new Fiber(() => numbers([1, 2, 3]));\n         |                               ^\n',
  );
  const [{ function: one }] = JSON.parse(
    p.fiberc('explain', 'pause', 'src/main.ts', '--json').stdout,
  );
  expect(one).toMatchObject({ name: 'pause', decision: 'compile', line: 4, column: 8 });
  expect(one.reaching).toHaveLength(2);
});

test('explain: which half is missing', () => {
  const p = project(PROGRAM);
  expect(
    p.fiberc('explain', 'double', 'src/main.ts').stdout,
  ).toBe(`src/numbers.ts:1:23 double untouched: it reaches no switch
  a fiber runs it
    src/main.ts:10:31  anonymous → numbers
    src/main.ts:7:3    numbers → anonymous, called by each
    src/main.ts:7:27   anonymous → double
  no way to a switch is known
  If that is wrong, /* @fiber */ in front of it has it compiled.
`);
  // Without an entry point the file is all there is.
  expect(
    p.fiberc('explain', 'src/pause.ts:4').stdout,
  ).toBe(`src/pause.ts:4:8 pause untouched: no fiber runs it
  no fiber is known to run it
  it reaches a switch
    src/pause.ts:5:3   pause → leave
    src/pause.ts:8:44  leave → a switch
  If that is wrong, /* @fiber */ in front of it has it compiled.
`);
});

test('explain: a barrier, and a directive', () => {
  const p = project(RISKY);
  const explain = (target: string): string => p.fiberc('explain', target, 'src/risky.ts').stdout;
  const barrier =
    '  barrier: process.on is not compiled, and is given anonymous, which may suspend\n    src/risky.ts:4:3  process.on → anonymous (src/risky.ts:4:22)\n';
  // From both ends.
  expect(explain('waits')).toContain(barrier);
  expect(explain('src/risky.ts:4:23')).toContain(barrier);
  expect(explain('held')).toBe(`src/risky.ts:10:1 held untouched: the directive @no-fiber
  a fiber runs it
    src/risky.ts:13:17  anonymous → waits
    src/risky.ts:5:3    waits → held
  no way to a switch is known
  warning: held has the directive @no-fiber, but it can be on the stack of a switch: it is a barrier
`);
});

test('explain: a whole file, names that several have, and names that nobody has', () => {
  const p = project(PROGRAM);
  const explain = (...args: readonly string[]) => p.fiberc('explain', ...args);
  expect(explain('src/pause.ts', 'src/main.ts').stdout.split('\n')).toEqual([
    'src/pause.ts:4:8 pause compiled: it can be on the stack of a switch',
    'src/pause.ts:8:15 leave compiled: it can be on the stack of a switch',
    'src/pause.ts:10:8 report untouched: no fiber runs it, and it reaches no switch',
    'src/pause.ts:11:20 anonymous untouched: no fiber runs it, and it reaches no switch',
    '',
  ]);
  const failure = (stderr: string) => ({ status: 1, stdout: '', stderr: `fiberc: ${stderr}\n` });
  expect(explain('anonymous', 'src/main.ts')).toEqual(
    failure(
      '3 functions are called anonymous; name one by its place:\n  src/main.ts:7:14\n  src/main.ts:10:25\n  src/pause.ts:11:20',
    ),
  );
  expect(explain('puase', 'src/main.ts')).toEqual(
    failure('no function of the program is called puase; did you mean pause?'),
  );
  expect(explain('pause')).toEqual(
    failure('pause is no file; to look for a function, name the entry point of the program, too'),
  );
  expect(explain('src/nowhere.ts:3', 'src/main.ts')).toEqual(
    failure('no such file: src/nowhere.ts'),
  );
  expect(explain('src/other.ts:1', 'src/main.ts')).toEqual(
    failure(
      'src/other.ts is no part of the program; name the entry point of the program it belongs to',
    ),
  );
  expect(explain('src/main.ts:12', 'src/main.ts')).toEqual(
    failure('no function is at src/main.ts:12: the code of the module itself is never suspended'),
  );
});

test('check: barriers and warnings with their places; 1 if there is a barrier', () => {
  const p = project({ ...RISKY, 'src/lost.ts': "import './risky.ts';\nimport './nowhere.ts';\n" });
  const check = (...args: readonly string[]) => p.fiberc('check', ...args);
  expect(check('src/main.ts')).toEqual({
    status: 0,
    stdout: '0 barriers, 0 warnings, 0 unresolved calls, 0 missing modules\n',
    stderr: '',
  });
  const risky = check('src/risky.ts');
  expect(risky).toMatchObject({ status: 1, stderr: 'fiberc: 1 barrier, 0 accepted\n' });
  expect(risky.stdout).toContain(
    `src/risky.ts:4:3 barrier: process.on is not compiled, and may call anonymous (src/risky.ts:4:22), which may suspend
  3 | function waits(): void {
> 4 |   process.on('exit', () => pause(1));
    |   ^
`,
  );
  expect(risky.stdout).toContain(
    'src/risky.ts:8:8 warning: lonely has the directive @fiber, but no fiber runs it, and it reaches no switch [FIBER_DIRECTIVE_UNREACHED]\n',
  );
  expect(risky.stdout).toContain('[NO_FIBER_DIRECTIVE_ON_THE_WAY]\n');
  expect(risky.stdout).toContain(
    '\n1 barrier, 2 warnings, 0 unresolved calls, 0 missing modules\n',
  );
  expect(check('src/risky.ts', '--max-barriers', '1').status).toBe(0);
  expect(check('src/risky.ts', '--max-barriers', '1', '--max-warnings', '1')).toMatchObject({
    status: 1,
    stderr: 'fiberc: 2 warnings, 1 accepted\n',
  });
  expect(check('src/lost.ts').stdout).toContain('1 missing module (--verbose lists');
  expect(check('src/lost.ts', '--verbose').stdout).toContain(
    'src/lost.ts missing: there is no ./nowhere.ts\n',
  );

  const json = check('src/lost.ts', '--json');
  expect(json.status).toBe(1);
  const { barriers, warnings, missing } = JSON.parse(json.stdout);
  expect(barriers).toEqual([
    {
      file: 'src/risky.ts',
      line: 4,
      column: 3,
      calls: 'process.on',
      callback: 'anonymous',
      given: { file: 'src/risky.ts', line: 4, column: 22 },
    },
  ]);
  expect(warnings).toHaveLength(2);
  expect(missing).toEqual([{ specifier: './nowhere.ts', importer: 'src/lost.ts' }]);
});

test('check: a call that nobody knows', () => {
  const p = project({
    'a.js':
      "import { Fiber } from '@fiberc/runtime';\nnew Fiber(() => run('x'));\nfunction run(text) {\n  return new Function(text)();\n}\n",
  });
  expect(p.fiberc('check', 'a.js').stdout).toMatch(
    / 1 unresolved call, 0 missing modules \(--verbose/,
  );
  expect(p.fiberc('check', 'a.js', '--verbose').stdout).toMatch(
    /^a\.js:4:\d+ unresolved: .*; it is taken to suspend\n/m,
  );
});

test('report: counts by package and module', () => {
  const p = project(PROGRAM);
  const { status, stdout } = p.fiberc('report', 'src/main.ts', '--json');
  expect(status).toBe(0);
  const { total, packages, modules } = JSON.parse(stdout);
  type Row = { package?: string; file?: string; functions: number; compiled: number };
  expect(packages.map((one: Row) => [one.package, one.functions, one.compiled])).toEqual([
    ['(your code)', 9, 5],
    ['walk', 2, 1],
  ]);
  expect(modules.map((one: Row) => [one.file, one.functions, one.compiled])).toEqual([
    ['src/main.ts', 3, 3],
    ['node_modules/walk/index.js', 2, 1],
    ['src/numbers.ts', 2, 0],
    ['src/pause.ts', 4, 2],
  ]);
  expect(total).toMatchObject({ functions: 11, compiled: 6 });
  // The sizes are those of what compile writes, source maps aside.
  p.fiberc('compile', '--entry', 'src/main.ts', '-o', 'out');
  const [main, walk, numbers, pause] = modules;
  const written = p.read('out/main.js').replace(/\n\/\/# source.*\n$/, '');
  // What it imports is renamed there: `.ts` is `.js`.
  expect(main.output).toBe(Buffer.byteLength(written));
  expect(main.bytes).toBe(Buffer.byteLength(PROGRAM['src/main.ts']));
  expect(numbers.added).toBe(0);
  expect(numbers.compiledBytes).toBe(0);
  expect(walk.compiledBytes).toBe(
    Buffer.byteLength('function each(list, f) {\n  for (const one of list) f(one);\n}'),
  );
  expect(pause.added).toBeGreaterThan(0);
  expect(total.added).toBe(main.added + walk.added + pause.added);

  const text = p.fiberc('report', 'src/main.ts').stdout;
  expect(text).toMatch(/^package +functions +compiled +bytes/m);
  expect(text).toMatch(/^in all +11 +6 +54\.5% /m);
});

test.each([
  ['50%', 'over budget: 54.5% of the functions are compiled, 50% allowed'],
  ['5', 'over budget: 6 functions are compiled, 5 allowed'],
  ['1kB', /over budget: compiling adds \d+ bytes, 1000 allowed/],
])('report: over a budget of %s', (budget, message) => {
  const { status, stdout, stderr } = project(PROGRAM).fiberc(
    'report',
    'src/main.ts',
    '--budget',
    budget,
  );
  expect(status).toBe(1);
  expect(stdout).toContain('in all');
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^The modules with most:\n.*\d+ functions? +[\d,]+ bytes added/m);
  expect(stderr).toMatch(/^The largest functions:\n {2}src\/main\.ts:6:1 numbers +\d+ bytes/m);
});

test.each(['60%', '6', '100kB', '1MB'])('report: within a budget of %s', (budget) => {
  const p = project(PROGRAM);
  expect(p.fiberc('report', 'src/main.ts', '--budget', budget)).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test.each([
  [
    ['report', 'a.js', '--budget', 'much'],
    "a budget is a share of the functions (30%), a number of them (120), or bytes (50kB), not 'much'",
  ],
  [['check', 'a.js', '--max-barriers', 'no'], 'It has to be a whole number.'],
  [['explain'], "missing required argument 'target'"],
])('a wrong command line is 2: fiberc %s', (args, message) => {
  const { status, stderr } = project({ 'a.js': '' }).fiberc(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
