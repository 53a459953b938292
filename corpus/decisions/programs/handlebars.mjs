// Templates that are compiled to text and run: helpers and blocks.
import handlebars from 'handlebars';
import { pull } from './pull.mjs';

pull((emit) => {
  const engine = handlebars.create();
  engine.registerHelper('see', (value) => {
    emit(value);
    return value;
  });
  const { body } = engine.parse('{{#each list}}{{see this}}{{else}}none{{/each}}');
  const visitor = new handlebars.Visitor();
  visitor.MustacheStatement = (node) => emit(node.path.original);
  visitor.acceptArray(body);
});
