// For the tests of mustache.js: the package esm, which gives a module a `require` of ES modules.
module.exports = (module) => {
  const { require } = module;
  return (id) => {
    const loaded = require.call(module, id);
    return loaded.__esModule ? loaded.default : loaded;
  };
};
