import { leavesOf } from './leaves.ts';

const left = leavesOf(['a', ['b', ['c']], 'd']);
const right = leavesOf([['a', 'b'], 'x', ['d']]);
for (let l = left(), r = right(); l !== undefined; l = left(), r = right())
  console.log(`${l} ${r} ${l === r ? 'same' : 'different'}`);
