#!/bin/sh
# tlsdiag @version@ with its own Java: PREFIX/bin/tlsdiag, PREFIX/lib/tlsdiag is the runtime.
# Nothing here starts another process before java itself, except behind a symbolic link.
#
#   TLSDIAG_JAVA_OPTS    more options for that Java, split at blanks
#
# shellcheck disable=SC2086  # words are split on purpose

called=$0
case $called in
  */*) ;;
  *) called=./$called ;;
esac
runtime=${called%/*}/../lib/tlsdiag
if [ ! -x "$runtime/bin/java" ] && [ -L "$called" ]; then
  runtime=$(readlink -f -- "$called")
  runtime=${runtime%/*}/../lib/tlsdiag
fi
if [ ! -x "$runtime/bin/java" ]; then
  echo "error: no Java in '$runtime'" >&2
  echo "  likely: '$0' was copied without the folder lib/tlsdiag that belongs to it" >&2
  echo "  try:    ln -s /where/it/was/unpacked/bin/tlsdiag '$0'" >&2
  exit 4
fi

# Known since this was made, so no Java is started for it. Options for Java want a Java to go to; and where
# the line could not be printed it is for the program to say how that ends.
case $#${TLSDIAG_JAVA_OPTS:+options}${1-} in
  1-V | 1--version) echo 'tlsdiag @version@' 2>/dev/null && exit 0 ;;
esac

# kubectl runs a file of this name as 'kubectl tlsdiag'.
plugin=
case ${0##*/} in
  kubectl-tlsdiag) plugin='-Dtlsdiag.called=kubectl tlsdiag' ;;
esac

# What runs until it is stopped wants the optimising compiler; everything else is over before it pays.
case ${1-} in
  observe | proxy | exec | lab | shell) tiers= ;;
  *) tiers=-XX:TieredStopAtLevel=1 ;;
esac

set -f
exec "$runtime/bin/java" -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto $tiers @options@ \
  ${plugin:+"$plugin"} ${TLSDIAG_JAVA_OPTS-} dev.tlsdiag.launch.Launcher "$@"
