import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
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
        'If one file is wrong, nothing is written.',
    )
    .argument('<paths...>', 'files, folders or quoted patterns such as "src/**/*.ts"')
    .option('-o, --out <folder>', 'required: the folder for the output, never that of the input')
    .option('-w, --watch', 'stay, and compile again when something changes')
    .addOption(mode())
    .addOption(unsupported())
    .addOption(implicit())
    .addOption(barriers())
    .option('--verify', "check the compiler's own output")
    .action(async (paths: string[], flags, command: Command) => {
      // Not a requiredOption: that would hide `--uot` behind a complaint about `--out`.
      if (flags.out === undefined) command.error("error: option '-o, --out <folder>' is missing");
      const { compileCommand } = await import('./compile.ts');
      await compileCommand(paths, flags);
    });

  program
    .command('run')
    .summary('compile a program in memory and run it')
    .description(
      'Compiles what a program imports (ES modules, CommonJS, TypeScript) in memory and runs it on ' +
        'Node. Your own files are compiled; packages in node_modules only if --include names them.',
    )
    .usage('[options] <file> [arguments of the program...]')
    .argument('<file>', 'the program')
    .argument('[arguments...]', 'passed on to the program')
    .option(
      '--include <packages>',
      'compile this package too; * is allowed; repeatable',
      collect,
      [],
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

  return program;
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
