// The rules of a markdown compiler.
import markdownIt from 'markdown-it';
import { pull } from './pull.mjs';

pull((emit) => {
  const md = markdownIt();
  const { text } = md.renderer.rules;
  md.renderer.rules.text = (tokens, index, ...rest) => {
    emit(tokens[index].content);
    return text(tokens, index, ...rest);
  };
  md.inline.ruler.push('see', (state, silent) => {
    if (!silent) emit(state.pos);
    return false;
  });
  emit(md.render('# One *two*\n\n1. a\n2. b [c](d)\n'));
});
