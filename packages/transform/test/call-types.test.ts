// Types say which functions a call reaches whose receiver came from nobody knows where: the same program with and without.
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { analyze, type Program } from '../src/entries/analyze.ts';
import { callTypes } from '../src/entries/typescript.ts';

const runtime = `
declare module '@fiberc/runtime' {
  export class Fiber { constructor(target: () => unknown); switch(value?: unknown): unknown; }
  export function current(): { parent: Fiber };
}`;

const libraries = new Map<string, ts.SourceFile | undefined>();
/** What declares the language is parsed once for all programs. */
function library(file: string, read: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!libraries.has(file)) libraries.set(file, read());
  return libraries.get(file);
}

/** Analyses `/main.ts` with and without its types; the program has to be right. */
function decide(source: string): { readonly typed: Program; readonly untyped: Program } {
  const files: Readonly<Record<string, string>> = { '/main.ts': source, '/runtime.d.ts': runtime };
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    types: [],
    lib: ['lib.es2024.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file in files || fileExists.call(host, file);
  host.getSourceFile = (file, version) =>
    file in files
      ? ts.createSourceFile(file, files[file] as string, version)
      : library(file, () => getSourceFile.call(host, file, version));
  const program = ts.createProgram(Object.keys(files), options, host);
  expect(
    ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  ).toEqual([]);
  const resolver = { resolve: () => null, read: () => source };
  return {
    typed: analyze(['/main.ts'], resolver, { types: callTypes(ts, program) }),
    untyped: analyze(['/main.ts'], resolver),
  };
}

const compiledIn = ({ modules }: Program): readonly string[] =>
  modules.flatMap(({ functions }) =>
    functions.filter(({ decision }) => decision === 'compile').map(({ name }) => name),
  );

const head = `
import { current, Fiber } from '@fiberc/runtime';
const pause = () => current().parent.switch();
const load = <T>(text: string): T => (0, eval)(text);
`;
/** A program whose classes are in the hands of evaluated code, from which a fiber gets something of a type. */
const program = (types: string, type: string, body: string, names: readonly string[]): string =>
  `${head}${types}
   load<(all: unknown) => void>('')({ ${names.join(', ')} });
   const given = load<${type}>('');
   new Fiber(() => { ${body} }).switch();`;

const cases: readonly {
  readonly name: string;
  readonly source: string;
  readonly reached: readonly string[];
  /** What the call does not reach, whatever it is. */
  readonly apart: readonly string[];
}[] = [
  {
    name: 'an interface',
    source: program(
      `interface Shape { area(): number; name: string }
       class Square implements Shape { name = ''; area() { pause(); return 1; } }
       class Land { area() { inLand(); return 1; } }
       const inLand = () => pause();`,
      'Shape',
      `given.area();`,
      ['Square', 'Land'],
    ),
    reached: ['area'],
    apart: ['inLand'],
  },
  {
    name: 'a class, and what inherits from it',
    source: program(
      `abstract class Node { abstract kind: string; visit() { inNode(); } }
       class Leaf extends Node { kind = 'leaf'; override visit() { inLeaf(); } }
       class Other { visit() { inOther(); } }
       const inNode = () => pause(), inLeaf = () => pause(), inOther = () => pause();`,
      'Node',
      `given.visit();`,
      ['Node', 'Leaf', 'Other'],
    ),
    reached: ['inNode', 'inLeaf'],
    apart: ['inOther'],
  },
  {
    name: 'a union',
    source: program(
      `interface A { kind: 'a'; go(): void } interface B { kind: 'b'; go(): void } interface C { kind: 'c'; go(): void }
       class OfA implements A { kind = 'a' as const; go() { inA(); } }
       class OfB implements B { kind = 'b' as const; go() { inB(); } }
       class OfC implements C { kind = 'c' as const; go() { inC(); } }
       const inA = () => pause(), inB = () => pause(), inC = () => pause();`,
      'A | B | undefined',
      `given?.go();`,
      ['OfA', 'OfB', 'OfC'],
    ),
    reached: ['inA', 'inB'],
    apart: ['inC'],
  },
  {
    name: 'generics',
    source: program(
      `interface Box<T> { value: T; open(): T; }
       class Plain<U> implements Box<U> { constructor(public value: U) {} open() { inPlain(); return this.value; } }
       class Numbers implements Box<number> { value = 1; open() { inNumbers(); return 1; } }
       class Door { open() { inDoor(); return 1; } }
       const inPlain = () => pause(), inNumbers = () => pause(), inDoor = () => pause();
       function opened<T>(box: Box<T>): T { return box.open(); }`,
      'Box<number>',
      `opened(given);`,
      ['Plain', 'Numbers', 'Door'],
    ),
    reached: ['inPlain', 'inNumbers'],
    apart: ['inDoor'],
  },
  {
    name: 'a declared function type',
    source: program(
      `type Handler = (event: { type: string }) => number;
       const onClick: Handler = (event) => { inClick(); return event.type.length; };
       const format = (value: number, digits: number): string => { inFormat(); return value.toFixed(digits); };
       const inClick = () => pause(), inFormat = () => pause();`,
      'Record<string, Handler>',
      `given['click']?.({ type: '' });`,
      ['onClick', 'format'],
    ),
    reached: ['inClick'],
    apart: ['inFormat'],
  },
  {
    name: 'an object that was put together',
    source: program(
      `interface Tool { run(): void; stop(): void; name: string }
       const running = { run() { inRun(); }, size: 1 };
       const tool: Tool = { ...running, stop() {}, name: '' };
       const later: { run?: (by: string) => string } = {};
       later.run = (by) => { inLater(); return by; };
       const inRun = () => pause(), inLater = () => pause();`,
      'Tool',
      `given.run();`,
      ['tool', 'later'],
    ),
    reached: ['inRun'],
    apart: ['inLater'],
  },
  {
    name: 'a private method of a class expression',
    source: program(
      `const Made = class { #go() { inMade(); } start(): void { given.#go(); } };
       class Else { #go() { inElse(); } start() { this.#go(); } }
       const inMade = () => pause(), inElse = () => pause();`,
      'InstanceType<typeof Made>',
      `new Made().start();`,
      ['Made', 'Else'],
    ),
    reached: ['inMade'],
    apart: ['inElse'],
  },
];

describe('calls by their types', { timeout: 60_000 }, () => {
  it.for(cases)('$name', ({ source, reached, apart }) => {
    const { typed, untyped } = decide(source);
    const [fewer, more] = [compiledIn(typed), compiledIn(untyped)];
    expect(fewer).toEqual(expect.arrayContaining([...reached]));
    expect(more).toEqual(expect.arrayContaining([...fewer]));
    const places = ({ modules }: Program): readonly string[] =>
      modules.flatMap(({ functions }) =>
        functions.flatMap(({ name, decision, reachable }) =>
          decision === 'compile'
            ? [`${name} ${reachable?.map(({ text }) => text).join(', ')}`]
            : [],
        ),
      );
    for (const name of apart)
      expect(places(typed).filter((one) => one.startsWith(`${name} `))).toEqual([]);
    for (const name of apart) expect(more).toContain(name);
  });

  it.for([
    ['any', 'any', 'given.go();'],
    ['unknown, cast to any', 'unknown', '(given as any).go();'],
    ['a type parameter', 'any', 'const go = <T>(it: T): void => (it as any).go(); go(given);'],
    ['what the language declares', 'Iterator<number>', 'given.next();'],
    [
      'functions, where some are bound',
      '() => void',
      'const f = (n: number) => inGo(); const g = f.bind(null, 1); given(); if (g === given) pause();',
    ],
    ['a function of any kind', 'Function', 'given();'],
  ] as const)('say nothing of %s', ([, type, body]) => {
    const { typed, untyped } = decide(
      program(
        'class Go { go() { inGo(); } next() { inGo(); } } const inGo = () => pause();',
        type,
        body,
        ['Go'],
      ),
    );
    expect(compiledIn(typed)).toEqual(compiledIn(untyped));
    expect(compiledIn(typed)).toContain('inGo');
  });
});
