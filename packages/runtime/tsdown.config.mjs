import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsdown';
import { compile } from '../transform/src/entries/index.ts';

const builtins = fileURLToPath(new URL('src/builtins/', import.meta.url));

/** What they are made of, which calls nothing back and is left as it is. */
const intrinsics = [
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

/** @param torture how the equivalents are tortured, for programs that are */
const equivalents = (name, torture) => ({
  entry: { [name]: 'src/builtins/index.ts' },
  platform: 'neutral',
  clean: false,
  dts: torture === undefined,
  plugins: [compiled(torture === undefined ? {} : { torture })],
});

export default defineConfig([
  {
    entry: { index: 'src/index.ts', abi: 'src/abi.ts', testing: 'src/testing.ts' },
    platform: 'neutral',
  },
  equivalents('builtins'),
  equivalents('builtins-before', 'before'),
  equivalents('builtins-after', 'after'),
  equivalents('builtins-entry', 'entry'),
]);
