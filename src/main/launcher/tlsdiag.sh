#!/bin/sh
# tlsdiag @version@: this script, with the program's jar appended to it.
#
# shellcheck disable=SC2086,SC3013  # words are split on purpose; every sh in use knows -ef and -nt
#
# Nothing here starts another process before java itself: only what the shell has built in.
#   JAVA_HOME            the Java to use; without it the first java of PATH
#   TLSDIAG_JAVA_OPTS    more options for that Java, split at blanks
#   TLSDIAG_NO_CDS=1     neither use nor make the class archive that shortens start-up

blanks=$IFS
set -f

java=
if [ -n "${JAVA_HOME-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
else
  IFS=:
  for directory in ${PATH-}; do
    if [ -f "${directory:-.}/java" ] && [ -x "${directory:-.}/java" ]; then
      java=${directory:-.}/java
      break
    fi
  done
  IFS=$blanks
fi
if [ -z "$java" ]; then
  echo "error: no 'java' in JAVA_HOME or PATH; tlsdiag needs Java 17 or newer" >&2
  echo "  try:    apt-get install default-jre-headless    (or set JAVA_HOME)" >&2
  exit 4
fi

# Known since this was made, so no Java is started for it. Options for Java want a Java to go to; and where
# the line could not be printed it is for the program to say how that ends.
case $#${TLSDIAG_JAVA_OPTS:+options}${1-} in
  1-V | 1--version) echo 'tlsdiag @version@' 2>/dev/null && exit 0 ;;
esac

case $0 in
  */../* | ../*) self=$(cd -- "${0%/*}" && pwd)/${0##*/} ;;
  /*) self=$0 ;;
  ./*) self=$PWD/${0#./} ;;
  *) self=$PWD/$0 ;;
esac

# What runs until it is stopped wants the optimising compiler. Everything else is over before it would
# pay: reading a capture of 1 GiB took half as long again with it.
case ${1-} in
  observe | proxy | exec | lab | shell) tiers= ;;
  *) tiers=-XX:TieredStopAtLevel=1 ;;
esac

# kubectl runs a file of this name as 'kubectl tlsdiag'.
plugin=
case $self in
  */kubectl-tlsdiag) plugin='-Dtlsdiag.called=kubectl tlsdiag' ;;
esac

# The class archive. NAME.jsa is made by the program itself, in the background, after a run that went
# well; NAME.java beside it says which Java it was made with, also when none could be made. Both must
# be newer than that Java and this file, and ours. A path with a colon means two archives to java.
name=
archive=
cache=${XDG_CACHE_HOME-}
case $cache in
  /*) ;;
  *) cache=${HOME:+$HOME/.cache} ;;
esac
if [ -n "$cache" ] && [ "${TLSDIAG_NO_CDS:-0}" = 0 ]; then
  underscored() {
    IFS=/
    set -- $1
    IFS=_
    underscored="$*"
    IFS=$blanks
  }
  underscored "@version@$java$self"
  name=$cache/tlsdiag/$underscored
  case $name in *:*) name= ;; esac
  [ ${#underscored} -lt 200 ] || name=
fi
if [ -n "$name" ]; then
  made_with=
  if [ -O "$name.java" ]; then
    { read -r made_with <"$name.java"; } 2>/dev/null
  fi
  if [ -n "$made_with" ] && [ "$java" -ef "$made_with" ] \
    && [ "$name.java" -nt "$java" ] && [ "$name.java" -nt "$self" ]; then
    [ -O "$name.jsa" ] && archive=$name.jsa
    name=
  elif [ -d "$cache/tlsdiag" ]; then
    [ -O "$cache/tlsdiag" ] && [ -w "$cache/tlsdiag" ] || name=
  elif [ -d "$cache" ]; then
    [ -O "$cache" ] && [ -w "$cache" ] || name=
  else
    [ -O "${cache%/*}" ] && [ -w "${cache%/*}" ] || name=
  fi
fi

# -Xlog only together with an archive: an archive is there only if java is new enough to know it.
exec "$java" -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto $tiers \
  ${archive:+"-XX:SharedArchiveFile=$archive" -Xlog:disable} \
  ${name:+"-Dtlsdiag.archive=$name" "-Dtlsdiag.java=$java"} \
  ${plugin:+"$plugin"} ${TLSDIAG_JAVA_OPTS-} -jar "$self" "$@"
