// Inside the program: what was compiled stands for the files, and `how` the fibers are watched or disturbed.
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { FIBERC_FOLDER: folder, FIBERC_HOW: how } = process.env;
const map = JSON.parse(readFileSync(join(folder, 'map.json'), 'utf8'));

console.debug = () => {};
registerHooks({
  resolve(specifier, context, next) {
    // Libraries do not depend on the runtime.
    if (specifier.startsWith('@fiberc/runtime'))
      return next(specifier, { ...context, parentURL: import.meta.url });
    return next(specifier, context);
  },
  load(url, context, next) {
    const known = url.startsWith('file:') ? map[fileURLToPath(url)] : undefined;
    if (known === undefined) return next(url, context);
    return { format: known.format, source: readFileSync(known.file, 'utf8'), shortCircuit: true };
  },
});

if (how === 'torture') {
  const { plan } = await import('@fiberc/runtime/testing');
  plan(() => true);
}
if (how === 'trace') {
  const { stackOf } = await import('@fiberc/runtime/stack');
  const frames = new Map();
  console.debug = (fiber) => {
    for (const { function: name, file, line, column } of stackOf(fiber))
      if (line !== null) frames.set(`${file}:${line}:${column}`, { name, file, line, column });
  };
  process.on('exit', () =>
    writeFileSync(join(folder, 'trace.json'), JSON.stringify([...frames.values()])),
  );
}
