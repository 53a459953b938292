import { leavesOf } from './leaves.ts';

const left = leavesOf(['a', ['b', ['c']], 'd']);
const right = leavesOf([['a', 'b'], 'x', ['d']]);
const lines: string[] = [];
for (let l = left(), r = right(); l !== undefined; l = left(), r = right())
  lines.push(`${l} ${r} ${l === r ? 'same' : 'different'}`);

const output = document.querySelector('#output');
if (output) output.textContent = lines.join('\n');
