// A walk over a style sheet, and a stringifier of one's own. (Plugins get proxies, whose traps cannot be suspended.)
import postcss from 'postcss';
import { pull } from './pull.mjs';

pull((emit) => {
  const root = postcss.parse('a { color: red; b { margin: 0 } }');
  root.walkDecls((declaration) => {
    emit(`${declaration.prop}: ${declaration.value}`);
  });
  root.toString((node, builder) => {
    postcss.stringify(node, (text, ...rest) => {
      emit(text);
      builder(text, ...rest);
    });
  });
});
