import { Argument, type Command } from 'commander';
import type { CommandWords } from '../render/completion.ts';
import type { Define } from './index.ts';

export const define: Define = (program, streams) => {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell to complete in').choices(['bash', 'zsh']))
    .addHelpText('after', '\nFor example in ~/.bashrc: source <(chinook-eval completion bash)')
    .action(async (shell: 'bash' | 'zsh') => {
      const { buildProgram } = await import('./program.ts');
      const words = wordsOf(await buildProgram(streams, undefined, () => {}));
      const script =
        shell === 'bash'
          ? (await import('../render/completion.ts')).bashCompletion(words)
          : (await import('../render/completion-zsh.ts')).zshCompletion(words);
      streams.stdout.write(script);
    });
};

/** What the real program understands, with --help and help, so that the script cannot lag behind it. */
function wordsOf(command: Command, path: readonly string[] = []): CommandWords {
  const help = command.createHelp();
  return {
    path,
    description: firstLine(command.description()),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: firstLine(option.description),
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    commands: help.visibleCommands(command).map((child) => wordsOf(child, [...path, child.name()])),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
