// The libraries: where they come from, how their tests are run, how the result is read.

import { fileURLToPath } from 'node:url';

const standIn = (name) => fileURLToPath(new URL(`./stand-ins/${name}`, import.meta.url));
const mocha = ['mocha/bin/_mocha', '--reporter', 'dot', '--timeout', '0'];
const promises = ['bluebird@3', 'rsvp@4', 'es6-promise@4', 'native-promise-only@0.8.1'];
const ignore = (...names) => names.flatMap((name) => ['--ignore', `test/${name}.js`]);
const qunit = ['qunit/bin/qunit.js'];
const lodashNeeds = ['qunit-extras@3', 'qunitjs@2', 'lodash@4.17.20'];
/** What lodash's tests compare with. */
const stableLodash = { 'node_modules/lodash/lodash.js': 'lodash' };
const readMocha = reader(/(\d+) passing/, /(\d+) failing/);
const readVitest = reader(/Tests .*?(\d+) passed/, /Tests .*?(\d+) failed/);
const readTap = reader(/^# pass (\d+)/m, /^# fail (\d+)/m);
const readLodash = reader(/PASS: (\d+)/, /FAIL: (\d+)/);
const readTotals = (output) => {
  const [, passed, total] = /In total, (\d+) of (\d+) tests passed/.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(total) - Number(passed) };
};

function reader(passed, failed) {
  return (output) => ({
    passed: Number(passed.exec(output)?.[1]),
    failed: Number(failed.exec(output)?.[1] ?? 0),
  });
}

/**
 * `needs`: packages that the tests want beside the checkout.
 * `alias`: packages and files (as a build step would have made them) → what stands in for them.
 * `run`: the program, from node_modules if it does not begin with a dot, and its arguments.
 * `each`: or else the files to run, each in a process of its own.
 * `timed`: tests that want to be as quick as the clock, and fail now and then when the machine is busy.
 * `without`: what a test does that is left out.
 * `differs`: tests that cannot pass: what they print, and what they do.
 */
