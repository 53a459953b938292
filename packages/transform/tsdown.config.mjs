import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/entries/index.ts',
    babel: 'src/entries/babel.ts',
    typescript: 'src/entries/typescript.ts',
  },
});
