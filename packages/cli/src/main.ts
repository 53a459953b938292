import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { Failure } from './failure.ts';

// The commands are imported when they run, so that --help does not wait for the compiler.

const INTRO =
  'fiberc compiles JavaScript and TypeScript so that functions can be suspended anywhere, at any ' +
  'call depth, without async, await or function*. Compiled programs use the package @fiberc/runtime.';

const EXAMPLES = `
Examples:
  fiberc run app.ts                      compile a program in memory and run it
  fiberc compile src -o dist             compile a folder; dist gets the same tree
  fiberc compile 'src/**/*.ts' -o dist   compile what a pattern matches
  fiberc dump --after emit app.ts        look at the code in the middle of compiling
  fiberc explain app.ts:12               why is this function compiled, or not?
  fiberc graph app.ts -o graph.html      look at who calls whom
  fiberc check app.ts                    what can be in the way of a switch?

A first program (hello.mjs):
  import { Fiber, current } from '@fiberc/runtime';
  const fiber = new Fiber(() => {
    const parent = current().parent;
    for (const word of ['hello', 'world']) parent.switch(word);
  });
  while (true) {
    const word = fiber.switch();
    if (!fiber.isAlive()) break;
    console.log(word);
  }

fiberc <command> --help tells more about a command.`;

const mode = () =>
  new Option(
    '--mode <mode>',
    'development comments the points where a function suspends and resumes (default: production)',
  ).choices(['development', 'production']);

const unsupported = () =>
  new Option(
    '--unsupported <what>',
    'code that cannot be suspended (such as a function that calls eval): ' +
      '"error" refuses to compile it, "barrier" leaves it as it is and a switch across it throws',
  ).choices(['error', 'barrier']);

const implicit = () =>
  new Option(
    '--implicit <what>',
    'what may suspend without being a call: "accessors" are properties that have the name of a getter or ' +
      'setter of the same file, "conversions" also operators, where the file has a valueOf or toString ' +
      '(default: accessors)',
  ).choices(['none', 'accessors', 'conversions']);

const barriers = () =>
  new Option(
    '--barriers <when>',
    'when something in the way of a switch is noticed: "late" costs nothing, "exact" is at the switch, which throws, ' +
      '"nested" runs the other fiber on top of it where that can be done (default: late)',
  ).choices(['late', 'exact', 'nested']);

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

const included = () =>
  new Option(
    '--include <packages>',
    'compile what can reach a switch in this package, whether or not a fiber is known to run it; ' +
      '* is allowed; repeatable',
  )
    .argParser(collect)
    .default([], 'none');

const excluded = () =>
  new Option(
    '--exclude <packages>',
    'leave this package as it is: what it calls back cannot be suspended; * is allowed; repeatable',
  )
    .argParser(collect)
    .default([], 'none');

const typed = () =>
  new Option(
    '--types <tsconfig>',
    'ask the types of this TypeScript project which functions a call can reach, where the analysis cannot tell',
  );

