# kubectl's shell looks for files: by their endings, all, or folders only.
_tlsdiag_files() {
  if [[ $# -gt 0 && ${#replies[@]} -eq 0 && -z $prefix ]]; then
    replies=("$@") directive=8
  else
    directive=0
  fi
}

_tlsdiag_folders() { directive=16; }

_tlsdiag_hosts() { :; }

_tlsdiag_program() { directive=0; }

words=(tlsdiag "${@:1:$#-1}")
cur=${!#}
replies=()
nospace=''
directive=4
_tlsdiag_complete
for reply in "${replies[@]}"; do
  [[ $reply == *[=:] && $directive == 4 ]] && nospace=1
  printf '%s\n' "$reply"
done
if [[ -n $nospace && $directive == 4 ]]; then
  directive=6
fi
printf ':%s\n' "$directive"
