import {
  allCommands,
  type CommandWords,
  cases,
  place,
  shellQuoted,
  steps,
  valueCases,
} from './completion.ts';

/** A script for zsh, the same as for bash, with descriptions beside what is offered. */
export function zshCompletion(program: CommandWords): string {
  const commands = allCommands(program);
  const options = commands.map((command) => {
    const texts = command.options.flatMap(({ flags, description }) =>
      flags.map((flag) => described(flag, description)),
    );
    return [[place(command)], describe('-o option', texts)] as const;
  });
  const names = commands.map((command) => {
    const below = command.commands.map(({ path, description }) => described(path.at(-1) ?? '', description));
    return [[place(command)], describe('word', [...below, ...command.choices])] as const;
  });
  const offer = (choices: readonly string[]) =>
    choices.length === 0 ? '_files; return' : `compadd -- ${choices.map(shellQuoted).join(' ')}; return`;
  return `#compdef chinook-eval chinook-eval.js
# zsh completion for chinook-eval. Load it after compinit with: source <(chinook-eval completion zsh)
_chinook_eval() {
  local place='' index prev=\${words[CURRENT - 1]}
  local -a offered
  if [[ $PREFIX == --*=* ]]; then
    prev=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  for ((index = 2; index < CURRENT; index++)); do
    case "$place:\${words[index]}" in
${steps(program)}
    esac
  done
  case "$place:$prev" in
${valueCases(program, offer)}
  esac
  if [[ $PREFIX == -* ]]; then
    case "$place" in
${cases(options)}
    esac
    return
  fi
  case "$place" in
${cases(names)}
    *) _files ;;
  esac
}
# Sourced, it registers itself; from a folder of $fpath, zsh has done so and calls the file.
if [[ $funcstack[1] == _chinook_eval ]]; then _chinook_eval "$@"
elif (( $+functions[compdef] )); then compdef _chinook_eval chinook-eval chinook-eval.js; fi
`;
}

/** A colon ends the word in what _describe takes. */
function described(word: string, description: string): string {
  return `${word.replaceAll(':', '\\:')}:${description}`;
}

function describe(tag: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : `offered=(${texts.map(shellQuoted).join(' ')}); _describe ${tag} offered`;
}
