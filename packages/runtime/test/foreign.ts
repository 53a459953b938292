/** Fibers of another tree: those of a second copy of the package. */
import { fileURLToPath } from 'node:url';
import type * as Runtime from '@fiberc/runtime';
import { build } from 'esbuild';

let copy: Promise<typeof Runtime> | undefined;

/** A second copy of the package. */
export const secondCopy = (): Promise<typeof Runtime> => {
  copy ??= build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  }).then(
    ({ outputFiles: [output] }) =>
      import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(output?.text ?? '')}`),
  );
  return copy;
};

/** An unstarted fiber of it, in the eyes of the type checker one of ours. */
export const foreignFiber = async (target: () => unknown = () => 1): Promise<Runtime.Fiber> => {
  const { Fiber } = await secondCopy();
  return new Fiber(target) as unknown as Runtime.Fiber;
};
