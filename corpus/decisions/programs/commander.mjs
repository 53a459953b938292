// A command line: actions, hooks, and the parsing of arguments.
import { Command } from 'commander';
import { pull } from './pull.mjs';

pull((emit) => {
  const program = new Command();
  program
    .command('add <numbers...>')
    .option('-s, --scale <n>', 'factor', (text) => {
      emit(text);
      return Number(text);
    })
    .hook('preAction', (command) => {
      emit(command.name());
    })
    .action((numbers, { scale }) => {
      emit(numbers.map((one) => one * scale));
    });
  program.parse(['node', 'x', 'add', '-s', '3', '1', '2', '4']);
});
