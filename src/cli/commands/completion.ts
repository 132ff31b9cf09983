import type { Run } from '../command.ts'

/** Each asks the program itself what may come next, so that a script stays true. */
const scripts: Readonly<Record<string, string>> = {
  bash: `# In ~/.bashrc: source <(dynadict completion bash)
_dynadict() {
  local IFS=$'\\n'
  COMPREPLY=($(dynadict __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _dynadict dynadict
`,
  zsh: `# In ~/.zshrc, behind compinit: source <(dynadict completion zsh)
_dynadict() {
  local -a found
  found=("\${(@f)$(dynadict __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n $found[1] ]]; then _describe dynadict found; else _files; fi
}
compdef _dynadict dynadict
`,
  fish: `# In ~/.config/fish/config.fish: dynadict completion fish | source
function __dynadict_words
  dynadict __complete fish (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c dynadict -f -n 'count (__dynadict_words) >/dev/null' -a '(__dynadict_words)'
`,
}

export const run: Run = async ({ args: [shell = ''] }, terminal) => {
  await terminal.out(scripts[shell] ?? '')
  return undefined
}
