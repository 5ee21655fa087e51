# Files and folders, whose names bash quotes. Where no file ends with one of these, all do.
_tlsdiag_files() {
  local name ending found=''
  local -a all=() fit=()
  while IFS= read -r name; do
    all+=("$prefix$name")
    if [[ -d ${name/#\~/$HOME} ]]; then
      fit+=("$prefix$name")
      continue
    fi
    for ending; do
      if [[ $name == *".$ending" ]]; then
        fit+=("$prefix$name")
        found=1
        break
      fi
    done
  done < <(compgen -f -- "$value")
  if [[ $# -gt 0 && -n $found ]]; then
    replies+=("${fit[@]}")
  else
    replies+=("${all[@]}")
  fi
  filenames=1
}

_tlsdiag_folders() {
  local name
  while IFS= read -r name; do
    replies+=("$prefix$name")
  done < <(compgen -d -- "$value")
  filenames=1
}

_tlsdiag_hosts() {
  local name
  [[ -n $value ]] || return 0
  while IFS= read -r name; do
    replies+=("$prefix$name")
  done < <(compgen -A hostname -- "$value")
}

# Another program's line, which begins at the word $1.
_tlsdiag_program() {
  local offset=${places[$1]:-$COMP_CWORD} name
  if declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$offset"
    foreign=1
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$offset"
    foreign=1
  elif [[ $1 -lt ${#words[@]} ]]; then
    _tlsdiag_files
  else
    while IFS= read -r name; do
      replies+=("$name")
    done < <(compgen -c -- "$cur")
  fi
}

# Bash divides words at = and : too; here they are as the program would get them. 'places' says
# where in COMP_WORDS each begins.
_tlsdiag_read_line() {
  local i word line=${COMP_LINE:0:COMP_POINT}
  line=${line#*"${COMP_WORDS[0]}"}
  words=("${COMP_WORDS[0]}")
  places=(0)
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $line == [[:space:]]* || -z $line && $i -eq 1 ]]; then
      line=${line#"${line%%[![:space:]]*}"}
      words+=('')
      places+=("$i")
    fi
    [[ ${#line} -ge ${#word} ]] || word=$line
    words[${#words[@]} - 1]+=$word
    line=${line#"$word"}
  done
  cur=${words[${#words[@]} - 1]}
  unset 'words[${#words[@]}-1]'
}

_tlsdiag() {
  local cur raw kept='' foreign='' filenames='' nospace='' reply
  local -a words=() places=() replies=()
  COMPREPLY=()
  _tlsdiag_read_line
  raw=$cur
  case $cur in
    [\'\"]*) cur=${cur:1} ;;
    *) cur=${cur//\\/} ;;
  esac
  case ${words[${#words[@]} - 1]} in
    '>' | '>>' | '<' | '2>' | '>|' | '&>') value=$cur prefix='' _tlsdiag_files ;;
    *) _tlsdiag_complete ;;
  esac
  [[ -z $foreign ]] || return 0
  if [[ $raw != [\'\"]* ]]; then # what bash takes for words of their own stays as it is
    [[ $COMP_WORDBREAKS == *=* && $cur == *=* ]] && kept=${cur%"${cur##*=}"}
    if [[ $COMP_WORDBREAKS == *:* && $cur == *:* ]]; then
      reply=${cur%"${cur##*:}"}
      [[ ${#reply} -le ${#kept} ]] || kept=$reply
    fi
  fi
  for reply in "${replies[@]}"; do
    [[ $reply == *[=:] && -z $filenames ]] && nospace=1
    COMPREPLY+=("${reply#"$kept"}")
  done
  if [[ -n $filenames ]]; then compopt -o filenames; fi
  if [[ -n $nospace ]]; then compopt -o nospace; fi
  return 0
}

complete -F _tlsdiag tlsdiag kubectl-tlsdiag