function commands(): Command {
  const program = new Command('fiberc')
    .description(INTRO)
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(pc.red(text)) });

  program
    .command('compile')
    .summary('compile files, folders or patterns into a folder')
    .description(
      'Compiles files, folders and patterns into a folder and keeps their tree. Source maps are ' +
        'written beside the output; .ts becomes .js, .mts .mjs, .cts .cjs; .d.ts files are copied. ' +
        'If one file is wrong, nothing is written. Each file is compiled for itself, or, with --entry or ' +
        '--decisions, as the whole program needs it: the rest stays as it was.',
    )
    .argument(
      '[paths...]',
      'files, folders or quoted patterns such as "src/**/*.ts"; with --entry, default: what belongs to the program',
    )
    .option('-o, --out <folder>', 'required: the folder for the output, never that of the input')
    .option('--entry <file>', 'analyse the program that starts here first; repeatable', collect, [])
    .option('--decisions <file>', 'a file that "fiberc analyze" has written')
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .option('-w, --watch', 'stay, and compile again when something changes')
    .addOption(mode())
    .addOption(unsupported())
    .addOption(implicit())
    .addOption(barriers())
    .option('--verify', "check the compiler's own output")
    .action(async (paths: string[], flags, command: Command) => {
      if (flags.entry.length > 0 && flags.decisions) {
        command.error("error: option '--entry' cannot be used with option '--decisions'");
      }
      if (paths.length === 0 && flags.entry.length === 0) {
        command.error("error: missing required argument 'paths'");
      }
      // Not a requiredOption: that would hide `--uot` behind a complaint about `--out`.
      if (flags.out === undefined) command.error("error: option '-o, --out <folder>' is missing");
      const { compileCommand } = await import('./compile.ts');
      await compileCommand(paths, flags);
    });

  program
    .command('run')
    .summary('compile a program in memory and run it')
    .description(
      'Analyses what a program imports (ES modules, CommonJS, TypeScript), compiles in memory those functions that ' +
        'can be on the stack of a switch, and runs it on Node. Packages in node_modules are compiled in so far as ' +
        'a fiber needs it.',
    )
    .usage('[options] <file> [arguments of the program...]')
    .argument('<file>', 'the program')
    .argument('[arguments...]', 'passed on to the program')
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .option(
      '--no-analyze',
      'compile every function that may suspend, as far as its own file can tell; of packages, those that --include names',
    )
    .addOption(mode())
    .addOption(unsupported())
    .addOption(implicit())
    .addOption(barriers())
    .passThroughOptions()
    .action(async (file: string, args: string[], flags) => {
      const { runCommand } = await import('./run.ts');
      await runCommand(file, args, flags);
    });

  program
    .command('dump')
    .summary('print the code of one file after one pass of the compiler')
    .argument('<file>', 'a JavaScript or TypeScript file')
    .option('--after <pass>', 'the pass (default: the last one); a wrong name lists all of them')
    .addOption(mode())
    .addOption(unsupported())
    .addOption(implicit())
    .addOption(barriers())
    .action(async (file: string, flags, command: Command) => {
      const { dumpCommand } = await import('./dump.ts');
      dumpCommand(file, flags, (message) => command.error(message));
    });

  program
    .command('analyze')
    .summary('decide for a whole program which functions are compiled')
    .description(
      'Reads a program from its entry points on, decides for each function whether it can be on the stack of a ' +
        'switch, and writes the decisions into a file for "fiberc compile --decisions" and other hosts.',
    )
    .argument('<entries...>', 'where the program starts')
    .option('-o, --out <file>', 'where the decisions go', 'fiber.decisions.json')
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .action(async (entries: string[], flags) => {
      const { analyzeCommand } = await import('./analyze.ts');
      analyzeCommand(entries, flags);
    });

  program
    .command('explain')
    .summary('say why a function is compiled, or is not')
    .description(
      'Tells why a function is compiled, why it stays as it is, or why it is a barrier: the calls by which a fiber ' +
        'gets there, and those by which it gets to a switch.',
    )
    .argument('<target>', 'file, file:line, file:line:column, or the name of a function')
    .argument('[entries...]', 'where the program starts (default: the file itself)')
    .option('--code', 'show the source of the first step of each way')
    .option('--json', 'print data instead of text')
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .action(async (target: string, entries: string[], flags) => {
      const { explainCommand } = await import('./explain.ts');
      explainCommand(target, entries, flags);
    });

  program
    .command('check')
    .summary('find the barriers that a program can meet')
    .description(
      'Lists the calls, on the way of a fiber, of code that is not compiled and gets a function that may suspend, ' +
        'and directives that contradict what was found. The exit code is 1 if there is a barrier.',
    )
    .argument('<entries...>', 'where the program starts')
    .option(
      '--verbose',
      'also list calls of which nobody knows what they reach, and modules that are missing',
    )
    .option('--json', 'print data instead of text')
    .option('--max-barriers <number>', 'accept so many barriers', wholeNumber, 0)
    .option('--max-warnings <number>', 'accept so many warnings (default: any number)', wholeNumber)
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .action(async (entries: string[], flags) => {
      const { checkCommand } = await import('./check.ts');
      checkCommand(entries, {
        ...flags,
        maxWarnings: flags.maxWarnings ?? Number.POSITIVE_INFINITY,
      });
    });

  program
    .command('report')
    .summary('count what is compiled, and hold it against a budget')
    .description('Counts functions and bytes, compiled and not, by package and by module.')
    .argument('<entries...>', 'where the program starts')
    .option(
      '--budget <limit>',
      'fail if more is compiled: a share of the functions (30%), a number of them (120), or the bytes that it adds (50kB)',
    )
    .option('--json', 'print data instead of text')
    .addOption(unsupported())
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .action(async (entries: string[], flags, command: Command) => {
      const { reportCommand } = await import('./report.ts');
      reportCommand(entries, flags, (message) => command.error(message));
    });

  program
    .command('graph')
    .summary('draw the part of the call graph that matters')
    .description(
      'Draws the functions that are compiled and the calls between them: an SVG picture, or an HTML page, which needs ' +
        'nothing else, to search and to click through. Modules of a large program are folded until they are opened.',
    )
    .argument('<entries...>', 'where the program starts')
    .requiredOption('-o, --out <file>', 'an .svg or .html file')
    .option('--all', 'draw all functions, not only those that matter')
    .addOption(included())
    .addOption(excluded())
    .addOption(typed())
    .action(async (entries: string[], flags, command: Command) => {
      const { graphCommand } = await import('./graph.ts');
      await graphCommand(entries, flags, (message) => command.error(message));
    });

  return program;
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number.');
}

function version(): string {
  const json = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(json) as { version: string }).version;
}

/** 0 is good, 1 is bad input, 2 is a wrong command line. */
async function main(): Promise<void> {
  try {
    await commands().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof Failure) {
      console.error(`${pc.red('fiberc:')} ${error.message}`);
      process.exitCode = 1;
    } else {
      console.error('fiberc broke; please report this:', error);
      process.exitCode = 70;
    }
  }
}

await main();
