# What may follow the command $1.
_tlsdiag_at() {
  commands='' options='' hidden='' valued='' program=''
  case $1 in
# @commands@
  esac
}

# The candidates of the place $1: a command and its option, or a command and the number of its
# argument, or * for any further argument.
_tlsdiag_value() {
  case $1 in
# @values@
    *) return 1 ;;
  esac
  return 0
}

# Adds those of the words that begin as the value does.
_tlsdiag_words() {
  local candidate
  for candidate; do
    [[ $candidate == "$value"* ]] && replies+=("$prefix$candidate")
  done
}

# $1 stands between the words.
_tlsdiag_list() {
  local separator=$1 candidate
  local last=${value##*"$separator"}
  local before=${value%"$last"}
  shift
  nospace=1
  for candidate; do
    if [[ $candidate == "$last"* && $separator$before != *"$separator$candidate$separator"* ]]; then
      replies+=("$prefix$before$candidate")
    fi
  done
}

# A word, an equals sign and a file.
_tlsdiag_keyed() {
  if [[ $value == *=* ]]; then
    prefix=$prefix${value%%=*}= value=${value#*=}
    _tlsdiag_files
  else
    _tlsdiag_words "${@/%/=}"
  fi
}

_tlsdiag_interfaces() {
  local path
  for path in /sys/class/net/*; do
    [[ -e $path ]] && _tlsdiag_words "${path##*/}"
  done
}

# Completes the words after the command's name; 'words' has those before the cursor, 'cur' the one
# at it. Puts whole words into 'replies'.
_tlsdiag_complete() {
  local word value prefix='' wanted='' behind='' path='' i operand=0
  local commands options hidden valued program
  _tlsdiag_at ''
  for ((i = 1; i < ${#words[@]}; i++)); do
    word=${words[i]}
    if [[ -n $wanted ]]; then
      wanted=''
    elif [[ -z $behind && $word == -- ]]; then
      behind=$((i + 1))
      [[ -z $program ]] || break
    elif [[ -z $behind && $word == -?* ]]; then
      [[ " $valued " == *" $word "* ]] && wanted=$word
    elif [[ -n $commands && " $commands " == *" $word "* && $operand == 0 ]]; then
      path=${path:+$path }$word
      _tlsdiag_at "$path"
    elif [[ $path == exec ]]; then
      behind=$i
      break
    else
      operand=$((operand + 1))
    fi
  done
  value=$cur
  if [[ -n $wanted ]]; then
    _tlsdiag_value "$path $wanted"
  elif [[ -n $program && -n $behind ]]; then
    _tlsdiag_program "$behind"
  elif [[ -z $behind && $cur == -*=* ]]; then
    prefix=${cur%%=*}= value=${cur#*=}
    _tlsdiag_value "$path ${cur%%=*}"
  elif [[ -z $behind && $cur == -* ]]; then
    # shellcheck disable=SC2086  # lists of words
    _tlsdiag_words $options
    # shellcheck disable=SC2086
    [[ $cur == --?* ]] && _tlsdiag_words $hidden
  elif [[ -n $commands && $operand == 0 ]]; then
    # shellcheck disable=SC2086
    _tlsdiag_words $commands
  elif [[ $path == exec ]]; then
    _tlsdiag_program "${#words[@]}"
  else
    _tlsdiag_value "$path $operand" || _tlsdiag_value "$path *"
  fi
}

