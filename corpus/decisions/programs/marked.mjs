// A markdown compiler: a renderer and an extension of one's own.
import { Marked } from 'marked';
import { pull } from './pull.mjs';

pull((emit) => {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        emit(depth);
        return `<h${depth}>${this.parser.parseInline(tokens)}</h${depth}>`;
      },
    },
    walkTokens: (token) => {
      emit(token.type);
    },
  });
  emit(marked.parse('# One *two*\n\n- a\n- b `c`\n'));
});
