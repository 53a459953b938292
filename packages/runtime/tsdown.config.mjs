import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', abi: 'src/abi.ts', testing: 'src/testing.ts' },
  platform: 'neutral',
});
