// docs/corpus.md: what was run, and what came of it.
import { addAll } from './tally.mjs';

const number = (n) => n.toLocaleString('en-US');

/** @param results one for each library: its plain run, and those of the variants */
export function table(results) {
  const sum = (of) => number(results.reduce((total, result) => total + of(result), 0));
  const notes = results.flatMap(({ library: { name, differs = [], without } }) => [
    ...differs.map(({ why }) => `* ${name}: ${why}.`),
    ...(without ? [`* ${name}: ${without}. It is left out.`] : []),
  ]);
  return `# Libraries under their own tests

*Written by \`npm run corpus\`; \`corpus/README.md\` says how to run it.*

The library and its tests are compiled in torture mode. At every call whatever is on the stack is
captured and resumed: before the call, after it, or at the entry of the function that is called, in
three runs. They must pass the tests that they pass untransformed. Node ${process.versions.node}. Each line is from
the last run of that library.

| library | version | tests | functions | left out | suspensions | different |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${results.map(row).join('\n')}
| | | ${sum(({ plain }) => plain.passed)} | ${sum(functions)} | ${sum(left)} | ${sum(suspensions)} | ${sum(differences)} |

*tests*: that pass untransformed. *functions*: that were compiled. *left out*: functions that the
compiler cannot suspend yet${reasons(results)}. *suspensions*: in all three runs. *different*:
tests that do not pass, in the worst of the three runs. What they do:

${notes.join('\n')}
`;
}

function row(result) {
  const { library, plain } = result;
  const cells = [
    plain.passed,
    functions(result),
    left(result),
    suspensions(result),
    differences(result),
  ];
  return `| ${library.name} | ${library.tag.replace(/^v/, '')} | ${cells.map(number).join(' | ')} |`;
}

const worst = ({ runs }, of) => Math.max(...runs.map(of));
const functions = (result) => worst(result, ({ compiled }) => compiled);
const differences = (result) => worst(result, ({ failed }) => failed);
const left = (result) => worst(result, (run) => Object.values(run.left).reduce((a, b) => a + b, 0));
const suspensions = ({ runs }) => runs.reduce((sum, { suspended }) => sum + suspended, 0);

function reasons(results) {
  const all = {};
  for (const { runs } of results) addAll(all, runs.at(-1).left);
  const list = Object.entries(all).map(([what, n]) => `${number(n)} × ${what}`);
  return list.length > 0 ? ` (${list.join(', ')})` : '';
}
