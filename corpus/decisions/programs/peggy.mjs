// A compiler: the passes of a parser generator, one of them ours.
import peggy from 'peggy';
import { pull } from './pull.mjs';

const { visitor } = peggy.compiler;

pull((emit) => {
  const see = (ast) => {
    visitor.build({
      rule(node) {
        emit(node.name);
      },
    })(ast);
  };
  peggy.generate('start = a / b\na = "a"+ { return 1; }\nb = [b-d]', {
    output: 'ast',
    plugins: [{ use: (config) => config.passes.check.push(see) }],
  });
});
