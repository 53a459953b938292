// Curried functions and transducers.
import * as R from 'ramda';
import { pull } from './pull.mjs';

pull((emit) => {
  const see = (n) => {
    emit(n);
    return n;
  };
  emit(
    R.pipe(
      R.map(see),
      R.filter((n) => see(n) > 1),
      R.reduce((a, b) => see(a + b), 0),
    )([1, 2, 3]),
  );
  emit(R.into([], R.compose(R.map(see), R.take(2)), [7, 8, 9]));
  emit(R.over(R.lensPath(['a', 0]), see, { a: [4] }));
});
