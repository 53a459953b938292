import { defineConfig } from 'tsdown';

export default defineConfig({
  // Node loads `register` into the program that `fiberc run` starts, and `async` into its thread
  // for hooks; both need an address of their own.
  entry: { main: 'src/main.ts', register: 'src/register.ts', async: 'src/load/async.ts' },
  dts: false,
});
