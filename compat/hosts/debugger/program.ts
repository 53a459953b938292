/** Puts a compiled program where an engine finds it, with its source map and the runtime. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '@fiberc/transform';

export type Mode = 'development' | 'production';

export interface Written {
  readonly text: string;
  readonly map: string;
}

const runtime = '/packages/runtime/dist';
const names = ['abi', 'stack', 'builtins', 'exact', 'nested'];

/** In a browser the runtime is found by an import map. */
const page = `<!doctype html><script type="importmap">${JSON.stringify({
  imports: Object.fromEntries([
    ['@fiberc/runtime', `${runtime}/index.mjs`],
    ...names.map((name) => [`@fiberc/runtime/${name}`, `${runtime}/${name}.mjs`]),
  ]),
})}</script>`;

export function writeProgram(folder: string, root: string, source: string, mode: Mode): Written {
  const { code, map } = compile(source, {
    filename: 'program.js',
    sourceType: 'module',
    mode,
    verify: true,
  });
  const json = JSON.stringify(map);
  const text = `${code}\n//# sourceMappingURL=program.mjs.map\n`;
  mkdirSync(join(folder, 'node_modules/@fiberc'), { recursive: true });
  writeFileSync(join(folder, 'program.mjs'), text);
  writeFileSync(join(folder, 'program.mjs.map'), json);
  writeFileSync(join(folder, 'program.js'), source);
  writeFileSync(join(folder, 'index.html'), page);
  const link = join(folder, 'node_modules/@fiberc/runtime');
  symlinkSync(join(root, 'packages/runtime'), link, 'dir');
  return { text, map: json };
}
