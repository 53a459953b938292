// A command line: an action and a hook.
import { Command } from 'commander';
import { pull } from './pull.mjs';

pull((emit) => {
  const program = new Command();
  program
    .command('add <numbers...>')
    // Options are read by listeners of an emitter, which cannot be suspended.
    .option('-s, --scale <n>', 'factor', Number)
    .hook('preAction', (command) => {
      emit(command.name());
    })
    .action((numbers, { scale }) => {
      emit(numbers.map((one) => one * scale));
    });
  program.parse(['node', 'x', 'add', '-s', '3', '1', '2', '4']);
});