export const libraries = [
  {
    name: 'acorn',
    from: 'acornjs/acorn',
    tag: '8.17.0',
    alias: {
      acorn: './acorn/src/index.js',
      'acorn-loose': './acorn-loose/src/index.js',
    },
    run: ['./test/run.js'],
    differs: [
      {
        shows: /~Not enough stack space\n +But parsing succeeded/g,
        why: 'wants a program to be nested too deeply for the stack; suspended calls are not on it',
      },
      {
        shows: /^ +function TestComments\(\)\{.*\$enter/gm,
        why: 'parses the text of one of its own functions',
      },
    ],
    read: (output) => {
      const [, total, failed = '0'] =
        /Total: (\d+) tests run in \d+ms; (?:all passed|(\d+) failures)/.exec(output) ?? [];
      return { passed: Number(total) - Number(failed), failed: Number(failed) };
    },
  },
  {
    name: 'lodash',
    timed: true,
    from: 'lodash/lodash',
    tag: '4.18.1',
    needs: lodashNeeds,
    alias: stableLodash,
    run: ['./test/test.js'],
    differs: [
      {
        shows: /FAIL - should return `false` if `Buffer` is not defined/g,
        why: 'asks with `Function.prototype.caller` by whom a getter is called, and gets the resume body',
      },
    ],
    read: readLodash,
  },
  {
    name: 'lodash-fp',
    folder: 'lodash',
    from: 'lodash/lodash',
    tag: '4.18.1',
    needs: lodashNeeds,
    alias: stableLodash,
    run: ['./test/test-fp.js'],
    read: readLodash,
  },
  {
    name: 'underscore',
    timed: true,
    from: 'jashkenas/underscore',
    tag: '1.13.8',
    needs: ['qunit@2.10.1'],
    run: [
      ...qunit,
      ...['arrays', 'chaining', 'collections', 'functions', 'objects', 'utility'].map(
        (name) => `test/${name}.js`,
      ),
    ],
    read: readTap,
  },
  {
    name: 'ramda',
    from: 'ramda/ramda',
    tag: 'v0.32.0',
    needs: ['mocha@11', 'fast-check@3', 'sinon@7', 'sanctuary@3.1.0', 'sanctuary-identity@2.1.0'],
    // These take internal functions out of ES modules with `require`, as only Babel allows it.
    run: [...mocha, ...ignore('tap', 'chain', 'groupBy', 'unless', 'until')],
    read: readMocha,
  },
  {
    name: 'decimal.js',
    from: 'MikeMcl/decimal.js',
    tag: 'v10.6.0',
    run: ['./test/test.js'],
    read: readTotals,
  },
  {
    name: 'bignumber.js',
    from: 'MikeMcl/bignumber.js',
    tag: 'v11.1.4',
    run: ['./test/test.js'],
    read: readTotals,
  },
  {
    name: 'js-yaml',
    from: 'nodeca/js-yaml',
    tag: '4.1.1',
    needs: ['mocha@11', 'argparse@2'],
    run: [
      ...mocha,
      ...['00-units', '10-loader', '11-load-errors', '20-dumper', '30-issues'].map(
        (name) => `test/${name}.js`,
      ),
    ],
    read: readMocha,
  },
  {
    name: 'mustache.js',
    from: 'janl/mustache.js',
    tag: 'v4.2.0',
    needs: ['mocha@11', 'chai@4'],
    alias: { esm: standIn('esm.cjs') },
    run: [
      ...mocha,
      ...['context', 'parse', 'partial', 'render', 'scanner'].map((name) => `test/${name}-test.js`),
    ],
    read: readMocha,
  },
  {
    name: 'd3-array',
    from: 'd3/d3-array',
    tag: 'v3.2.4',
    needs: ['mocha@11', 'internmap@2', 'd3-dsv@3', 'd3-random@3'],
    run: [...mocha, 'test/**/*-test.js'],
    read: readMocha,
  },
  {
    name: 'commander.js',
    from: 'tj/commander.js',
    tag: 'v15.0.0',
    run: ['--test', '--test-isolation=none', '--test-reporter=tap'],
    read: readTap,
  },
  {
    name: 'node-semver',
    from: 'npm/node-semver',
    tag: 'v7.8.5',
    needs: ['libtap@1'],
    alias: { tap: 'libtap' },
    each: './test/**/*.js',
    read: (output) => ({
      passed: (output.match(/^ *ok(?!.*# time=)/gm) ?? []).length,
      failed: (output.match(/^ *not ok(?!.*# time=)/gm) ?? []).length,
    }),
  },
  {
    name: 'chess.js',
    from: 'jhlywa/chess.js',
    tag: 'v1.4.0',
    needs: ['chess.js@1.4.0'],
    // Its parser has to be generated; the published package has it in it.
    alias: { 'src/chess': '../node_modules/chess.js/dist/esm/chess.js' },
    include: ['../node_modules/chess.js/dist/esm/chess.js'],
    runner: 'vitest',
    read: readVitest,
  },
  {
    name: 'co',
    from: 'tj/co',
    tag: '4.6.0',
    needs: ['mocha@11', 'mz@1'],
    run: mocha,
    read: readMocha,
  },
  {
    name: 'async',
    from: 'caolan/async',
    tag: 'v3.2.6',
    timed: true,
    needs: ['mocha@11', 'chai@4', 'async@3.2.6', ...promises],
    // Its modules name one another in a way that only a bundler understands.
    alias: {
      lib: './dist/async.js',
      'lib/index.js': './dist/async.js',
      'lib/internal/wrapAsync': 'async/internal/wrapAsync.js',
    },
    run: [
      ...mocha,
      ...['--require', 'test/support/setup.js'],
      ...ignore('heap', 'linked_list'),
      // Holds for modules only, and the bundle is none.
      ...['--grep', 're-assigning event methods', '--invert'],
    ],
    differs: [
      {
        shows: /^ +Error: could not parse args in autoInject/gm,
        why: 'reads the names of parameters in the text of methods, and does not know `["m"](a) {…}`',
      },
      {
        shows: /ReferenceError: \$enter is not defined/g,
        why: 'runs the text of one of its functions in another realm',
      },
    ],
    read: readMocha,
  },
  {
    name: 'csstree',
    from: 'csstree/csstree',
    tag: 'v3.2.1',
    needs: ['mocha@11', 'mdn-data@2.27.1', 'source-map-js@1', 'json-to-ast@2'],
    run: [...mocha, '--require', 'lib/__tests/helpers/setup.js', 'lib/__tests'],
    read: readMocha,
  },
  {
    name: 'yaml',
    from: 'eemeli/yaml',
    tag: 'v3.0.0-1',
    needs: ['fast-check@3'],
    without: 'wants endless recursion to fill the stack; suspended calls fill the memory',
    alias: { yaml: './src/index.ts', 'yaml/cli': './src/cli.ts', 'yaml/util': './src/util.ts' },
    runner: 'vitest',
    vitest: {
      globals: true,
      setupFiles: ['tests/_setup.ts'],
      include: ['tests/**/*.ts'],
      // The suites want files of other repositories.
      exclude: ['tests/_*', 'tests/artifacts/', 'tests/{json,yaml}-test-suite.ts'],
      testNamePattern: '^(?!.*circular reference$)',
    },
    read: readVitest,
  },
];
