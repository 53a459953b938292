// docs/decisions.md
const number = (value) => value.toLocaleString('en');
const kilobytes = (bytes) => `${number(Math.round(bytes / 1000))} kB`;

/** @param scale what many copies of one program cost */
export const table = (rows, scale) => `# What whole-program decisions compile

Written by \`npm run corpus:decisions\` on Node ${process.versions.node}. Each program pulls values out of a library that pushes them,
or runs it step by step; \`corpus/decisions/programs\` has them. *Needed* are the functions that really stood between the fiber
and a switch while everything was compiled and watched; *compiled* are those that the analysis found. None may be missed: then
the program as decided prints what it prints with everything compiled, also when each call suspends, before it, after it, or at
the entry of the function.

| program | modules | functions | compiled | needed | missed | source | all compiled | as decided | analysed in |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows
  .map(
    (row) =>
      `| ${row.name} | ${row.modules} | ${number(row.functions)} | ${number(row.found)} | ${row.needed} | ${row.missed} | ` +
      `${kilobytes(row.source)} | ${kilobytes(row.all)} | ${kilobytes(row.decided)} | ${row.seconds.toFixed(1)} s |`,
  )
  .join('\n')}

${rows.map(({ name, about }) => `* **${name}**: ${about}`).join('\n')}

## What it costs

The program around acorn, with many copies of acorn in it, each with a fiber of its own. What is decided for a copy is what is decided
for one. *Reading* gives facts, and is done again only for a module that has changed; *deciding* links them and follows values.

| copies | lines | functions | compiled | reading | deciding | memory |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${scale
  .map(
    (row) =>
      `| ${row.copies} | ${number(row.lines)} | ${number(row.functions)} | ${number(row.found)} | ${row.reading.toFixed(1)} s | ` +
      `${row.deciding.toFixed(1)} s | ${number(row.megabytes)} MB |`,
  )
  .join('\n')}
${rows.some(({ problems }) => problems.length > 0) ? `\nWrong:\n\n${rows.flatMap(({ name, problems }) => problems.map((one) => `* ${name}: ${one}`)).join('\n')}\n` : ''}`;
