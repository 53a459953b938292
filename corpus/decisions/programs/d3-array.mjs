// Accessors and comparators of statistics.
import { bin, bisector, group, rollup, ticks } from 'd3-array';
import { pull } from './pull.mjs';

const list = [5, 3, 8, 1, 9, 2].map((value) => ({ value, odd: value % 2 === 1 }));

pull((emit) => {
  const value = (one) => {
    emit(one.value);
    return one.value;
  };
  emit(
    bin()
      .value(value)
      .thresholds(ticks(0, 10, 3))(list)
      .map(({ length }) => length),
  );
  emit([...group(list, (one) => one.odd).keys()]);
  emit([
    ...rollup(
      list,
      (all) => value(all[0]),
      (one) => one.odd,
    ),
  ]);
  emit(
    bisector(value).left(
      [...list].sort((a, b) => a.value - b.value),
      4,
    ),
  );
});
