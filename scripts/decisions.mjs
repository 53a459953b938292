// Measures what whole-program decisions save and cost.
// Usage: decisions.mjs <file…>       each file is a program of its own, with packages left out
//        decisions.mjs --sizes <file> [export]
//                                     copies of an ES module, and a fiber for each that calls an export with a function that
//                                     switches: a table over 10,000 to 300,000 lines
// A file that makes no fiber has none that could be reached; append one to it first.
import { readFileSync } from 'node:fs';
import { compile } from '@fiberc/transform';
import { analyze } from '@fiberc/transform/analyze';

/** Milliseconds of reading alone, and of everything. */
function timed(files, entries = Object.keys(files)) {
  const facts = new Map();
  const resolver = {
    resolve: (name) => (name in files ? name : null),
    read: (file) => files[file],
  };
  const before = performance.now();
  analyze(entries, resolver, { cache: facts });
  const between = performance.now();
  const program = analyze(entries, resolver, { cache: facts });
  const after = performance.now();
  const solving = after - between;
  return { program, reading: between - before - solving, solving };
}

const round = (value) => Math.round(value).toLocaleString('en');

function measure(file) {
  const source = readFileSync(file, 'utf8');
  const { program, reading, solving } = timed({ [file]: source });
  const [decisions] = program.modules;
  const compiled = decisions.functions.filter(({ decision }) => decision === 'compile');
  const options = { filename: file, unsupported: 'barrier' };
  const [all, some] = [{}, { decisions }].map(
    (more) => compile(source, { ...options, ...more }).code.length,
  );
  console.log(
    `${file}: ${program.precision}, ${compiled.length} of ${decisions.functions.length} functions; ` +
      `${round(source.length)} bytes, all ${round(all)}, decided ${round(some)}; ` +
      `reading ${round(reading)} ms, deciding ${round(solving)} ms`,
  );
}

/** The source as often as it takes, each time as a module, and a program that uses them all. */
function sizes(file, name = 'parse') {
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n').length;
  for (const wanted of [10_000, 30_000, 100_000, 300_000]) {
    const count = Math.max(1, Math.round(wanted / lines));
    const files = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`${i}-${file}`, `${source}\n// ${i}`]),
    );
    files.main = [
      "import { current, Fiber } from '@fiberc/runtime';",
      'const pause = (value) => current().parent.switch(value);',
      ...Object.keys(files).flatMap((copy, i) => [
        `import * as m${i} from ${JSON.stringify(copy)};`,
        `new Fiber(() => m${i}.${name}('', { onToken: pause, onComment: pause }));`,
      ]),
    ].join('\n');
    const { program, reading, solving } = timed(files, ['main']);
    const all = program.modules.flatMap(({ functions }) => functions);
    const compiled = all.filter(({ decision }) => decision === 'compile').length;
    const heap = process.memoryUsage().heapUsed / 2 ** 20;
    console.log(
      `${round(count * lines)} lines: ${program.precision}, ${round(compiled)} of ${round(all.length)} functions, reading ${round(reading)} ms, deciding ${round(solving)} ms, heap ${round(heap)} MiB`,
    );
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--sizes') sizes(...rest);
else for (const file of [first, ...rest]) measure(file);
