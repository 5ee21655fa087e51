#compdef tlsdiag kubectl-tlsdiag
# Completion of tlsdiag for zsh, made by 'tlsdiag completion zsh'.
# To use it at once:  source <(tlsdiag completion zsh)   (after compinit)

# Words of which those that end with a colon or an equals sign are only the begin of a value.
_tlsdiag_words() {
  local -a whole=("${(@)argv:#*[:=]}") begun=("${(@M)argv:#*[:=]}")
  _alternative "words:value:compadd -a whole" "begun:value:compadd -S '' -a begun"
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

# The line of another program behind --.
_tlsdiag_program() {
  local -i dashes=${words[(I)--]}
  (( dashes && dashes < CURRENT )) || return 1
  shift dashes words
  (( CURRENT -= dashes ))
  if (( CURRENT == 1 )); then
    _command_names -e
  else
    _normal
  fi
}

# @commands@
# Read by 'source', or found in a folder of $fpath.
if [[ $funcstack[1] == _tlsdiag ]]; then
  _tlsdiag "$@"
elif (( $+functions[compdef] )); then
  compdef _tlsdiag tlsdiag kubectl-tlsdiag
fi
