// A walk over a syntax tree, with both ends of each visit.
import { parse, walk } from 'css-tree';
import { pull } from './pull.mjs';

const source =
  '@media (width > 30em) { a:not(.b) > c::before { color: rgb(1 2 3 / 50%); margin: 0 calc(1px + 2em) } }';

pull((emit) => {
  walk(parse(source), {
    enter: (node) => emit(`+${node.type}`),
    leave: (node) => emit(`-${node.type}`),
  });
});
