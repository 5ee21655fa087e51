#compdef tlsdiag kubectl-tlsdiag
# Completion of tlsdiag for zsh, made by 'tlsdiag completion zsh'.
# To use it at once:  source <(tlsdiag completion zsh)   (after compinit)

# Words of which those that end with a colon or an equals sign are only the begin of a value.
_tlsdiag_words() {
  local -a whole=("${(@)argv:#*[:=]}") begun=("${(@M)argv:#*[:=]}")
  local -i none=1
  compadd -a whole && none=0
  compadd -S '' -a begun && none=0
  return none
}

# Some of the words; $1 is between them.
_tlsdiag_list() {
  local separator=$1
  shift
  _sequence -s "$separator" compadd - "$@"
}

# A word, an equals sign and a file.
_tlsdiag_keyed() {
  if compset -P '*='; then
    _files
  else
    compadd -S '=' -q - "$@"
  fi
}

# What each of the calls gives.
_tlsdiag_each() {
  local -i none=1
  local call
  for call; do
    eval $call && none=0
  done
  return none
}

# The line of another program, which is all that 'words' has.
_tlsdiag_run() {
  if [[ $words[1] == -- ]] && (( CURRENT > 1 )); then
    shift words
    (( CURRENT -= 1 ))
  fi
  if (( CURRENT == 1 )); then
    _command_names -e
  else
    _normal
  fi
}

# Likewise behind --; before it what the calls give.
_tlsdiag_program() {
  local -i dashes=${words[(I)--]}
  if (( dashes && dashes < CURRENT )); then
    shift dashes words
    (( CURRENT -= dashes ))
    _tlsdiag_run
  else
    _tlsdiag_each "$@"
  fi
}

# @commands@
# Read by 'source', or found in a folder of $fpath.
if [[ $funcstack[1] == _tlsdiag ]]; then
  _tlsdiag "$@"
elif (( $+functions[compdef] )); then
  compdef _tlsdiag tlsdiag kubectl-tlsdiag
fi
