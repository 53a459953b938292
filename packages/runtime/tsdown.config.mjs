import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsdown';
import { compile } from '../transform/src/entries/index.ts';

const builtins = fileURLToPath(new URL('src/builtins/', import.meta.url));

/** What they are made of, which calls nothing back and is left as it is. */
const intrinsics = [
  'context-intrinsics',
  'intrinsics',
  'json-intrinsics',
  'lazy-intrinsics',
  'promise-intrinsics',
  'set-intrinsics',
  'string-intrinsics',
  'typed-intrinsics',
];

/** Equivalents of built-ins are compiled for fibers like any program, by the compiler next door. */
const compiled = (options) => ({
  name: 'fiberc',
  transform: {
    filter: { id: /\/src\/builtins\/[\w-]+\.ts$/ },
    handler(source, id) {
      if (!id.startsWith(builtins) || intrinsics.some((name) => id.endsWith(`/${name}.ts`)))
        return null;
      const { code, map } = compile(source, {
        filename: id,
        builtins: false,
        intrinsics: intrinsics.map((name) => `./${name}.ts`),
        ...options,
      });
      return { code, map, moduleType: 'js' };
    },
  },
});

/** Debuggers are to pass over the runtime, wherever it is bundled: all of it is on the ignore list of its maps. */
const outputOptions = { sourcemapIgnoreList: () => true };

/** @param options how the equivalents are compiled for programs that are compiled like that */
const equivalents = (name, options) => ({
  entry: { [name]: 'src/builtins/index.ts' },
  platform: 'neutral',
  clean: false,
  dts: options === undefined,
  plugins: [compiled(options)],
  outputOptions,
});

export default defineConfig([
  {
    entry: {
      index: 'src/index.ts',
      abi: 'src/abi.ts',
      'async-context': 'src/async-context.ts',
      exact: 'src/exact.ts',
      nested: 'src/nested.ts',
      stack: 'src/stack.ts',
      testing: 'src/testing.ts',
    },
    platform: 'neutral',
    outputOptions,
  },
  equivalents('builtins'),
  equivalents('builtins-exact', { barriers: 'exact' }),
  equivalents('builtins-before', { torture: 'before' }),
  equivalents('builtins-after', { torture: 'after' }),
  equivalents('builtins-entry', { torture: 'entry' }),
]);
