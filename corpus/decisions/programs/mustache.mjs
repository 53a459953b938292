// A template whose sections and values are functions.
import mustache from 'mustache';
import { pull } from './pull.mjs';

const template =
  '{{#list}}<{{name}}>{{#loud}}{{name}}!{{/loud}}{{/list}}{{^none}}{{last}}{{/none}}';

pull((emit) => {
  const view = {
    list: [1, 2, 3].map((n) => ({
      name() {
        emit(n);
        return `n${n}`;
      },
    })),
    loud: () => (text, render) => {
      emit(text);
      return render(text).toUpperCase();
    },
    last() {
      emit('last');
      return 'end';
    },
  };
  emit(mustache.render(template, view));
});
