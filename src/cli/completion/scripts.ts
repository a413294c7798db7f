/** The shells that Tab works in. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** The command names that the scripts complete. */
const names = ['seatrial', 'seatrial.js'] as const;

/** The options whose value is a file or a folder. */
const ofFiles = ['subject', 'root', 'scenarios'] as const;

/**
 * For each shell, the script that a person loads into it. `ask` is the command line, quoted for a shell, that is given
 * the words after the command and prints the candidates for the last of them. Where there is none, the shell offers
 * files.
 */
export const scripts: Readonly<Record<(typeof shells)[number], (ask: string) => string>> = {
  bash: (ask) => `# Load with: eval "$(seatrial completion bash)"
_seatrial() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(${ask} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _seatrial ${names.join(' ')}
`,
  zsh: (ask) => `# Load, after compinit, with: eval "$(seatrial completion zsh)"
_seatrial() {
  local -a candidates
  candidates=("\${(@f)$(${ask} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then compadd -- "\${candidates[@]}"; else _files; fi
}
compdef _seatrial ${names.join(' ')}
`,
  fish: (ask) => `# Load with: seatrial completion fish | source
function __seatrial_candidates
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    ${ask} -- $words[2..-1] "$current" 2>/dev/null
end
${names
  .flatMap((name) => [
    `complete --command ${name} --no-files --arguments '(__seatrial_candidates)'`,
    ...ofFiles.map((option) => `complete --command ${name} --long-option ${option} --require-parameter --force-files`),
  ])
  .join('\n')}
`,
};
