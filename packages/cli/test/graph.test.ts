// The picture, and the page: what is drawn, and what happens to whoever searches and clicks.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type DrawnEdge, type DrawnProgram, draw, firstView } from '../page/picture.js';
import { project } from './fiberc.ts';
import { PROGRAM } from './program.ts';

// Processes start slowly where many run at once.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const WITH_BARRIER = {
  ...PROGRAM,
  'src/risky.ts': `import './main.ts';
import { Fiber } from '@fiberc/runtime';
import { pause } from './pause.ts';
function odd(n: number): void {
  if (n > 0) even(n - 1);
  process.on('exit', () => pause(1));
}
function even(n: number): void {
  if (n > 0) odd(n - 1);
}
new Fiber(() => odd(3)).switch();
`,
};

test('an SVG picture of what matters', () => {
  const p = project(WITH_BARRIER);
  const { status, stdout, stderr } = p.fiberc('graph', 'src/risky.ts', '-o', 'graph.svg');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe('drawn 10 functions into graph.svg\n');
  const svg = p.read('graph.svg');
  expect(svg).toMatch(/^<\?xml[\s\S]*<svg [\s\S]*<\/svg>\s*$/);
  for (const name of [
    'pause :4',
    'leave :8',
    'each :3',
    'numbers :6',
    'process.on',
    'src/pause.ts',
  ])
    expect(svg, name).toContain(`>${name}</text>`);
  // Both call each other.
  expect(svg).toMatch(/>odd<\/text>\s*<text[^>]*>even<\/text>\s*<text[^>]*>↻</);
  expect(svg).not.toContain('>double');
  p.fiberc('graph', 'src/risky.ts', '-o', 'all.svg', '--all');
  expect(p.read('all.svg')).toContain('>double :1</text>');
});

