// Types of one's own, which a loader asks while it reads.
import * as yaml from 'js-yaml';
import { pull } from './pull.mjs';

const source = 'a: !point [1, 2]\nlist:\n  - !point [3, 4]\n  - &x !point [5, 6]\n  - *x\n';

pull((emit) => {
  const point = new yaml.Type('!point', {
    kind: 'sequence',
    resolve: (data) => data.length === 2,
    construct([x, y]) {
      emit(x);
      return { x, y };
    },
  });
  emit(yaml.load(source, { schema: yaml.DEFAULT_SCHEMA.extend([point]) }));
});
