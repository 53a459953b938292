// What `analyze()` does grows as the program does, and what it gives up it gives up where most meets. Counts, no times.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFlow } from '../src/1-read/flow/index.ts';
import { decideProgram } from '../src/2-decide/program/decide.ts';
import { type Stage, stagesFor } from '../src/2-decide/program/limits.ts';
import { type ProgramModule, solve } from '../src/2-decide/program/solve.ts';
import { analyze, type Program } from '../src/entries/analyze.ts';
import { parse } from '../src/hosts/parse.ts';

/** A library: its own objects, callbacks, classes. */
const library = `
class Item { constructor(next) { this.next = next; } visit(f) { return this.next ? this.next.visit(f) : f(this); } }
class Leaf extends Item { visit(f) { return f(this, 1); } }
const each = (list, f) => { for (const one of list) f(one); };
const table = { add: (a, b) => a + b, log: (text) => text, build: () => new Item(new Leaf(null)) };
export const walk = (f) => { const item = table.build(); each([item], (one) => one.visit(f)); };
export const count = (list) => { let n = 0; each(list, () => { n = table.add(n, 1); }); return n; };
`;
const copies = (count: number): Record<string, string> => {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return {
    'main.js': [
      "import { current, Fiber } from '@fiberc/runtime';",
      ...numbers.map((i) => `import * as l${i} from './l${i}.js';`),
      ...numbers.map(
        (i) => `new Fiber(() => { l${i}.walk(() => current().switch()); l${i}.count([${i}]); });`,
      ),
    ].join('\n'),
    ...Object.fromEntries(numbers.map((i) => [`l${i}.js`, library])),
  };
};

/** Objects of as many kinds, all in one list. */
const crowd = (count: number): Record<string, string> => ({
  'main.js': `
import { current, Fiber } from '@fiberc/runtime';
const pause = () => current().switch();
const all = [];
${Array.from({ length: count }, (_, i) => `all.push({ own${i}: ${i % 2 ? 'pause' : '() => 1'}, run(f) { return ${i % 2 ? 'f()' : '2'}; }, peer: all[${i}] });`).join('\n')}
const quiet = { step: () => 3 };
const still = () => quiet.step();
new Fiber(() => { for (const one of all) one.peer.run(pause); all[0].own1(); still(); });
`,
});

const resolverOf = (files: Readonly<Record<string, string>>) => ({
  resolve: (specifier: string) => {
    const name = specifier.replace(/^\.\//, '');
    return name in files ? name : null;
  },
  read: (file: string) => files[file] as string,
});

const decided = (files: Readonly<Record<string, string>>): Program =>
  analyze(['main.js'], resolverOf(files));

const compiledIn = ({ modules }: Program): readonly string[] =>
  modules.flatMap(({ functions }) =>
    functions.filter(({ decision }) => decision === 'compile').map(({ name }) => name),
  );

function modulesOf(files: Readonly<Record<string, string>>): readonly ProgramModule[] {
  const names = Object.keys(files);
  return names.map((file): ProgramModule => {
    const source = files[file] as string;
    const flow = readFlow(parse(source, file), source);
    const resolutions = new Map(
      flow.sources.map((one) => {
        const module = names.indexOf(one.replace(/^\.\//, ''));
        return [
          one,
          module < 0 ? { kind: 'runtime' as const } : { kind: 'module' as const, module },
        ];
      }),
    );
    return { file, flow, resolutions, isShared: false, isEntry: file === 'main.js' };
  });
}

/** How often objects are handed on. */
const flowed = (files: Readonly<Record<string, string>>): number =>
  solve(modulesOf(files)).sizes.flowed;

/** Functions that are compiled, with a choice of stages. */
function compiledWith(
  modules: readonly ProgramModule[],
  stages: readonly Stage[],
): readonly string[] {
  const graph = solve(modules, null, stages);
  return decideProgram(graph, new Map(), 'needed').units.flatMap(({ compile }, unit) => {
    const { module, flow, name } = graph.units[unit] ?? {};
    return compile && flow ? [`${module} ${name} ${flow.span.join()}`] : [];
  });
}

/** A stage with a limit so low that small programs have groups. */
const tighter = (stage: Stage, most: number): Stage => ({
  ...stage,
  most: {
    record: stage.whole ? [0, 0] : [most, 1],
    list: stage.whole ? [0, 0] : [most, 1],
    callable: [most, 1],
    foreign: [1, 1],
  },
});

describe('scale', { timeout: 60_000 }, () => {
  it('decides for each of many copies what it decides for one', () => {
    const [one, many] = [decided(copies(1)), decided(copies(60))];
    expect(many.precision).toBe('fine');
    expect(compiledIn(one).length).toBeGreaterThan(3);
    expect(compiledIn(many)).toHaveLength(60 * compiledIn(one).length);
    expect(compiledIn(many)).not.toContain('count');
  });

  it('groups what meets in one place, and nothing else', () => {
    const program = decided(crowd(800));
    expect(program.precision).toBe('coarse');
    const compiled = compiledIn(program);
    // Half of the methods call what they are given.
    expect(compiled.filter((name) => name === 'run')).toHaveLength(400);
    expect(compiled).toContain('pause');
    expect(compiled).not.toContain('still');
    expect(compiled).not.toContain('step');
  });

  const home = fileURLToPath(new URL('../../../fixtures/decisions/', import.meta.url));
  it.for(readdirSync(home))('loses no function in groups: %s', (name) => {
    const files = readdirSync(join(home, name)).filter((file) => /\.[cm]?js$/.test(file));
    const modules = modulesOf(
      Object.fromEntries(files.map((file) => [file, readFileSync(join(home, name, file), 'utf8')])),
    );
    const [fine, ...others] = stagesFor(0).map((stage) => ({
      ...stage,
      until: Number.POSITIVE_INFINITY,
    }));
    const needed = compiledWith(modules, [fine as Stage]);
    expect(needed.length).toBeGreaterThan(0);
    for (const limits of [1, 2, 3].flatMap((most) => others.map((stage) => tighter(stage, most))))
      expect(compiledWith(modules, [limits]), JSON.stringify(limits.most)).toEqual(
        expect.arrayContaining([...needed]),
      );
  });

  it('hands on objects about as often as there is code', () => {
    expect(flowed(copies(60))).toBeLessThan(61 * flowed(copies(1)));
    expect(flowed(crowd(6400))).toBeLessThan(2.5 * flowed(crowd(3200)));
  });
});
