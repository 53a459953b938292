// A plugin of a style sheet processor: visitors that are held up.
import postcss from 'postcss';
import { pull } from './pull.mjs';

pull((emit) => {
  const plugin = {
    postcssPlugin: 'see',
    Declaration(declaration) {
      emit(`${declaration.prop}: ${declaration.value}`);
    },
    OnceExit(root) {
      root.walkRules((rule) => {
        emit(rule.selector);
      });
    },
  };
  emit(postcss([plugin]).process('a { color: red; b { margin: 0 } }', { from: undefined }).css);
});
