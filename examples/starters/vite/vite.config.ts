import fiberc from '@fiberc/transform/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [fiberc({ program: true })] });
