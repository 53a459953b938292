import fiberc from '@fiberc/transform/webpack';

export default {
  mode: 'production',
  entry: './src/main.js',
  devtool: 'source-map',
  plugins: [fiberc({ program: true })],
};
