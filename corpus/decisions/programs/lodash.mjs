// A chain of lazily evaluated steps.
import { chain, cloneDeepWith, sortBy, template } from 'lodash-es';
import { pull } from './pull.mjs';

pull((emit) => {
  const see = (value) => {
    emit(value);
    return value;
  };
  emit(
    chain([3, 1, 2])
      .map((n) => see(n * 2))
      .filter((n) => n > see(2))
      .value(),
  );
  emit(sortBy(['bb', 'a', 'ccc'], (text) => see(text).length));
  cloneDeepWith({ a: { b: 1 } }, (value) => (typeof value === 'number' ? see(value) : undefined));
  emit(
    template('<% each(list, function (n) { %><%= n %>;<% }) %>')({
      list: [1, 2],
      each: (list, f) => list.forEach(f),
    }),
  );
});