test.each([
  [['graph', 'a.js', '-o', 'graph.png'], "a graph is an .svg or an .html file, not 'graph.png'"],
  [['graph', 'a.js'], "required option '-o, --out <file>' not specified"],
])('a wrong command line is 2: fiberc %s', (args, message) => {
  const { status, stderr } = project({ 'a.js': '' }).fiberc(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

// biome-ignore lint/performance/useDomNodeTextContent: as it is read, with its lines
const textOf = (page: Page): Promise<string> => page.innerText('#details');

/** Many modules that call each other in a circle, as data. */
function large(modules: number, each: number): DrawnProgram {
  const total = modules * each;
  return {
    title: 'large',
    all: false,
    modules: Array.from({ length: modules }, (_, n) => ({
      file: `lib/part${n % 9}/m${n}.js`,
      folder: `lib/part${n % 9}`,
      package: '',
      functions: each,
      compiled: each,
    })),
    nodes: Array.from({ length: total }, (_, n) => ({
      name: `f${n}`,
      module: Math.floor(n / each),
      line: 1 + (n % each),
      column: 1,
      kind: 'compiled',
      matters: true,
      decision: 'compile',
      reason: 'it can be on the stack of a switch',
      from: [],
      to: [],
    })),
    // A ring, and lines all over it.
    edges: Array.from({ length: total }, (_, n): DrawnEdge[] => [
      [n, (n + 1) % total, 1, 1, 'direct'],
      [n, (n * 31 + 7) % total, 1, 1, 'direct'],
    ]).flat(),
    steps: [],
  };
}

test('a large program is folded, and has no more lines than can be laid out', () => {
  const program = large(250, 20);
  const first = draw(program, firstView(program));
  expect([...first.items.values()].map(({ shape }) => shape)).toEqual(Array(9).fill('folder'));
  expect(first.drawn).toBeLessThanOrEqual(27);
  const open = {
    ...firstView(program),
    folders: new Set(program.modules.map(({ folder }) => folder)),
  };
  const modules = draw(program, open);
  expect(modules.items.size).toBe(250);
  expect(modules.drawn).toBeLessThanOrEqual(325);
  expect(modules.calls).toBeGreaterThan(1000);
  const one = draw(program, { ...open, modules: new Set([7]) });
  const [cycle] = [...one.items.values()].filter(({ shape }) => shape === 'box3d');
  // What calls each other, directly or not, is one node.
  expect(cycle?.members.length).toBe(20);
  const members = new Set([...one.items.values()].flatMap(({ members }) => members));
  expect(members.size).toBe(5000);
  const around = draw(program, { ...open, around: 0 });
  expect(around.items.size).toBeLessThan(20);
  expect(around.items.has('f0')).toBe(true);
});

const browserPath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
if (browserPath === undefined) {
  console.warn('graph: no Chromium here (CHROMIUM names one); the tests of the page are skipped');
}

describe.skipIf(browserPath === undefined)('the page, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: browserPath as string,
      args: ['--no-sandbox'],
    });
  });
  afterAll(() => browser?.close());

  /** Opens a page from its file, and sees that it wants nothing else and throws nothing. */
  async function open(
    file: string,
  ): Promise<{ page: Page; settled: () => Promise<unknown>; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1300, height: 800 } });
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && request.url() !== page.url())
        complaints.push(request.url());
    });
    const settled = () =>
      page.waitForSelector('#drawing:not([aria-busy]) svg', { timeout: 30_000 });
    await page.goto(pathToFileURL(file).href);
    await settled();
    complaints.splice(
      0,
      complaints.length,
      ...complaints.filter((one) => one !== pathToFileURL(file).href),
    );
    return { page, settled, complaints };
  }

  test('search, click, read', async () => {
    const p = project(WITH_BARRIER);
    expect(p.fiberc('graph', 'src/risky.ts', '-o', 'graph.html').status).toBe(0);
    const { page, settled, complaints } = await open(join(p.folder, 'graph.html'));
    const details = () => textOf(page);
    const drawn = () =>
      page
        .locator('g.node')
        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label')));

    expect(await details()).toContain('10 of 15 functions in 5 modules are compiled.');
    expect(await drawn()).toEqual(
      expect.arrayContaining(['pause :4', 'leave :8', 'process.on', 'odd, even, ↻']),
    );
    expect(await drawn()).not.toContain('double :1');

    // By keys alone.
    await page.keyboard.press('/');
    await page.keyboard.type('pau');
    expect(await page.locator('#found [role=option]').allInnerTexts()).toHaveLength(4);
    await page.keyboard.press('Enter');
    await settled();
    expect(await details()).toMatch(/^pause\n/);
    expect(await details()).toContain('src/pause.ts:4:8');
    expect(await details()).toContain('it can be on the stack of a switch');
    expect(await details()).toMatch(
      /How a fiber gets here\n[\s\S]*anonymous → numbers\s+src\/main\.ts:10:31/,
    );
    expect(await details()).toMatch(
      /How it gets to a switch\n[\s\S]*leave → a switch\s+src\/pause\.ts:8:44/,
    );
    expect(await page.locator('g.node.chosen').getAttribute('aria-label')).toBe('pause :4');

    // From the callers to one of them.
    await page.click('#details li button:has-text("leave")');
    await settled();
    expect(await details()).toMatch(/^pause\n|^leave\n/);
    await page.locator('g.node[aria-label="leave :8"]').click();
    expect(await details()).toMatch(/^leave\n[\s\S]*switches itself/);
    expect(await details()).toMatch(/Who calls it\n\s*pause\s+src\/pause\.ts:5:3/);

    // Only what is around a function: there the untouched ones are, too.
    await page.keyboard.press('/');
    await page.keyboard.type('double');
    await page.keyboard.press('Enter');
    await settled();
    expect(await details()).toMatch(/^double\n[\s\S]*untouched it reaches no switch/);
    expect(await details()).toContain('No way to a switch is known.');
    expect(await drawn()).toEqual(
      expect.arrayContaining(['double :numbers.ts:1', 'anonymous :main.ts:7']),
    );
    await page.keyboard.press('Escape');
    await settled();
    expect(await drawn()).not.toContain('double :numbers.ts:1');

    // Functions that call each other, one by one.
    await page.locator('g.node[aria-label^="odd, even"]').click();
    expect(await details()).toContain('2 functions that call each other');
    await page.click('text=Draw them one by one');
    await settled();
    expect(await drawn()).toEqual(expect.arrayContaining(['odd :4', 'even :8']));
    await page.locator('g.node[aria-label="process.on"]').click();
    expect(await details()).toMatch(/^process\.on\n[\s\S]*barrier it is not compiled/);

    // Folding, and opening with the keyboard.
    await page.click('#fold');
    await settled();
    expect(await drawn()).toEqual(expect.arrayContaining(['src/, 4 modules, 9 of 13 compiled']));
    await page.locator('g.node[aria-label^="src/"]').focus();
    await page.keyboard.press('Enter');
    await settled();
    expect(await drawn()).toEqual(expect.arrayContaining(['pause.ts, 2 of 4 compiled']));

    await page.check('#all');
    await settled();
    await page.locator('g.node[aria-label^="numbers.ts"]').click();
    await settled();
    expect(await drawn()).toEqual(expect.arrayContaining(['double :1', 'shown :3']));
    expect(complaints).toEqual([]);
  });

  test('a large program', async () => {
    const calls = (n: number): string =>
      `f${n + 1}(x)${n % 7 === 0 ? `; f${Math.floor(n / 2)}(x)` : ''}`;
    const files: Record<string, string> = {};
    const [count, each] = [100, 20];
    for (let m = 0; m < count; m++) {
      const names = Array.from({ length: each }, (_, i) => m * each + i);
      const others = [
        ...new Set(names.flatMap((n) => [n + 1, ...(n % 7 === 0 ? [Math.floor(n / 2)] : [])])),
      ];
      const imports = others.filter((n) => !names.includes(n) && n < count * each);
      files[`lib/p${m % 5}/m${m}.js`] = [
        ...imports.map(
          (n) =>
            `import { f${n} } from '../p${Math.floor(n / each) % 5}/m${Math.floor(n / each)}.js';`,
        ),
        ...(m === count - 1
          ? [
              `import { current } from '@fiberc/runtime';\nconst f${count * each} = (x) => current().parent.switch(x);`,
            ]
          : []),
        ...names.map((n) => `export function f${n}(x) { ${calls(n)}; }`),
      ].join('\n');
    }
    const p = project({
      ...files,
      'main.js':
        "import { Fiber } from '@fiberc/runtime';\nimport { f0 } from './lib/p0/m0.js';\nnew Fiber(() => f0(1)).switch();\n",
      'package.json': '{ "type": "module" }',
    });
    expect(p.fiberc('graph', 'main.js', '-o', 'graph.html').stdout).toBe(
      'drawn 2002 functions into graph.html\n',
    );
    const { page, settled, complaints } = await open(join(p.folder, 'graph.html'));
    // Folders, and nothing else.
    expect(await page.locator('g.node').count()).toBe(6);
    await page.keyboard.press('/');
    await page.keyboard.type('f1234');
    await page.keyboard.press('Enter');
    await settled();
    expect(await textOf(page)).toMatch(/^f1234\n[\s\S]*lib\/p1\/m61\.js:/);
    expect(await page.locator('g.node.chosen').count()).toBe(1);
    expect(await page.locator('g.node').count()).toBeLessThan(60);
    await page.click('text=Only what is around it');
    await settled();
    expect(await page.locator('g.node.chosen').getAttribute('aria-label')).toMatch(/^f1234 /);
    expect(complaints).toEqual([]);
  });
});
