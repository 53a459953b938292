/** `@fiberc/babel-preset`, which Babel finds as `"@fiberc"`: the preset of `@fiberc/transform`, with the same options. */
export { default, OptionsError, type PluginOptions } from '@fiberc/transform/preset';
