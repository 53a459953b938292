// A document: tags of one's own, a reviver, and a visitor.
import { parse, parseDocument, visit } from 'yaml';
import { pull } from './pull.mjs';

const source = 'a: 1\nb: [2, { c: 3 }]\nd: |\n  text\n';

pull((emit) => {
  parse(source, (key, value) => {
    emit(String(key));
    return value;
  });
  visit(parseDocument(source), {
    Pair: (_, pair) => {
      emit(pair.key.value);
    },
  });
});
