/** The words of a command line as a shell may complete them. */
export interface CommandWords {
  /** The names that lead here, without the program: ["seed", "info"]; empty for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly commands: readonly CommandWords[];
  /** Of the first argument; empty where it is free, then files are offered. */
  readonly choices: readonly string[];
}

export interface OptionWords {
  /** Such as ["-h", "--help"]. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** Empty where the value is free, then files are offered. */
  readonly choices: readonly string[];
}

/** The program and every command below it. */
export function allCommands(words: CommandWords): readonly CommandWords[] {
  return [words, ...words.commands.flatMap(allCommands)];
}

/** Quotes a word for bash and zsh alike. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Patterns and bodies of a `case`, indented; nothing for an empty body. */
export function cases(entries: readonly (readonly [patterns: readonly string[], body: string])[]): string {
  return entries
    .filter(([patterns, body]) => patterns.length > 0 && body !== '')
    .map(([patterns, body]) => `    ${patterns.map(shellQuoted).join(' | ')}) ${body} ;;`)
    .join('\n');
}

/** The place of a command in the scripts: "seed info". */
export function place({ path }: CommandWords): string {
  return path.join(' ');
}

/** From a place and the next word to the place below. */
export function steps(program: CommandWords): string {
  return cases(
    allCommands(program)
      .filter(({ path }) => path.length > 0)
      .map((command) => [
        [`${command.path.slice(0, -1).join(' ')}:${command.path.at(-1)}`],
        `place=${shellQuoted(place(command))}`,
      ]),
  );
}

/** Options that take a value, by place and flag, with what to do for each. */
export function valueCases(program: CommandWords, offer: (choices: readonly string[]) => string): string {
  return cases(
    allCommands(program).flatMap((command) =>
      command.options
        .filter(({ takesValue }) => takesValue)
        .map(
          ({ flags, choices }) => [flags.map((flag) => `${place(command)}:${flag}`), offer(choices)] as const,
        ),
    ),
  );
}

/** A script for bash: options, commands and choices by their place, files where nothing else is known. */
export function bashCompletion(program: CommandWords): string {
  const offer = (words: readonly string[]) =>
    words.length === 0 ? '' : `COMPREPLY=($(compgen -W ${shellQuoted(words.join(' '))} -- "$cur"))`;
  const commands = allCommands(program);
  const options = commands.map(
    (command) => [[place(command)], offer(command.options.flatMap(({ flags }) => flags))] as const,
  );
  const names = commands.map((command) => {
    return [
      [place(command)],
      offer([...command.commands.flatMap(({ path }) => path.slice(-1)), ...command.choices]),
    ] as const;
  });
  return `# bash completion for chinook-eval. Load it with: source <(chinook-eval completion bash)
_chinook_eval() {
  local place='' index
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  # bash cuts --option=value into three words.
  if [[ $cur == '=' ]]; then cur=''
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$place:\${COMP_WORDS[index]}" in
${steps(program)}
    esac
  done
  case "$place:$prev" in
${valueCases(program, (choices) => `${offer(choices)}${choices.length > 0 ? '; ' : ''}return`)}
  esac
  if [[ $cur == -* ]]; then
    case "$place" in
${cases(options)}
    esac
    return
  fi
  case "$place" in
${cases(names)}
  esac
}
# Where nothing is offered, bash completes files.
complete -o default -F _chinook_eval chinook-eval chinook-eval.js
`;
}
