// A parser's comments, out of its scanner.
import { parse } from 'acorn';
import { pull } from './pull.mjs';

const source = 'let a = 1; // one\n/* two */ function f() { return a /* three */; } // four';

pull((emit) => {
  parse(source, {
    ecmaVersion: 2025,
    onComment: (_isBlock, text) => emit(text),
  });
});
